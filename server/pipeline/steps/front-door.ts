/** Probes the platform as its users reach it. */
import type { StepFacts } from "../../../shared/journal.ts";
import type { Probe, ReleaseManifest } from "../../../shared/manifest.ts";
import { PROBE_HEADER } from "../../platform/front/mask-flag.ts";
import { probesOf } from "../../platform/platform.ts";
import { type ProbeTarget, runProbe } from "../../platform/probe.ts";
import { frontAddress } from "../../platform/services/live-services.ts";
import type { Address } from "../../platform/services/port.ts";
import type { StepContext } from "../context.ts";

/** Time that a dead gateway has to answer before the service is probed directly: the gateway's death must not fail a run. */
const GATEWAY_PATIENCE_MS = 5_000;

/** Where to probe now: through the gateway behind the mask, or straight to the service when no gateway answers. */
function probeTarget(context: StepContext, manifest: ReleaseManifest): () => Promise<ProbeTarget> {
  const { platform } = context;
  let silentSince: number | null = null;
  return async () => {
    const flag = await platform.front.readMask();
    const headers: Record<string, string> = flag ? { [PROBE_HEADER]: flag.probeToken } : {};
    const url = await platform.front.probeUrl();
    if (url !== null && (await answers(url))) {
      silentSince = null;
      return { url, headers };
    }
    silentSince ??= performance.now();
    const front = await frontAddress(platform.services, manifest.services);
    if (front && performance.now() - silentSince > GATEWAY_PATIENCE_MS) {
      context.report.say("warning", "probe", "gatewaySilent");
      return { url: urlOf(front), headers: {} };
    }
    return { url: url ?? urlOf(front ?? UNREACHABLE), headers };
  };
}

/** Nothing listens on this address. */
const UNREACHABLE: Address = { host: "127.0.0.1", port: 1 };
const urlOf = ({ host, port }: Address): string =>
  `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

/** True when Superviseur itself answers and serves: a proxy in front of it answers even when it is stopped, and so does its unavailable page. */
const answers = (url: string): Promise<boolean> =>
  fetch(new URL("/superviseur/api/public", url), { signal: AbortSignal.timeout(2_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/** All probes of a version, each until it holds. @throws CodedError PROBE_FAILED */
export async function probeAll(
  context: StepContext,
  version: string,
  manifest: ReleaseManifest,
): Promise<StepFacts> {
  const probes: Probe[] = probesOf(context.platform.config, manifest);
  const target = probeTarget(context, manifest);
  for (const probe of probes) {
    await runProbe(probe, target, version, (finding) =>
      context.report.say("warning", "probe", "probeWrong", finding),
    );
    context.report.say("info", "probe", "probeOk", { probe: probe.name, path: probe.path });
  }
  return { probes: probes.length };
}
