/** A return puts back what stood before the update that it undoes; what stands now is in the return's own restore point. */
import { CodedError } from "../../../shared/errors.ts";
import { putBack, restorePointOf } from "../../platform/restore-point.ts";
import type { Step } from "../context.ts";
import { stopEverything } from "./services.ts";

/** Its undo is the restore point's: one place puts database and data back, whatever changed them. */
export const restore: Step = {
  name: "restore",
  critical: true,
  async do(context) {
    const { platform, report } = context;
    const { reverts } = context.state();
    try {
      if (reverts === null) throw new Error("the journal names no update that is undone");
      const point = await restorePointOf(platform, reverts);
      if (point === null) throw new Error(`the restore point of ${reverts} is gone`);
      await stopEverything(context, "stop");
      await putBack(platform, reverts);
      report.say("info", "restore", "putBack", { run: reverts, version: point.version });
      return { restorePoint: reverts, databaseBytes: point.bytes, dataBytes: point.data.bytes };
    } catch (error) {
      throw new CodedError("RESTORE_FAILED", {}, error);
    }
  },
  async verify({ platform, signal }) {
    await platform.database.prove(signal);
    return {};
  },
};
