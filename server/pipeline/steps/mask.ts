/** The only place that raises and lowers the maintenance page. */
import { targetOf } from "../../../shared/run-target.ts";
import { newProbeToken } from "../../platform/front/mask-flag.ts";
import { described, manifestBefore, type Step, type StepContext, targetManifest } from "../context.ts";
import { serveAgain } from "./services.ts";

/** Lowers the mask, and verifies that it is gone. */
export const lift = async (
  { platform, report }: Pick<StepContext, "platform" | "report">,
  step: "mask" | "unmask",
) => {
  await platform.front.lowerMask();
  if (await platform.front.isMasked()) throw new Error("the mask is still up");
  report.say("info", step, "maskOff");
  return {};
};

export const mask: Step<"mask"> = {
  ...described("mask"),
  mustUndo: true,
  mustFinish: false,
  async do(context) {
    const { platform, runId, clock, report } = context;
    const state = context.state();
    // Done again after a crash, the mask keeps its start and its token.
    const current = await platform.front.readMask();
    const since = current?.runId === runId ? current.since : clock();
    const seconds = state.plan?.maskedSeconds ?? null;
    await platform.front.raiseMask({
      reason: state.kind,
      runId,
      version: targetOf(state).version,
      since,
      expectedEnd: seconds === null ? null : since + seconds * 1000,
      probeToken: current?.runId === runId ? current.probeToken : newProbeToken(),
    });
    report.say("info", "mask", "maskOn", { seconds: seconds ?? "?" });
    return { since };
  },
  async verify({ platform }) {
    if ((await platform.front.readMask()) === null) throw new Error("the mask is not up");
    return {};
  },
  async undo(context) {
    await serveAgain(context, context.from, manifestBefore(context), "mask");
    return await lift(context, "mask");
  },
};

export const unmask: Step<"unmask"> = {
  ...described("unmask"),
  mustUndo: false,
  mustFinish: true,
  async do(context) {
    await serveAgain(context, context.target.release, targetManifest(context), "unmask");
    return await lift(context, "unmask");
  },
};
