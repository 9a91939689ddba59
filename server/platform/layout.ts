/** Where everything is: below the platform's root and below Superviseur's own folder. */
import { dirname, join } from "node:path";
import type { PlatformConfig } from "./platform-file.ts";

/** Paths below the platform's root. */
export const rootLayout = (root: string) => ({
  releases: join(root, "releases"),
  release: (version: string) => join(root, "releases", version),
  manifest: (version: string) => join(root, "releases", version, ".superviseur", "manifest.json"),
  current: join(root, "current"),
  /** The name that the state folder of this platform carries. */
  installation: join(root, ".superviseur-installation"),
  /** On the releases' file system, so that placing a release copies no byte. */
  staging: (runId: string) => join(root, "staging", runId),
  stagings: join(root, "staging"),
  /** Archives that arrive in parts. */
  upload: (runId: string) => join(root, "uploads", runId),
  uploads: join(root, "uploads"),
});

/** Paths below Superviseur's own folder. */
export const stateLayout = (state: string) => ({
  journal: join(state, "journal.sqlite"),
  log: join(state, "log.sqlite"),
  access: join(state, "access.sqlite"),
  trustRoot: join(state, "trust", "root.json"),
  /** What accepted archives taught since. */
  trustLearned: join(state, "trust", "learned.json"),
  /** Archives put here by other means than the browser appear in Import. */
  depot: join(state, "depot"),
  mask: join(state, "mask.json"),
  installation: join(state, "installation"),
  /** The disks that held the platform when it was last opened. */
  disks: join(state, "disks.json"),
  /** Held by the runner process while it owns a run. */
  runnerLock: join(state, "runner.lock"),
  /** Held by the web process. */
  webLock: join(state, "web.lock"),
  /** The address the gateway listens on now. */
  frontDoor: join(state, "front-door.json"),
  services: join(state, "services"),
  serviceLogs: join(state, "logs"),
  backups: join(state, "backups"),
  backup: (runId: string) => join(state, "backups", runId),
  scratch: (runId: string) => join(state, "scratch", runId),
  scratches: join(state, "scratch"),
  restorePoints: join(state, "restore-points"),
  restorePoint: (runId: string) => join(state, "restore-points", runId),
});

/** Folders where a file or a link is replaced in one step: a writer that is killed may leave its copy there. */
export function foldersWrittenTo(config: PlatformConfig): string[] {
  const [root, state] = [rootLayout(config.root), stateLayout(config.state)];
  return [config.root, root.releases, config.state, state.services, dirname(state.trustRoot)];
}
