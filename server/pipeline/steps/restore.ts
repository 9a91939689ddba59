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
    const { returns } = context.state();
    try {
      if (returns === null) throw new Error("the journal names no update that is undone");
      const point = await restorePointOf(platform, returns);
      if (point === null) throw new Error(`the restore point of ${returns} is gone`);
      await stopEverything(context, "stop");
      await putBack(platform, returns);
      report.say("info", "restore", "putBack", { run: returns, version: point.version });
      return { restorePoint: returns, databaseBytes: point.bytes, dataBytes: point.data.bytes };
    } catch (error) {
      throw new CodedError("RESTORE_FAILED", {}, error);
    }
  },
  async verify({ platform, signal }) {
    await platform.database.prove(signal);
    return {};
  },
};
