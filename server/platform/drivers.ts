/** Which driver a variant of the platform file becomes. Nothing else names a driver. */
import type { Database } from "./database/port.ts";
import { sqliteDatabase } from "./database/sqlite/driver.ts";
import type { stateLayout } from "./layout.ts";
import type { PlatformConfig } from "./platform-file.ts";
import type { Services } from "./services/port.ts";
import { processServices } from "./services/process/driver.ts";

/** What the drivers of services and front are opened with, beside their own configuration. */
export interface Surroundings {
  readonly state: ReturnType<typeof stateLayout>;
  /** How a service finds database and data. */
  readonly environment: Readonly<Record<string, string>>;
}

type DatabaseConfig = PlatformConfig["database"];
type ServicesConfig = PlatformConfig["services"];
type DatabaseOf = { [Config in DatabaseConfig as Config["engine"]]: Config };
type ServicesOf = { [Config in ServicesConfig as Config["manager"]]: Config };

const DATABASES: { readonly [E in keyof DatabaseOf]: (config: DatabaseOf[E]) => Database } = {
  sqlite: ({ file }) => sqliteDatabase(file),
};
const SERVICES: {
  readonly [M in keyof ServicesOf]: (config: ServicesOf[M], around: Surroundings) => Services;
} = {
  process: (_, { state, environment }) =>
    processServices({ directory: state.services, logDirectory: state.serviceLogs, environment }),
};

export const openDatabase = <E extends keyof DatabaseOf>(config: DatabaseOf[E]): Database =>
  DATABASES[config.engine as E](config);
export const openServices = <M extends keyof ServicesOf>(
  config: ServicesOf[M],
  around: Surroundings,
): Services => SERVICES[config.manager as M](config, around);
