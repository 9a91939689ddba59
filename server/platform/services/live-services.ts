/** The services of the live release: whether they run, and the one order in which they are started. */
import type { ReleaseManifest, ServiceSpec } from "../../../shared/manifest.ts";
import { requireDisks } from "../disks.ts";
import type { Platform } from "../platform.ts";
import type { Address, Services, StartedService } from "./port.ts";

/** Where the front service of a release was started last; null while it is not known. */
export async function frontAddress(
  services: Services,
  specs: readonly ServiceSpec[],
): Promise<Address | null> {
  const front = specs.find(({ role }) => role === "front");
  return front === undefined ? null : await services.address(front.name);
}

/** The workers first: the front accepts requests as soon as it runs, and relies on them. */
export const inStartingOrder = (services: readonly ServiceSpec[]): ServiceSpec[] =>
  services.toSorted((a, b) => Number(a.role === "front") - Number(b.role === "front"));

/** The front first: it stops accepting requests before the workers that it relies on are stopped. */
export const inStoppingOrder = (services: readonly ServiceSpec[]): ServiceSpec[] =>
  services.toSorted((a, b) => Number(b.role === "front") - Number(a.role === "front"));

export type OnStarted = (service: string, started: StartedService) => void;

/**
 * Starts those services of a release that do not run. `onStarted`: called for each that did not run before.
 * @throws CodedError DISK_MISSING, SERVICE_START_FAILED
 */
export async function startServices(
  platform: Platform,
  { services }: Pick<ReleaseManifest, "services">,
  version: string,
  onStarted: OnStarted = () => {},
): Promise<void> {
  // A disk may have been unmounted since the last look.
  await requireDisks(platform.config);
  for (const service of inStartingOrder(services)) {
    const ran = await platform.services.isRunning(service.name);
    const started = await platform.services.start(service, version, platform.releases.path(version));
    if (service.role === "front") await platform.front.pointTo(started.address);
    if (!ran) onStarted(service.name, started);
  }
}

/** The same of the live release. */
export async function startCurrent(platform: Platform, onStarted?: OnStarted): Promise<void> {
  const version = await platform.releases.current();
  await startServices(platform, await platform.releases.manifest(version), version, onStarted);
}

/** True when a service of the live release does not run, and no other manager restarts it. */
export async function isDown({ releases, services }: Platform): Promise<boolean> {
  if (services.keepsAlive) return false;
  const manifest = await releases.manifest(await releases.current());
  for (const { name } of manifest.services) if (!(await services.isRunning(name))) return true;
  return false;
}
