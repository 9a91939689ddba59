/** Stopping the old services and starting the new ones; a rollback starts the old ones and proves them. */
import { CodedError } from "../../../shared/errors.ts";
import type { ReleaseManifest } from "../../../shared/manifest.ts";
import { dropBaseline, withBaseline } from "../../platform/change-baseline.ts";
import { inStoppingOrder, startServices } from "../../platform/services/live-services.ts";
import { described, manifestBefore, type Step, type StepContext, targetManifest } from "../context.ts";
import { probeAll } from "./front-door.ts";

type Voice = "stop" | "start" | "mask" | "unmask" | null;

/** `known`: the services are expected to run, and one that does not is reported. */
async function stopAll(
  context: StepContext,
  names: readonly string[],
  step: "stop" | "start",
  known = true,
): Promise<void> {
  for (const service of names) {
    const how = await context.platform.services.stop(service);
    if (how === "was-stopped" && !known) continue;
    context.report.say(how === "killed" ? "warning" : "info", step, "serviceStopped", {
      service,
      how: context.report.word(`stopped.${how}`),
    });
  }
}

const stoppingNames = ({ services }: ReleaseManifest): string[] =>
  inStoppingOrder(services).map(({ name }) => name);

/** Stops the services of the old and the new version, and all that are recorded as started: no service may hold open what is restored. */
export async function stopEverything(context: StepContext, step: "stop" | "start"): Promise<number> {
  const { platform, before, target } = context;
  const manifests = [target.manifest, before].filter((manifest) => manifest !== null);
  const names = [...new Set([...(await platform.services.names()), ...manifests.flatMap(stoppingNames)])];
  // Also those that do not seem to run: a service that was started and never recorded is found by its mark.
  await stopAll(context, names, step, false);
  return names.length;
}

/** Starts the services of a release that do not run. */
export async function startAll(
  context: Pick<StepContext, "platform" | "report">,
  manifest: ReleaseManifest,
  version: string,
  step: Voice,
): Promise<void> {
  const { platform, report } = context;
  await startServices(platform, manifest, version, (service, { pid, address }) =>
    report.say("info", step, "serviceStarted", { service, version, pid: pid ?? "?", port: address.port }),
  );
}

/** The mask is lowered only from a platform that answers: the machine may have been restarted since its services were started. */
export async function serveAgain(
  context: StepContext,
  version: string,
  manifest: ReleaseManifest,
  step: Voice,
): Promise<void> {
  await startAll(context, manifest, version, step);
  await probeAll(context, version, manifest);
}

export const stop: Step<"stop"> = {
  ...described("stop"),
  mustUndo: true,
  mustFinish: false,
  /** The release that the undo starts again is the one that is live now, and its manifest can be read. */
  async preflight(context) {
    const { platform, from } = context;
    const live = await platform.releases.current();
    if (live !== from) throw new CodedError("RECHECK_FAILED", { subject: `${from} ≠ ${live}` });
    manifestBefore(context);
  },
  async do(context) {
    const names = stoppingNames(manifestBefore(context));
    await stopAll(context, names, "stop");
    return { services: names.length };
  },
  async verify(context) {
    const { platform } = context;
    for (const { name } of manifestBefore(context).services)
      if (await platform.services.isRunning(name)) throw new Error(`${name} still runs`);
    return {};
  },
  /** The old version is back only when the probes that judge a new one say so. */
  async undo(context) {
    const before = manifestBefore(context);
    await startAll(context, before, context.from, "stop");
    return await probeAll(context, context.from, before);
  },
};

export const start: Step<"start"> = {
  ...described("start"),
  mustUndo: true,
  mustFinish: false,
  async preflight(context) {
    targetManifest(context);
  },
  async do(context) {
    const manifest = targetManifest(context);
    const begin = (): Promise<void> => startAll(context, manifest, context.target.release, "start");
    // Behind the mask every service is stopped, and the update itself writes nothing more to the database.
    await (context.state().kind === "update" ? withBaseline(context, begin) : begin());
    return { services: manifest.services.length };
  },
  /** Stops all services that are recorded as started, because the new release's manifest may be gone; and all that it names, because a start may not have been recorded. */
  async undo(context) {
    const manifest = context.target.manifest === null ? [] : stoppingNames(context.target.manifest);
    const names = [...new Set([...(await context.platform.services.names()), ...manifest])];
    await stopAll(context, names, "start");
    await dropBaseline(context);
    return { services: names.length };
  },
};

export const probe: Step<"probe"> = {
  ...described("probe"),
  mustUndo: false,
  mustFinish: false,
  do: (context) => probeAll(context, context.target.release, targetManifest(context)),
};
