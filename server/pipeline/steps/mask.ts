/** The maintenance page goes up and comes down here, and nowhere else. */
import { isMasked, liftMask, newProbeToken, raiseMask, readMask } from "../../platform/mask-flag.ts";
import type { Step, StepContext } from "../context.ts";

const lifted = async ({ platform, report }: StepContext, step: "mask" | "unmask") => {
  await liftMask(platform.state.mask);
  if (await isMasked(platform.state.mask)) throw new Error("the mask still stands");
  report.say("info", step, "maskOff");
  return {};
};

export const mask: Step = {
  name: "mask",
  critical: true,
  async do(context) {
    const { platform, runId, archive, clock, report } = context;
    // Done again after a crash, the mask keeps its start and its token.
    const standing = await readMask(platform.state.mask);
    const since = standing?.runId === runId ? standing.since : clock();
    const seconds = context.state().plan?.maskedSeconds ?? null;
    await raiseMask(platform.state.mask, {
      reason: "update",
      runId,
      version: archive.manifest.version,
      since,
      expectedEnd: seconds === null ? null : since + seconds * 1000,
      probeToken: standing?.runId === runId ? standing.probeToken : newProbeToken(),
    });
    report.say("info", "mask", "maskOn", { seconds: seconds ?? "?" });
    return { since };
  },
  async verify({ platform }) {
    if ((await readMask(platform.state.mask)) === null) throw new Error("the mask does not stand");
    return {};
  },
  undo: (context) => lifted(context, "mask"),
};

export const unmask: Step = {
  name: "unmask",
  critical: true,
  do: (context) => lifted(context, "unmask"),
};
