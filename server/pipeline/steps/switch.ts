/** Which release is live: one symbolic link, replaced in one step. */
import type { Step } from "../context.ts";

export const switchRelease: Step = {
  name: "switch",
  critical: true,
  async do({ platform, archive, report }) {
    await platform.releases.switchTo(archive.manifest.version);
    report.say("info", "switch", "current", { version: archive.manifest.version });
    return { version: archive.manifest.version };
  },
  async verify({ platform, archive }) {
    const live = await platform.releases.current();
    if (live !== archive.manifest.version) throw new Error(`current is ${live}`);
    return {};
  },
  async undo({ platform, from, report }) {
    await platform.releases.switchTo(from);
    report.say("info", "switch", "current", { version: from });
    return { version: from };
  },
};
