/** What a runner works with, and the state of the platform that it finds before it decides. Read-only. */
import { join } from "node:path";
import type { World } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { RunState } from "../../shared/run-state.ts";
import { type ArchiveVerdict, loadStaged } from "../archive/read.ts";
import { exists } from "../io/atomic-file.ts";
import type { Platform } from "../platform/platform.ts";
import { RESTORE_POINT_SEAL } from "../platform/restore-point.ts";
import { isSealed } from "../platform/sealed-copy.ts";
import type { StepContext, Target } from "./context.ts";

const absent = (): null => null;
const manifestOf = (platform: Platform, version: string): Promise<ReleaseManifest | null> =>
  platform.releases.manifest(version).catch(absent);

async function targetOf(
  platform: Platform,
  state: RunState,
  archive: ArchiveVerdict | null,
): Promise<Target> {
  // A revert leads back to the version that its plan names.
  const version =
    state.kind === "revert" ? (state.plan?.to ?? state.from) : (state.archive?.version ?? state.from);
  const isRelease = state.kind === "revert" || state.archive?.kind === "release";
  const release = isRelease ? version : state.from;
  const staged = isRelease ? (archive?.manifest ?? null) : null;
  return { version, release, manifest: staged ?? (await manifestOf(platform, release)) };
}

export async function loadStepContext(
  known: Pick<
    StepContext,
    "runId" | "platform" | "report" | "clock" | "instruments" | "signal" | "state" | "runs" | "warn"
  >,
): Promise<StepContext> {
  const { platform, runId } = known;
  const state = known.state();
  const archive =
    state.kind === "update" ? await loadStaged(platform.root.staging(runId)).catch(absent) : null;
  return {
    ...known,
    from: state.from,
    before: await manifestOf(platform, state.from),
    archive,
    target: await targetOf(platform, state, archive),
  };
}

async function copyIn(directory: string, seal?: string): Promise<"absent" | "partial" | "whole"> {
  try {
    if (await isSealed(directory, seal)) return "whole";
    return (await exists(directory)) ? "partial" : "absent";
  } catch {
    // The disk does not answer: its contents cannot be relied upon.
    return "partial";
  }
}

/** What is on the disk and which services run. Never throws: it must describe a broken platform too. */
export async function inspect(platform: Platform, state: RunState): Promise<World> {
  const release = await platform.releases.current().catch(absent);
  const manifest = release === null ? null : await manifestOf(platform, release);
  const backup = await copyIn(platform.state.backup(state.id));
  const services = (manifest ?? (await manifestOf(platform, state.from)))?.services ?? [];
  return {
    release,
    complete:
      release !== null &&
      manifest !== null &&
      (await exists(join(platform.releases.path(release), ".superviseur", "manifest.json")).catch(
        () => false,
      )),
    masked: await platform.front.isMasked(),
    restorePoint: await copyIn(platform.state.restorePoint(state.id), RESTORE_POINT_SEAL),
    backup: backup === "whole" ? "proven" : backup,
    services: await Promise.all(
      services.map(async ({ name }) => ({
        name,
        // A manager that does not answer: nothing is known to run.
        running: await platform.services.isRunning(name).catch(() => false),
      })),
    ),
  };
}
