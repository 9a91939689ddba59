/** How a run ends when neither the pipeline nor its rollback ended it: manual intervention is required, support has decided, or every runner failed. */
import { setTimeout as delay } from "node:timers/promises";
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import { isActive, type RunState } from "../../shared/run-state.ts";
import type { StepName } from "../../shared/steps.ts";
import type { Journal } from "../journal/journal.ts";
import { INSPECT_TIMEOUT_MS } from "../limits.ts";
import { type MaskFlag, newProbeToken } from "../platform/front/mask-flag.ts";
import type { StepContext } from "./context.ts";
import { type Found, outcomeOfGivenUp } from "./give-up.ts";
import { inspect, type loadStepContext } from "./load-step-context.ts";
import { tidy } from "./steps/clean.ts";
import { lift } from "./steps/mask.ts";
import { startAll } from "./steps/services.ts";

export const failureIn = (step: StepName, error: unknown): ErrorReport =>
  reportOf(error instanceof CodedError ? error : new CodedError("STEP_FAILED", { step }, error));

/** Starts the services of the live release that do not run. */
export async function serveCurrent({
  platform,
  report,
}: Pick<StepContext, "platform" | "report">): Promise<void> {
  const version = await platform.releases.current();
  await startAll({ platform, report }, await platform.releases.manifest(version), version, null);
}

/** Ends the run with manual intervention required: masked, with the reason on the page, and no further attempt. */
export async function intervene(
  journal: Journal,
  context: Pick<StepContext, "platform" | "runId" | "clock" | "report" | "state">,
  error: ErrorReport,
): Promise<void> {
  const { platform, runId, clock, report } = context;
  const current: MaskFlag | null = await platform.front.readMask();
  const flag: MaskFlag = {
    reason: "intervention",
    runId,
    version: current?.version ?? context.state().from,
    since: current?.since ?? clock(),
    expectedEnd: null,
    probeToken: current?.probeToken ?? newProbeToken(),
  };
  await platform.front
    .raiseMask(flag)
    .catch((cause) => report.say("error", null, "maskNotWritten", { cause: String(cause) }));
  report.flush();
  // A disk that does not answer must not keep the run from requiring manual intervention.
  const world = await Promise.race([
    inspect(platform, context.state()),
    delay(INSPECT_TIMEOUT_MS, undefined, { ref: false }),
  ]);
  journal.append(runId, { type: "run:ended", outcome: "intervention", error, locked: true, world });
}

/** An accepted run locks an archive that could be imported again. No revert is offered after it, and a live release is already installed. */
function staysLocked({ kind, archive, from }: RunState, live: string): boolean {
  return kind === "update" && !(archive?.kind === "release" && archive.version === live && live !== from);
}

export type Known = Parameters<typeof loadStepContext>[0];

/** Support accepted the platform as it is: the live release is started, the mask is lowered, and nothing unproven is claimed. */
export async function accept(journal: Journal, context: Known): Promise<void> {
  const { platform, report, runId } = context;
  await serveCurrent({ platform, report });
  await lift(context, "unmask");
  await tidy(context).catch((error) =>
    journal.append(runId, { type: "run:warned", step: null, error: failureIn("clean", error) }),
  );
  await endAccepted(journal, context);
}

async function endAccepted(journal: Journal, { platform, report, runId, state }: Known): Promise<void> {
  const locked = staysLocked(state(), await platform.releases.current().catch(() => ""));
  report.flush();
  journal.append(runId, { type: "run:ended", outcome: "accepted", error: null, locked });
}

/** Every runner failed: ends the run as what is really there allows. */
export async function giveUp(journal: Journal, known: Known): Promise<void> {
  const { runId, state } = known;
  const found = state();
  // The runner decided to give up in an active phase, and no other process ends the run meanwhile.
  if (!isActive(found)) throw new Error(`run ${runId} is ${found.phase}`);
  const outcome = outcomeOfGivenUp(found, await findPlatform(known));
  switch (outcome) {
    case "intervention":
      return await intervene(journal, known, {
        code: "RECOVERY_FAILED",
        facts: { attempts: found.attempts },
      });
    case "accepted":
      return await endAccepted(journal, known);
    case "succeeded":
      journal.append(runId, {
        type: "run:warned",
        step: "clean",
        error: { code: "CLEANUP_INCOMPLETE", facts: { step: "clean" } },
      });
      journal.append(runId, { type: "run:ended", outcome, error: null, locked: false });
      return;
    case "rolled-back": {
      const error: ErrorReport =
        found.phase === "rolling-back" ? found.cause : { code: "RUNNER_STOPPED", facts: {} };
      journal.append(runId, { type: "run:ended", outcome, error, locked: true });
      return;
    }
    default:
      outcome satisfies never;
  }
}

async function findPlatform({ platform: { front, services } }: Pick<Known, "platform">): Promise<Found> {
  // Behind the mask the services do not count: a manager that does not answer must not keep support from being called.
  if (await front.isMasked()) return { masked: true, works: false };
  const running = await Promise.all((await services.names()).map((name) => services.isRunning(name)));
  return { masked: false, works: running.length > 0 && running.every(Boolean) };
}
