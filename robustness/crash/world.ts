/** The world of one case: a platform of its own, its front door, a writer, and the runners that come and go. */
import { rm } from "node:fs/promises";
import { Agent } from "node:http";
import { join } from "node:path";
import { type Journal, openJournal } from "../../server/journal/journal.ts";
import { MAX_RECOVERIES } from "../../server/limits.ts";
import { sweepLeftovers } from "../../server/pipeline/leftovers.ts";
import { openPlatform, type Platform } from "../../server/platform/platform.ts";
import { loadPlatformFile } from "../../server/platform/platform-file.ts";
import { startCurrent } from "../../server/platform/services/live-services.ts";
import type { RunId, RunRecord, UnlockAction } from "../../shared/journal.ts";
import { isActive, type RunState } from "../../shared/run-state.ts";
import { type FrontDoor, openGatewayDoor } from "./front-door.ts";
import { killAll } from "./processes.ts";
import { type RunnerEnd, type RunnerOptions, runnerLog, startRunner } from "./runners.ts";
import { copyTemplate, type Template } from "./template.ts";
import { ask, startWriter, type Writer } from "./writer.ts";

/** Runners that are started before the case is called endless: more than any run may use. */
const RUNNERS_MAX = MAX_RECOVERIES + 4;
const RUNNER_DEADLINE_MS = 120_000;
const FIRST_WRITE_MS = 10_000;

export interface World<Door extends FrontDoor = FrontDoor> {
  readonly directory: string;
  readonly template: Template;
  readonly runId: RunId;
  readonly platform: Platform;
  readonly door: Door;
  readonly writer: Writer;
  /** One runner process to its end. */
  run(options?: RunnerOptions): Promise<RunnerEnd>;
  /** Runners as the launcher starts them, until the run has ended; `options` for the first of them. True when it had ended before. */
  recover(): Promise<{ readonly runners: number; readonly hadEnded: boolean }>;
  /** When a human is needed, support's unlock as the command line writes it; false when none is. */
  unlock(action: UnlockAction): Promise<boolean>;
  /** Every process of the case dies; the writer is another machine. */
  reboot(): Promise<void>;
  state(): RunState;
  records(): RunRecord[];
  journal<T>(use: (journal: Journal) => T): T;
  get(path: string): Promise<{ readonly status: number; readonly text: string }>;
  /** Nothing writes any more, and nothing but the platform runs. */
  quiet(): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions<Door extends FrontDoor> {
  readonly template: Template;
  /** Absent or empty; it is not removed when `keep` is set. */
  readonly directory: string;
  readonly keep?: boolean;
  readonly openDoor: (platform: Platform, directory: string) => Promise<Door>;
}

/** Behind the gateway of this process. */
export const openWorld = (options: Omit<WorldOptions<FrontDoor>, "openDoor">): Promise<World> =>
  openWorldBehind({ ...options, openDoor: openGatewayDoor });

export async function openWorldBehind<Door extends FrontDoor>(
  options: WorldOptions<Door>,
): Promise<World<Door>> {
  const { template, directory, keep = false, openDoor } = options;
  const runId = await copyTemplate(template, directory);
  const platform = openPlatform(loadPlatformFile(join(directory, "tiny", "superviseur.yaml")));
  await startCurrent(platform);
  const door = await openDoor(platform, directory);
  const writer = startWriter(() => door.url);
  if (!(await writer.next(FIRST_WRITE_MS))) throw new Error("the platform takes no write before the run");
  const agent = new Agent();

  const journal = <T>(use: (journal: Journal) => T): T => {
    const opened = openJournal(platform.state.journal);
    try {
      return use(opened);
    } finally {
      opened.close();
    }
  };
  const state = (): RunState => {
    const found = journal((opened) => opened.state(runId));
    if (found === null) throw new Error("the journal knows no such run");
    return found;
  };
  const run = async (options: RunnerOptions = {}): Promise<RunnerEnd> => {
    const runner = startRunner(platform, runId, runnerLog(directory), options);
    const timer = setTimeout(() => void killAll(directory), RUNNER_DEADLINE_MS);
    try {
      return await runner.ended;
    } finally {
      clearTimeout(timer);
    }
  };

  let isQuiet = false;
  const quiet = async (): Promise<void> => {
    await writer.stop();
    if (!isQuiet) await door.close();
    isQuiet = true;
  };

  return {
    directory,
    template,
    runId,
    platform,
    door,
    writer,
    run,
    async recover() {
      const hadEnded = !isActive(state());
      let runners = 0;
      while (isActive(state()) && runners < RUNNERS_MAX) {
        await run();
        runners += 1;
      }
      // What is left is done by the web process when it starts: it sweeps, and keeps the platform's services when no run is active.
      const opened = openJournal(platform.state.journal);
      await sweepLeftovers(platform, opened).finally(() => opened.close());
      if (hadEnded && !(await platform.front.isMasked())) await startCurrent(platform);
      return { runners, hadEnded };
    },
    async unlock(action) {
      const found = state();
      if (found.phase !== "ended" || found.outcome !== "intervention") return false;
      const by = { id: "support", name: "Support" };
      journal((opened) =>
        opened.append(runId, {
          type: "run:unlocked",
          by,
          action,
          sha256: "0".repeat(64),
          keyIds: ["k"],
          reference: "",
        }),
      );
      return true;
    },
    async reboot() {
      await killAll(directory);
      await door.reopen();
    },
    state,
    records: () => journal((opened) => opened.recordsOf(runId)),
    journal,
    get: (path) => ask(agent, `${door.url}${path}`, "GET"),
    quiet,
    async close() {
      await quiet();
      agent.destroy();
      await killAll(directory);
      if (!keep) await rm(directory, { recursive: true, force: true });
    },
  };
}
