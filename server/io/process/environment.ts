/** What the processes that we start get of our environment. */
import { dirname } from "node:path";

/** `node` in a manifest means the runtime that Superviseur runs on, not the one that the machine has. */
export const withOurNode = (environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv => ({
  ...environment,
  PATH: `${dirname(process.execPath)}:${environment.PATH ?? "/usr/local/bin:/usr/bin:/bin"}`,
});
export const executable = (name: string): string => (name === "node" ? process.execPath : name);

/** Only what a child needs: nothing of Superviseur's own environment leaks into a release. */
export const childEnvironment = (extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv =>
  withOurNode({
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    LANG: process.env.LANG ?? "C.UTF-8",
    TZ: process.env.TZ,
    ...extra,
  });

/** What a process that runs our own code gets in addition: where Node keeps its compile cache, when that is configured. */
export const ownVariables = (): Readonly<Record<string, string>> => {
  const { NODE_COMPILE_CACHE: cache } = process.env;
  return cache === undefined ? {} : { NODE_COMPILE_CACHE: cache };
};

/** The environment of a process that runs our own code. */
export const ownEnvironment = (): NodeJS.ProcessEnv => childEnvironment(ownVariables());

/** The environment a service or a migration of a release gets. */
export const releaseEnvironment = (extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv =>
  childEnvironment(extra);
