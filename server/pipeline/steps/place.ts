/** Places the new release next to the others: the live one does not change. */
import { CodedError } from "../../../shared/errors.ts";
import { archiveOf, described, type Step } from "../context.ts";

export const place: Step<"place"> = {
  ...described("place"),
  mustUndo: false,
  mustFinish: false,
  async do(context) {
    const { platform, report } = context;
    const { files, manifest } = archiveOf(context);
    await platform.releases
      .place(manifest, files, (done) => report.progress("place", done, files.length, "items"))
      .catch((error) => {
        throw new CodedError("PLACE_FAILED", {}, error);
      });
    return { version: manifest.version, files: files.length };
  },
  async undo({ platform, target }) {
    await platform.releases.remove(target.release);
    return { version: target.release };
  },
};
