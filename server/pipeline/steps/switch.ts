/** Which release is live: one symbolic link, replaced in one step. */
import { described, type Step } from "../context.ts";

export const switchRelease: Step<"switch"> = {
  ...described("switch"),
  mustUndo: true,
  mustFinish: false,
  async do({ platform, target, report }) {
    await platform.releases.switchTo(target.release);
    report.say("info", "switch", "current", { version: target.release });
    return { version: target.release };
  },
  async verify({ platform, target }) {
    const live = await platform.releases.current();
    if (live !== target.release) throw new Error(`current is ${live}`);
    return {};
  },
  async undo({ platform, from, report }) {
    await platform.releases.switchTo(from);
    report.say("info", "switch", "current", { version: from });
    return { version: from };
  },
};
