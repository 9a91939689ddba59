/**
 * What the losses of a revert are counted against: how every row and every file was when the update had done its work and no user
 * could write yet. The baseline is kept in the update's restore point and is removed with it.
 */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { CodedError } from "../../shared/errors.ts";
import type { Losses, RunId } from "../../shared/journal.ts";
import type { StepName } from "../../shared/steps.ts";
import { makeDirectoryDurably, removeDurably, writeFileDurably } from "../io/atomic-file.ts";
import { killMarked } from "../io/process/kill.ts";
import type { Mark } from "../io/process/mark.ts";
import type { Reporter } from "../journal/reporter.ts";
import { filesSince, markFiles } from "./data-baseline.ts";
import type { ChangeBaseline } from "./database/port.ts";
import type { Platform } from "./platform.ts";

const sealSchema = z.object({
  tables: z.number().int(),
  rows: z.number().int(),
  files: z.number().int(),
  seconds: z.number(),
});
/** `seconds`: how long writing the baseline took; counting takes about as long. */
export type Baseline = z.infer<typeof sealSchema>;

/** The part of a run's context that taking the baseline needs. */
interface BaselineContext {
  readonly platform: Platform;
  readonly runId: RunId;
  readonly report: Reporter;
  readonly signal: AbortSignal;
  warn(step: StepName, error: CodedError): void;
}

const layout = (platform: Platform, runId: RunId) => {
  const directory = join(platform.state.restorePoint(runId), "marks");
  return {
    directory,
    files: join(directory, "files.jsonl"),
    seal: join(directory, "marks.json"),
  };
};

/** Null where the baseline is missing or incomplete. */
export async function baselineOf(platform: Platform, runId: RunId): Promise<Baseline | null> {
  try {
    return sealSchema.parse(JSON.parse(await readFile(layout(platform, runId).seal, "utf8")));
  } catch {
    return null;
  }
}

/**
 * Writes the baseline while `work` runs, which begins as soon as nothing that it writes can be mistaken for the update's own work.
 * Nothing writes before that (caller's duty). A failure only warns: the update itself is good, and no revert is offered.
 */
export async function withBaseline(context: BaselineContext, work: () => Promise<void>): Promise<void> {
  const { report } = context;
  // Without the capability nothing could be counted: the update succeeds, and no revert is offered.
  const { changeBaseline } = context.platform.database;
  if (changeBaseline === undefined) return await work();
  const abort = new AbortController();
  const frozen = Promise.withResolvers<void>();
  const writing = writeBaseline(
    context,
    changeBaseline,
    frozen.resolve,
    AbortSignal.any([context.signal, abort.signal]),
  ).catch(async (error: unknown) => {
    frozen.resolve();
    // When the work failed, its own error is the cause, and the baseline is of no use.
    if (abort.signal.aborted) return;
    const failure = new CodedError("BASELINE_FAILED", {}, error);
    report.failure("start", failure);
    context.warn("start", failure);
  });
  await frozen.promise;
  try {
    await work();
  } catch (error) {
    abort.abort();
    throw error;
  } finally {
    await writing;
  }
}

async function writeBaseline(
  { platform, runId, report }: Pick<BaselineContext, "platform" | "runId" | "report">,
  baseline: ChangeBaseline,
  onFrozen: () => void,
  signal: AbortSignal,
): Promise<void> {
  const place = layout(platform, runId);
  const start = performance.now();
  try {
    await removeDurably(place.directory);
    await makeDirectoryDurably(place.directory);
    const { files } = await markFiles(platform.config.dataDirectories, place.files);
    const { tables, rows } = await baseline.mark(place.directory, onFrozen, signal);
    const seconds = Math.round(performance.now() - start) / 1000;
    await writeFileDurably(place.seal, JSON.stringify({ tables, rows, files, seconds } satisfies Baseline));
    report.say("info", "start", "marked", { tables, rows, files });
    onFrozen();
  } catch (error) {
    await removeDurably(place.directory).catch(() => {});
    throw error;
  }
}

/** After a rollback the baseline has no use. */
export const dropBaseline = ({
  platform,
  runId,
}: Pick<BaselineContext, "platform" | "runId">): Promise<void> =>
  removeDurably(layout(platform, runId).directory);

/** A baseline whose writer was killed: nothing can be counted against half of it. */
export async function dropPartialBaseline(
  context: Pick<BaselineContext, "platform" | "runId">,
): Promise<void> {
  if ((await baselineOf(context.platform, context.runId)) === null) await dropBaseline(context);
}

const LOSSES = "-losses-";

/** The process that counts reads in one long transaction: a step that needs the database for itself ends that process. */
const countMark = (platform: Platform): Mark => platform.mark("losses");
export const endCounts = async (platform: Platform): Promise<void> =>
  void (await killMarked(countMark(platform)));

/** Removes what interrupted counts have left. */
export async function sweepCounts(platform: Platform): Promise<void> {
  const names = await readdir(platform.state.scratches).catch(() => []);
  for (const name of names)
    if (name.includes(LOSSES)) await removeDurably(join(platform.state.scratches, name));
}

/** What a revert would lose now. The platform works meanwhile. `onRows`: rows read so far. */
export async function lossesSince(
  platform: Platform,
  runId: RunId,
  onRows: (done: number) => void,
): Promise<Losses> {
  const place = layout(platform, runId);
  const scratch = platform.state.scratch(`${runId}${LOSSES}${process.pid}`);
  await removeDurably(scratch);
  try {
    const { changeBaseline } = platform.database;
    if (changeBaseline === undefined)
      throw new Error("this database driver cannot count what was written since");
    const tables = await changeBaseline.changesSince(place.directory, scratch, onRows, countMark(platform));
    return { tables, files: await filesSince(platform.config.dataDirectories, place.files) };
  } finally {
    await removeDurably(scratch);
  }
}
