/** Stopping the old services and starting the new ones; a rollback starts the old ones and proves them. */
import type { ServiceSpec } from "../../../shared/manifest.ts";
import { probeAll, type Step, type StepContext, targetManifest, targetVersion } from "../context.ts";

async function stopAll(context: StepContext, services: readonly ServiceSpec[], step: "stop" | "start"): Promise<void> {
  // The front first: it stops taking requests before the workers it relies on go.
  for (const service of services.toSorted((a, b) => Number(b.role === "front") - Number(a.role === "front"))) {
    const how = await context.platform.services.stop(service.name);
    context.report.say(how === "killed" ? "warning" : "info", step, "serviceStopped", {
      service: service.name,
      how: context.report.word(`stopped.${how}`),
    });
  }
}

async function startAll(context: StepContext, services: readonly ServiceSpec[], version: string, step: "stop" | "start"): Promise<void> {
  for (const service of services.toSorted((a, b) => Number(a.role === "front") - Number(b.role === "front"))) {
    const record = await context.platform.services.start(service, version, context.platform.releases.path(version));
    context.report.say("info", step, "serviceStarted", { service: service.name, version, pid: record.pid, port: record.port });
  }
}

export const stop: Step = {
  name: "stop",
  critical: true,
  async do(context) {
    await stopAll(context, context.before.services, "stop");
    return { services: context.before.services.length };
  },
  async verify({ before, platform }) {
    const running = before.services.find((service) => platform.services.isRunning(service.name));
    if (running) throw new Error(`${running.name} still runs`);
    return {};
  },
  /** The old version is back only when the probes that judge a new one say so. */
  async undo(context) {
    await startAll(context, context.before.services, context.from, "stop");
    return await probeAll(context, context.from, context.before);
  },
};

export const start: Step = {
  name: "start",
  critical: true,
  async do(context) {
    await startAll(context, targetManifest(context).services, targetVersion(context), "start");
    return { services: targetManifest(context).services.length };
  },
  async undo(context) {
    await stopAll(context, targetManifest(context).services, "start");
    return {};
  },
};

export const probe: Step = {
  name: "probe",
  critical: true,
  do: (context) => probeAll(context, targetVersion(context), targetManifest(context)),
};
