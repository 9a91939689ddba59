/** The managed application as the pipeline sees it: its releases, database and services, built from the platform file. */
import type { Probe, ReleaseManifest } from "../../shared/manifest.ts";
import type { Mark } from "../io/process/mark.ts";
import type { Database } from "./database/port.ts";
import { openDatabase, openFront, openServices } from "./drivers.ts";
import type { Front } from "./front/port.ts";
import { rootLayout, stateLayout } from "./layout.ts";
import type { PlatformConfig } from "./platform-file.ts";
import { Releases } from "./releases.ts";
import type { Services } from "./services/port.ts";

export interface Platform {
  readonly config: PlatformConfig;
  readonly root: ReturnType<typeof rootLayout>;
  readonly state: ReturnType<typeof stateLayout>;
  readonly releases: Releases;
  readonly database: Database;
  readonly services: Services;
  readonly front: Front;
  /** What every command of a run carries in its environment. It names the state folder: another platform on the machine may have a run of the same id. */
  mark(runId: string): Mark;
}

/** How a service or a migration finds the platform's data folders. */
export const dataEnvironment = (directories: readonly string[]): Record<string, string> => ({
  DATA: directories[0] ?? "",
});

export function openPlatform(config: PlatformConfig): Platform {
  const state = stateLayout(config.state);
  const database = openDatabase(config.database);
  return {
    config,
    mark: (runId) => `SUPERVISEUR_RUN=${config.state}:${runId}`,
    root: rootLayout(config.root),
    state,
    releases: new Releases(config.root),
    database,
    services: openServices(config.services, {
      state,
      environment: { ...database.environment, ...dataEnvironment(config.dataDirectories) },
    }),
    front: openFront(config.front, { state, publicUrl: config.frontDoor }),
  };
}

export const probesOf = (config: PlatformConfig, manifest: ReleaseManifest): Probe[] => [
  ...manifest.probes,
  ...config.probes,
];
