/** A revert restores the state before the update that it undoes; the revert's own restore point holds the state before the revert. */
import { CodedError } from "../../../shared/errors.ts";
import { putBack, type RestorePoint, restorePointOf } from "../../platform/restore-point.ts";
import { described, type Step, type StepContext } from "../context.ts";
import { stopEverything } from "./services.ts";

/** @throws CodedError RECHECK_FAILED when the restore point of the update that is undone is gone */
export async function requireRevertedPoint({ platform, report, state }: StepContext): Promise<RestorePoint> {
  const { reverts } = state();
  const point = reverts === null ? null : await restorePointOf(platform, reverts);
  if (point === null) throw new CodedError("RECHECK_FAILED", { subject: report.stepName("snapshot") });
  return point;
}

/** The undo of `snapshot` undoes it: one place restores database and data, after any step that changed them. */
export const restore: Step<"restore"> = {
  ...described("restore"),
  mustUndo: false,
  mustFinish: false,
  async preflight(context) {
    await requireRevertedPoint(context);
  },
  async do(context) {
    const { platform, report } = context;
    const { reverts } = context.state();
    try {
      if (reverts === null) throw new Error("the journal does not name the update that is undone");
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
