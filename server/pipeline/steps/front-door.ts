/** Probes the platform as its users reach it. */
import type { StepFacts } from "../../../shared/journal.ts";
import type { Probe, ReleaseManifest } from "../../../shared/manifest.ts";
import { PROBE_HEADER } from "../../platform/front/mask-flag.ts";
import { probesOf } from "../../platform/platform.ts";
import { type Door, runProbe } from "../../platform/probe.ts";
import { frontAddress } from "../../platform/services/live-services.ts";
import type { Address } from "../../platform/services/port.ts";
import type { StepContext } from "../context.ts";

/** How long a dead gateway is waited for before the service is asked directly, so that its death disturbs no run. */
const GATEWAY_PATIENCE_MS = 5_000;

/** The front door as it is now: through the gateway behind the mask, or straight to the service when no gateway answers. */
function doorway(context: StepContext, manifest: ReleaseManifest): () => Promise<Door> {
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
    return { url: url ?? urlOf(front ?? NOBODY), headers };
  };
}

/** Nothing listens there. */
const NOBODY: Address = { host: "127.0.0.1", port: 1 };
const urlOf = ({ host, port }: Address): string =>
  `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

/** Superviseur itself, serving: a proxy before it answers also when it is away, and a closed door does. */
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
  const door = doorway(context, manifest);
  for (const probe of probes) {
    await runProbe(probe, door, version, (finding) =>
      context.report.say("warning", "probe", "probeWrong", finding),
    );
    context.report.say("info", "probe", "probeOk", { probe: probe.name, path: probe.path });
  }
  return { probes: probes.length };
}
