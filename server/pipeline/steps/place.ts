/** The new release beside the others: nothing live changes. */
import { CodedError } from "../../../shared/errors.ts";
import type { Step } from "../context.ts";

export const place: Step = {
  name: "place",
  critical: false,
  async do({ platform, archive, report }) {
    const { files, manifest } = archive;
    await platform.releases
      .place(manifest, files, (done) => report.progress("place", done, files.length, "items"))
      .catch((error) => {
        throw new CodedError("PLACE_FAILED", {}, error);
      });
    return { version: manifest.version, files: files.length };
  },
  async undo({ platform, archive }) {
    await platform.releases.remove(archive.manifest.version);
    return { version: archive.manifest.version };
  },
};
