/** What must hold after every case, whatever fault was injected. Each returns what is wrong, or null. */
import { existsSync } from "node:fs";
import { copyFile, readFile, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { linkTarget } from "../../server/io/atomic-file.ts";
import { listTree } from "../../server/io/tree.ts";
import { chainHash } from "../../server/journal/chain.ts";
import { verifyJournal } from "../../server/journal/journal.ts";
import { openRunLog } from "../../server/journal/run-log.ts";
import { MAX_ATTEMPTS, MAX_RECOVERIES } from "../../server/limits.ts";
import { runnerMain } from "../../server/pipeline/runner-main.ts";
import { RESTORE_POINT_SEAL } from "../../server/platform/restore-point.ts";
import { BACKUP_SEAL } from "../../server/platform/sealed-copy.ts";
import { readServiceRecord } from "../../server/platform/services/process/driver.ts";
import type { RunRecord } from "../../shared/journal.ts";
import type { Ended, RunState } from "../../shared/run-state.ts";
import { contentsOf, writtenIn } from "./contents.ts";
import { firstDifference } from "./first-difference.ts";
import { descriptorsOf, processesOf } from "./processes.ts";
import { NEW, OLD, wayOf } from "./scenarios.ts";
import { sha256Of, treeDigest } from "./tree-digest.ts";
import type { World } from "./world.ts";

/** What a case may end in, in addition to what always holds. */
export interface Expectation {
  /** Lines of `contentsOf` by version: those that this case may end in. */
  readonly contents: Readonly<Record<string, readonly string[]>>;
  /** The disk is still full, or still fails: then a human may be called. */
  readonly mayNeedHuman?: boolean;
  /** Nothing of the run was visible when the fault was injected: the run must have continued to its end. */
  readonly costsNothing?: boolean;
}

export interface Aftermath {
  readonly world: World;
  readonly expected: Expectation;
  readonly state: RunState;
  readonly records: readonly RunRecord[];
  /** That `current` points to; empty when it points nowhere. */
  readonly version: string;
}

type Invariant = (aftermath: Aftermath) => Promise<string | null> | string | null;

const endOf = (state: RunState): Ended | null => (state.phase === "ended" ? state : null);
const needsHuman = (state: RunState): boolean => endOf(state)?.outcome === "intervention";
const few = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(", ")} … (${names.length})` : names.join(", ");

const theRunHasEnded: Invariant = ({ state, expected }) => {
  const end = endOf(state);
  if (end === null) return `the run is still ${state.phase}`;
  if (end.outcome !== "intervention") return null;
  return expected.mayNeedHuman
    ? null
    : `manual intervention is required: ${end.error?.code} ${JSON.stringify(end.error?.facts)}`;
};

const theVersionIsOldOrNew: Invariant = ({ version, expected }) =>
  version in expected.contents
    ? null
    : `current is ${version || "nothing"}, not one of ${Object.keys(expected.contents).join(", ")}`;

const theReleaseIsComplete: Invariant = async ({ world, version }) => {
  const { platform, template } = world;
  const manifest = await platform.releases.manifest(version).catch((error: unknown) => String(error));
  if (typeof manifest === "string") return `manifest of ${version}: ${manifest}`;
  if (manifest.version !== version) return `the manifest in ${version} is that of ${manifest.version}`;
  if (version !== NEW)
    return existsSync(join(platform.releases.path(version), "service.mjs"))
      ? null
      : `${version} has no service.mjs`;
  for (const [path, wanted] of Object.entries(template.hashes)) {
    const found = await sha256Of(join(platform.releases.path(version), path));
    if (found !== wanted) return `${path} of ${version} is ${found ?? "gone"}`;
  }
  for (const [link, to] of Object.entries(manifest.links)) {
    const found = await readFile(join(platform.releases.path(version), link)).catch(() => null);
    const original = await readFile(join(platform.releases.path(version), to));
    if (found === null || !found.equals(original)) return `link ${link} of ${version} leads nowhere`;
  }
  return null;
};

const theDataIsThatVersions: Invariant = async ({ world, version, expected, state }) => {
  // What a human is called for need not be whole; it is masked.
  if (needsHuman(state)) return null;
  const difference = firstDifference(
    await contentsOf(world.platform.config),
    expected.contents[version] ?? [],
  );
  return difference === null ? null : `not the data of ${version}: ${difference}`;
};

const theVerdictIsTheVersion: Invariant = ({ world, state, records, version }) => {
  const end = endOf(state);
  if (end === null || end.outcome === "intervention") return null;
  const committed = records.some(({ event }) => event.type === "run:committed");
  const said = committed ? "committed" : "never committed";
  if (committed !== (version === wayOf(world.template.kind).to)) return `${said}, and ${version} is live`;
  return committed === (end.outcome === "succeeded") ? null : `${said}, and the outcome is ${end.outcome}`;
};

const beforeTheMaskItCostsNothing: Invariant = ({ state, expected }) =>
  expected.costsNothing && endOf(state)?.outcome !== "succeeded"
    ? `the fault came before the mask, and the run ended ${endOf(state)?.outcome}`
    : null;

/** Counts only the runners that no unlock has started. */
const itIsNotTriedForEver: Invariant = ({ records }) => {
  const unlocked = records.findIndex(({ event }) => event.type === "run:unlocked");
  const started = records
    .slice(0, unlocked === -1 ? records.length : unlocked)
    .flatMap(({ event }) => (event.type === "runner:started" ? event : []));
  const forward = started.filter(({ decision }) => decision === "start" || decision === "resume").length;
  if (forward > MAX_ATTEMPTS) return `${forward} attempts before the mask`;
  return started.length > MAX_RECOVERIES + 1 ? `${started.length} runners` : null;
};

const noAcknowledgedWriteIsLost: Invariant = async ({ world, state, version }) => {
  if (needsHuman(state)) return null;
  // What was written since the update is what a return gives up; an administrator was shown it.
  const givesUp = world.template.kind === "revert" && endOf(state)?.outcome === "succeeded";
  const due = world.writer.acknowledged.filter((write) => !givesUp || write.version === version);
  // Read last: the writer is still running.
  const held = await writtenIn(world.platform.config);
  for (const [where, ids] of Object.entries(held)) {
    const found = new Set(ids);
    const lost = due
      .filter(({ id }) => !found.has(id))
      .map((write) => `${write.id} (answered by ${write.version})`);
    if (lost.length > 0)
      return `${lost.length} of ${due.length} gone from the ${where} with ${version} live: ${few(lost)}`;
  }
  return null;
};

const theMaskIsLiftedOrSaysWhy: Invariant = async ({ world, state }) => {
  const { front } = world.platform;
  const masked = await front.isMasked();
  if (!needsHuman(state)) return masked ? "the platform is still masked" : null;
  if (!masked) return "manual intervention is required, and nothing is masked";
  const flag = await front.readMask();
  if (flag?.reason !== "intervention")
    return `manual intervention is required, and the mask says ${flag?.reason ?? "nothing that can be read"}`;
  return endOf(state)?.error === null ? "manual intervention is required, and no record says why" : null;
};

const theJournalVerifies: Invariant = ({ world }) => {
  const { brokenAt } = verifyJournal(world.platform.state.journal);
  return brokenAt === null ? null : `the journal is broken at ${brokenAt}`;
};

/** A record in the middle is exchanged for another, with the right hash of its own: only a chain notices. */
const aChangedJournalDoesNotVerify: Invariant = async ({ world }) => {
  const copy = join(world.directory, "changed.sqlite");
  const last = world.records().length - 2;
  try {
    // The web process may hold it open: then the last records are in the write-ahead log.
    for (const end of ["", "-wal"]) {
      const part = `${world.platform.state.journal}${end}`;
      if (existsSync(part)) await copyFile(part, `${copy}${end}`);
    }
    const database = new DatabaseSync(copy);
    database.exec("DROP TRIGGER record_is_append_only_update");
    const row = database
      .prepare("SELECT * FROM record WHERE run_id = ? AND run_index = ?")
      .get(world.runId, last);
    const before = database.prepare("SELECT hash FROM record WHERE seq = ?").get(Number(row?.seq) - 1);
    const at = Number(row?.at) + 1;
    const hash = chainHash(
      String(before?.hash),
      JSON.stringify([row?.seq, row?.run_id, row?.run_index, at, row?.event]),
    );
    const { changes } = database
      .prepare("UPDATE record SET at = ?, hash = ? WHERE seq = ?")
      .run(at, hash, Number(row?.seq));
    database.close();
    if (changes !== 1) return "no record to change";
    return verifyJournal(copy).brokenAt === null
      ? `record ${row?.seq} was exchanged, and the journal verifies`
      : null;
  } finally {
    for (const end of ["", "-wal", "-shm", ".anchor"]) await rm(`${copy}${end}`, { force: true });
  }
};

const thePlatformAnswers: Invariant = async ({ world, state, version }) => {
  const answer = await world.get("/").catch((error: unknown) => ({ status: 0, text: String(error) }));
  if (needsHuman(state))
    return answer.status === 503
      ? null
      : `manual intervention is required, and the front door answers ${answer.status}`;
  if (answer.status !== 200) return `the front door answers ${answer.status}: ${answer.text.slice(0, 200)}`;
  if (!answer.text.includes(`"version":"${version}"`))
    return `the front door is answered by ${answer.text}, and ${version} is live`;
  return (await world.writer.next(5_000)) ? null : "no write is acknowledged any more";
};

const onlyTheServiceRuns: Invariant = ({ world, state }) => {
  const found = processesOf(world.directory);
  const service = readServiceRecord(world.platform.state.services, "web")?.pid;
  const ours = [service, ...world.door.pids()];
  const others = found.filter(({ pid }) => !ours.includes(pid));
  if (others.length > 0)
    return `processes left: ${few(others.map(({ pid, command }) => `${pid} ${command}`))}`;
  if (needsHuman(state) || service === undefined) return null;
  const foreign = descriptorsOf(service).filter(
    (path) => path.startsWith(join(world.directory, "state")) && !path.includes("/logs/"),
  );
  return foreign.length > 0 ? `the service holds ${few(foreign)}` : null;
};

/** What every step names that it has not finished. */
const UNFINISHED = /\.(?:tmp|partial|restored|retired|part)$/;

const nothingIsLeftBehind: Invariant = async ({ world, state }) => {
  if (needsHuman(state)) return null;
  const files = await listTree(world.directory);
  const unfinished = files.filter(({ path }) => path.split("/").some((name) => UNFINISHED.test(name)));
  if (unfinished.length > 0) return `unfinished: ${few(unfinished.map(({ path }) => path))}`;
  const { staging } = world.platform.root;
  const { scratch, restorePoint, backup } = world.platform.state;
  const { runId } = world;
  if (existsSync(staging(runId))) return `left: ${staging(runId)}`;
  if (existsSync(scratch(runId))) return `left: ${scratch(runId)}`;
  for (const [folder, seal] of [
    [restorePoint(runId), RESTORE_POINT_SEAL],
    [backup(runId), BACKUP_SEAL],
  ] as const)
    if (existsSync(folder) && !existsSync(join(folder, seal))) return `half of it left: ${folder}`;
  const releases = await world.platform.releases.list();
  const isUpdate = world.template.kind === "update";
  if (isUpdate && endOf(state)?.outcome !== "succeeded" && releases.includes(NEW))
    return `release ${NEW} was left`;
  return releases.includes(OLD) ? null : `the previous release was removed`;
};

/** Ends the writer: from here on nothing but a recovery would change anything. */
const aSecondRecoveryIsNoOp: Invariant = async ({ world }) => {
  await world.quiet();
  // A killed runner's last log lines wait in a write-ahead log for the next process that opens it.
  openRunLog(world.platform.state.log).close();
  const before = world.records().length;
  const files = await treeDigest(world.directory);
  const owned = await runnerMain({ platformFile: world.platform.config.file, runId: world.runId });
  if (!owned) return "the runner's lock is still held";
  const more = world.records().slice(before);
  if (more.length > 0) return `a second recovery recorded ${few(more.map(({ event }) => event.type))}`;
  const difference = firstDifference(await treeDigest(world.directory), files);
  return difference === null ? null : `a second recovery changed ${difference}`;
};

/** In the order in which they are looked at: the writer is stopped by the last. */
export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  "the run has ended": theRunHasEnded,
  "version is old or new": theVersionIsOldOrNew,
  "current release is complete": theReleaseIsComplete,
  "the verdict is the version": theVerdictIsTheVersion,
  "before the mask a crash costs nothing": beforeTheMaskItCostsNothing,
  "the mask is lifted or says why": theMaskIsLiftedOrSaysWhy,
  "the journal verifies": theJournalVerifies,
  "a changed journal does not verify": aChangedJournalDoesNotVerify,
  "a run is not tried for ever": itIsNotTriedForEver,
  "the platform answers": thePlatformAnswers,
  "only the service runs": onlyTheServiceRuns,
  "data is that of the version": theDataIsThatVersions,
  "no acknowledged write is lost": noAcknowledgedWriteIsLost,
  "nothing is left behind": nothingIsLeftBehind,
  "a second recovery is a no-op": aSecondRecoveryIsNoOp,
};

export interface Judgement {
  readonly ended: string;
  /** One line for each invariant that does not hold; the first few of the same cause are usually enough. */
  readonly violations: readonly string[];
}

export async function judge(world: World, expected: Expectation): Promise<Judgement> {
  const { platform } = world;
  const aftermath: Aftermath = {
    world,
    expected,
    state: world.state(),
    records: world.records(),
    version: basename((await linkTarget(platform.root.current).catch(() => null)) ?? ""),
  };
  const violations: string[] = [];
  for (const [name, invariant] of Object.entries(INVARIANTS)) {
    const violation = await Promise.resolve()
      .then(() => invariant(aftermath))
      .catch(
        (error: unknown) => `cannot be checked: ${error instanceof Error ? error.stack : String(error)}`,
      );
    if (violation !== null) violations.push(`${name}: ${violation}`);
  }
  return { ended: endOf(aftermath.state)?.outcome ?? aftermath.state.phase, violations };
}
