/** Which driver a variant of the platform file becomes. Nothing else names a driver. */
import type { Database } from "./database/port.ts";
import { sqliteDatabase } from "./database/sqlite/driver.ts";
import { embeddedFront } from "./front/embedded/driver.ts";
import type { Front } from "./front/port.ts";
import type { stateLayout } from "./layout.ts";
import type { PlatformConfig } from "./platform-file.ts";
import type { Services } from "./services/port.ts";
import { processServices } from "./services/process/driver.ts";

/** What a driver of services is opened with, in addition to its own configuration. */
export interface Surroundings {
  readonly state: ReturnType<typeof stateLayout>;
  /** How a service finds database and data. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface FrontSurroundings {
  readonly state: ReturnType<typeof stateLayout>;
  /** `frontDoor` of the platform file. */
  readonly publicUrl: string | null;
}

type DatabaseConfig = PlatformConfig["database"];
type ServicesConfig = PlatformConfig["services"];
type FrontConfig = PlatformConfig["front"];
type DatabaseOf = { [Config in DatabaseConfig as Config["engine"]]: Config };
type ServicesOf = { [Config in ServicesConfig as Config["manager"]]: Config };
type FrontOf = { [Config in FrontConfig as Config["kind"]]: Config };

const DATABASES: { readonly [E in keyof DatabaseOf]: (config: DatabaseOf[E]) => Database } = {
  sqlite: ({ file }) => sqliteDatabase(file),
};
const SERVICES: {
  readonly [M in keyof ServicesOf]: (config: ServicesOf[M], around: Surroundings) => Services;
} = {
  process: (_, { state, environment }) =>
    processServices({ directory: state.services, logDirectory: state.serviceLogs, environment }),
};
const FRONTS: {
  readonly [K in keyof FrontOf]: (config: FrontOf[K], around: FrontSurroundings) => Front;
} = {
  embedded: (_, { state, publicUrl }) =>
    embeddedFront({ maskFile: state.mask, announcement: state.frontDoor, publicUrl }),
};

export const openDatabase = <E extends keyof DatabaseOf>(config: DatabaseOf[E]): Database =>
  DATABASES[config.engine as E](config);
export const openServices = <M extends keyof ServicesOf>(
  config: ServicesOf[M],
  around: Surroundings,
): Services => SERVICES[config.manager as M](config, around);
export const openFront = <K extends keyof FrontOf>(config: FrontOf[K], around: FrontSurroundings): Front =>
  FRONTS[config.kind as K](config, around);
