/** The managed application as the pipeline sees it: its releases, database and services, built from the platform file. */
import type { Probe, ReleaseManifest, ServiceSpec } from "../../shared/manifest.ts";
import type { Mark } from "../io/process/mark.ts";
import type { DatabaseAdapter } from "./database/port.ts";
import { sqliteAdapter } from "./database/sqlite/driver.ts";
import { rootLayout, stateLayout } from "./layout.ts";
import type { PlatformConfig } from "./platform-file.ts";
import { Releases } from "./releases.ts";
import { ProcessServices, type ServiceRecord } from "./services/process/driver.ts";

export interface Platform {
  readonly config: PlatformConfig;
  readonly root: ReturnType<typeof rootLayout>;
  readonly state: ReturnType<typeof stateLayout>;
  readonly releases: Releases;
  readonly database: DatabaseAdapter;
  readonly services: ProcessServices;
  /** What every command of a run carries in its environment: of this platform's run, should another on the machine have one of the same name. */
  mark(runId: string): Mark;
}

/** What a service or a migration is told about the platform's data, beside the database. */
export const dataEnvironment = (directories: readonly string[]): Record<string, string> => ({
  DATA: directories[0] ?? "",
});

export function openPlatform(config: PlatformConfig): Platform {
  const state = stateLayout(config.state);
  return {
    config,
    mark: (runId) => `SUPERVISEUR_RUN=${config.state}:${runId}`,
    root: rootLayout(config.root),
    state,
    releases: new Releases(config.root),
    database: sqliteAdapter(config.database.file),
    services: new ProcessServices({
      directory: state.services,
      logDirectory: state.serviceLogs,
      environment: { DATABASE: config.database.file, ...dataEnvironment(config.dataDirectories) },
    }),
  };
}

export const frontService = (services: readonly ServiceSpec[]): ServiceSpec | undefined =>
  services.find((service) => service.role === "front");

/** The address that the gateway sends traffic to now, or null while no front service is known. */
export function frontRecord(platform: Platform, services: readonly ServiceSpec[]): ServiceRecord | null {
  const front = frontService(services);
  return front ? platform.services.record(front.name) : null;
}

/** A service of the live release does not run. */
export async function isDown(platform: Platform): Promise<boolean> {
  const { services } = await platform.releases.manifest(await platform.releases.current());
  return services.some(({ name }) => !platform.services.isRunning(name));
}

/** Starts whatever service of the live release is not running. */
export async function startCurrent(platform: Platform): Promise<ServiceRecord[]> {
  const version = await platform.releases.current();
  const manifest = await platform.releases.manifest(version);
  const records: ServiceRecord[] = [];
  for (const service of manifest.services)
    records.push(await platform.services.start(service, version, platform.releases.path(version)));
  return records;
}

export const probesOf = (config: PlatformConfig, manifest: ReleaseManifest): Probe[] => [
  ...manifest.probes,
  ...config.probes,
];
