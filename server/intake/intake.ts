/** The part of a run before its runner. One import at a time; every refusal leaves nothing behind. */
import { join } from "node:path";
import type { ArchiveDetail, PartAnswer, UploadedPart, UploadView } from "../../shared/api/import.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Actor, ArchiveSummary, RunId } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { Reviewing, RunState } from "../../shared/run-state.ts";
import { openRun } from "../journal/open-run.ts";
import { StepRecords } from "../journal/step-records.ts";
import { UPLOAD_ABANDONED_CHECK_MS } from "../limits.ts";
import { measureBudget, requireBudget } from "../planning/budget.ts";
import { judgeArchive, judgeFile, judgeForRun } from "./admission.ts";
import { cancelRun } from "./cancel-run.ts";
import { recordConsent } from "./consent.ts";
import { ImportSession, type ImportSessionOptions } from "./import-session.ts";
import { ImportSessions } from "./import-sessions.ts";
import { measureAndPlan } from "./measuring.ts";
import { resumeImport } from "./resume-import.ts";
import { archiveDetail, noticePath } from "./review.ts";
import { StagedArchives } from "./staged-archives.ts";

export interface Intake {
  /** Judges name, size, space and a second import before the first byte. `claimed`: what the page read in the file's head. */
  open(
    actor: Actor,
    request: { fileName: string; fileSize: number; claimed?: { payloadBytes: number } | undefined },
  ): Promise<RunId>;
  /** Imports a file of the drop folder; `fileSize` in bytes. The run receives without further calls. */
  openDepot(actor: Actor, request: { fileName: string; fileSize: number }): Promise<RunId>;
  /** One part of an upload. Throws the archive's refusal, which is journalled and ends the run, or the part's own. */
  receivePart(
    runId: RunId,
    part: UploadedPart,
    source: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<PartAnswer>;
  /** The answer to a part that is stored already; null when its bytes are needed. Throws why the run no longer accepts parts. */
  storedPart(runId: RunId, part: UploadedPart): Promise<PartAnswer | null>;
  upload(runId: RunId): Promise<UploadView>;
  /** Resolves when the run has left *receiving*; rejects with the refusal. */
  received(runId: RunId): Promise<RunState>;
  /** Is this archive for this platform, now? Throws the refusal; nothing is recorded. */
  judge(manifest: ReleaseManifest, summary: ArchiveSummary, fileName: string): Promise<void>;
  detail(runId: RunId): Promise<ArchiveDetail>;
  noticeFile(runId: RunId): Promise<string>;
  /** Measures and plans again; the archive stays as it is. */
  measure(runId: RunId): Promise<RunState>;
  start(actor: Actor, runId: RunId, accepted: { warningsAccepted: boolean }): Promise<RunState>;
  cancel(actor: Actor, runId: RunId): Promise<RunState>;
  /** Resumes the import that a stopped web process left open. Called once, before the port opens. */
  recover(): Promise<void>;
  /** Ends the upload that received nothing for too long. Also runs periodically. */
  endAbandoned(): Promise<void>;
  /** Stops readers and timers; the next web process resumes uploads and runs. */
  close(): Promise<void>;
}

export interface IntakeOptions extends Omit<ImportSessionOptions, "judge" | "records"> {
  launch(runId: RunId): Promise<void>;
}

/** Everything that the methods of one intake share. */
function partsOf(options: IntakeOptions) {
  const { journal, clock, platform } = options;
  const stateOf = (runId: RunId): RunState => journal.requireState(runId);
  const reviewing = (runId: RunId): Reviewing => {
    const state = stateOf(runId);
    if (state.phase !== "reviewing") throw new CodedError("RUN_NOT_WAITING");
    return state;
  };
  const sessionOptions: ImportSessionOptions = {
    ...options,
    records: new StepRecords(journal),
    judge: (runId, manifest, summary) => judgeForRun(options, runId, manifest, summary),
  };
  const sessions = new ImportSessions(journal, clock);
  return { stateOf, reviewing, sessionOptions, sessions, archives: new StagedArchives(platform) };
}
type Parts = ReturnType<typeof partsOf>;

export function createIntake(options: IntakeOptions): Intake {
  const parts = partsOf(options);
  const { stateOf, reviewing, sessionOptions, sessions, archives } = parts;
  const endAbandoned = (): Promise<void> => sessions.endAbandoned();
  const watch = setInterval(() => void endAbandoned().catch(() => {}), UPLOAD_ABANDONED_CHECK_MS);
  watch.unref();

  return {
    ...opening(options, parts),
    ...receiving(parts),
    judge: (manifest, summary, fileName) => judgeArchive(options, manifest, summary, fileName),
    endAbandoned,
    detail: async (runId) => archiveDetail(await archives.of(stateOf(runId))),
    noticeFile: async (runId) => noticePath(await archives.of(stateOf(runId))),

    async measure(runId) {
      await measureAndPlan(sessionOptions, reviewing(runId), await archives.of(stateOf(runId)));
      return stateOf(runId);
    },

    async start(actor, runId, { warningsAccepted }) {
      const archive = await archives.of(stateOf(runId));
      await recordConsent(sessionOptions, {
        actor,
        archive,
        warningsAccepted,
        reviewing: () => reviewing(runId),
      });
      await options.launch(runId);
      return stateOf(runId);
    },

    async cancel(actor, runId) {
      const reason = new CodedError("RUN_CANCELLED", { by: actor.name });
      await (await sessions.get(runId))?.end(reason);
      return await cancelRun({
        journal: options.journal,
        reason,
        actor,
        state: () => stateOf(runId),
        removeStaged: (state) => archives.remove(state),
      });
    },

    async close() {
      clearInterval(watch);
      await sessions.detach();
    },

    async recover() {
      const latest = options.journal.latest();
      const open = latest !== null && latest.phase !== "ended" ? latest : null;
      await resumeImport(sessionOptions, sessions, open);
    },
  };
}

/** How an import begins: from the browser, or from a file of the drop folder. */
function opening(
  options: IntakeOptions,
  { sessions, sessionOptions }: Parts,
): Pick<Intake, "open" | "openDepot"> {
  const { platform, journal, instruments, clock } = options;
  const newRun = async (by: Actor, fileName: string, fileSize: number, source: "upload" | "depot") =>
    openRun(journal, clock, { by, fileName, fileSize, from: await platform.releases.current(), source });
  return {
    async open(actor, { fileName, fileSize, claimed }) {
      judgeFile(platform.config.prefix, fileName, fileSize);
      const payload = claimed?.payloadBytes ?? null;
      requireBudget(await measureBudget(platform, instruments, { bytes: fileSize, stored: 0, payload }));
      const state = await newRun(actor, fileName, fileSize, "upload");
      return await sessions.add(state, ImportSession.parts(sessionOptions, state, payload));
    },

    async openDepot(actor, { fileName, fileSize }) {
      judgeFile(platform.config.prefix, fileName, fileSize);
      const archive = { bytes: fileSize, stored: fileSize, payload: null };
      requireBudget(await measureBudget(platform, instruments, archive));
      const state = await newRun(actor, fileName, fileSize, "depot");
      const file = join(platform.state.depot, fileName);
      return await sessions.add(state, ImportSession.depot(sessionOptions, state, file));
    },
  };
}

/** What arrives of an import that has begun. */
function receiving({
  sessions,
  stateOf,
}: Parts): Pick<Intake, "receivePart" | "storedPart" | "upload" | "received"> {
  return {
    async receivePart(runId, part, source, signal) {
      const { session, upload } = await sessions.uploadOf(runId);
      const stored = upload.receive(part, source, AbortSignal.any([signal, session.ended]));
      // A refusal may come while a part is still arriving: then it is the answer, and the part is dropped.
      const ended = session.over.then(
        (): PartAnswer => ({ received: stateOf(runId).fileSize, judged: true }),
      );
      return await Promise.race([stored, ended]);
    },

    async storedPart(runId, part) {
      const { upload } = await sessions.uploadOf(runId);
      return upload.has(part) ? upload.answer() : null;
    },

    upload: async (runId) => await (await sessions.uploadOf(runId)).upload.view(),

    async received(runId) {
      const session = await sessions.get(runId);
      return session === undefined ? stateOf(runId) : await session.over;
    },
  };
}
