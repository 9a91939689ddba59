/** Where archives come in: the part of a run before its runner. One import at a time; every refusal leaves nothing behind. */
import { join } from "node:path";
import type { ArchiveDetail, PartAnswer, UploadedPart, UploadView } from "../../shared/api/import.ts";
import { CodedError } from "../../shared/errors.ts";
import { type Actor, type ArchiveSummary, type RunId, SUPERVISEUR } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { Reviewing, RunState } from "../../shared/run-state.ts";
import { archiveName, parseArchiveName } from "../../shared/version.ts";
import { judgeRelease } from "../archive/judge.ts";
import { type ArchiveVerdict, loadStaged } from "../archive/read.ts";
import { exists, removeDurably } from "../io/atomic-file.ts";
import { openRun } from "../journal/open-run.ts";
import { StepRecords } from "../journal/step-records.ts";
import { ARCHIVE_MAX_BYTES, UPLOAD_ABANDONED_CHECK_MS } from "../limits.ts";
import { measureBudget, requireBudget } from "../planning/budget.ts";
import { blockingChecks, warningChecks } from "../planning/check.ts";
import type { ChunkedUpload } from "./chunked-upload.ts";
import { ImportSession, type ImportSessionOptions } from "./import-session.ts";
import { observeInstalled, readInstalled } from "./installed.ts";
import { measureAndPlan } from "./measuring.ts";
import { archiveDetail, consentHashes, noticePath } from "./review.ts";

export interface Intake {
  /** Judges what can be judged before the first byte: name, size, space, another import. `claimed`: what the page read in the file's head. */
  open(
    actor: Actor,
    request: { fileName: string; fileSize: number; claimed?: { payloadBytes: number } | undefined },
  ): Promise<RunId>;
  /** Imports a file of the drop folder; `fileSize` in bytes. The run receives by itself. */
  openDepot(actor: Actor, request: { fileName: string; fileSize: number }): Promise<RunId>;
  /** One part of an upload. Throws the archive's refusal, which is journalled and ends the run, or the part's own. */
  receivePart(
    runId: RunId,
    part: UploadedPart,
    source: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<PartAnswer>;
  /** The answer to a part that stands already; null when its bytes are needed. Throws why the run takes none any more. */
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
  /** Goes on with the upload that a stopped web process left open. Called once, before the port opens. */
  recover(): Promise<void>;
  /** Ends the upload that nobody went on with for too long. Done by itself from time to time. */
  endAbandoned(): Promise<void>;
  /** Lets go of readers and timers; uploads and runs go on with the next web process. */
  close(): Promise<void>;
}

export interface IntakeOptions extends Omit<ImportSessionOptions, "judge" | "records"> {
  launch(runId: RunId): Promise<void>;
}

export function createIntake(options: IntakeOptions): Intake {
  const { platform, journal, instruments, clock, trust } = options;
  const records = new StepRecords(journal);
  const receivingOptions: ImportSessionOptions = { ...options, records, judge: judgeRun };
  /** The run that receives, while it does. */
  const receivings = new Map<RunId, Promise<ImportSession>>();
  const verdicts = new Map<RunId, ArchiveVerdict>();

  const stateOf = (runId: RunId): RunState => journal.requireState(runId);

  const reviewing = (runId: RunId): Reviewing => {
    const state = stateOf(runId);
    if (state.phase !== "reviewing") throw new CodedError("RUN_NOT_WAITING");
    return state;
  };

  const archiveOf = async (runId: RunId): Promise<ArchiveVerdict> => {
    const state = stateOf(runId);
    if (state.phase === "receiving" || state.phase === "ended") throw new CodedError("NOT_FOUND");
    const known = verdicts.get(runId) ?? (await loadStaged(platform.root.staging(runId)));
    verdicts.clear();
    verdicts.set(runId, known);
    return known;
  };

  async function judge(manifest: ReleaseManifest, summary: ArchiveSummary, fileName: string): Promise<void> {
    judgeRelease(
      manifest,
      summary,
      fileName,
      await readInstalled(platform, journal, await trust.releaseFloor()),
    );
  }

  /** Before the payload is accepted: is this archive for us, and is there room for what it unpacks to. */
  async function judgeRun(runId: RunId, manifest: ReleaseManifest, summary: ArchiveSummary): Promise<void> {
    // While a run receives no other one can be half-way: what is live now is what counts.
    await observeInstalled(platform, trust);
    await judge(manifest, summary, stateOf(runId).fileName);
    const { free, mountPoint } = await instruments.fileSystem(platform.root.stagings);
    if (free < summary.payloadBytes)
      throw new CodedError("DISK_FULL", { found: free, expected: summary.payloadBytes, subject: mountPoint });
    journal.append(runId, { type: "archive:identified", archive: summary });
  }

  const judgeFile = (fileName: string, fileSize: number): void => {
    const { prefix } = platform.config;
    const name = parseArchiveName(fileName);
    if (name === null)
      throw new CodedError("ARCHIVE_NAME_INVALID", {
        found: fileName,
        expected: archiveName(prefix, "X.Y.Z"),
      });
    if (name.prefix !== prefix)
      throw new CodedError("ARCHIVE_WRONG_PLATFORM", {
        found: name.prefix,
        expected: archiveName(prefix, "X.Y.Z"),
      });
    if (fileSize === 0) throw new CodedError("ARCHIVE_EMPTY");
    if (fileSize > ARCHIVE_MAX_BYTES) throw new CodedError("ARCHIVE_TOO_LARGE", { limit: ARCHIVE_MAX_BYTES });
  };

  const receive = async (
    state: RunState,
    opening: Promise<ImportSession> | ImportSession,
  ): Promise<RunId> => {
    const receiving = Promise.resolve(opening);
    receivings.set(state.id, receiving);
    const forget = (): void => void receivings.delete(state.id);
    await receiving.catch((error) => {
      forget();
      journal.append(state.id, {
        type: "run:ended",
        outcome: "cancelled",
        error: { code: "UPLOAD_INTERRUPTED", facts: {} },
        locked: false,
      });
      throw error;
    });
    void receiving.then(({ over }) => over).then(forget, forget);
    return state.id;
  };

  /** @throws CodedError: why the run ended, or RUN_NOT_WAITING */
  const uploadOf = async (runId: RunId): Promise<{ receiving: ImportSession; upload: ChunkedUpload }> => {
    const receiving = await receivings.get(runId);
    if (receiving?.upload) return { receiving, upload: receiving.upload };
    const state = stateOf(runId);
    if (state.phase === "ended" && state.error !== null)
      throw new CodedError(state.error.code, state.error.facts);
    throw new CodedError("RUN_NOT_WAITING");
  };

  const drop = async (runId: RunId): Promise<void> => {
    verdicts.delete(runId);
    await removeDurably(platform.root.staging(runId));
  };

  const endAbandoned = async (): Promise<void> => {
    for (const opening of receivings.values()) await (await opening).endIfAbandoned(clock());
  };
  const watch = setInterval(() => void endAbandoned().catch(() => {}), UPLOAD_ABANDONED_CHECK_MS);
  watch.unref();

  return {
    judge,
    endAbandoned,

    async open(actor, { fileName, fileSize, claimed }) {
      judgeFile(fileName, fileSize);
      const payload = claimed?.payloadBytes ?? null;
      requireBudget(await measureBudget(platform, instruments, { bytes: fileSize, stored: 0, payload }));
      const from = await platform.releases.current();
      const state = openRun(journal, clock, { by: actor, fileName, fileSize, from, source: "upload" });
      return await receive(state, ImportSession.parts(receivingOptions, state, payload));
    },

    async openDepot(actor, { fileName, fileSize }) {
      judgeFile(fileName, fileSize);
      requireBudget(
        await measureBudget(platform, instruments, { bytes: fileSize, stored: fileSize, payload: null }),
      );
      const from = await platform.releases.current();
      const state = openRun(journal, clock, { by: actor, fileName, fileSize, from, source: "depot" });
      return await receive(
        state,
        ImportSession.depot(receivingOptions, state, join(platform.state.depot, fileName)),
      );
    },

    async receivePart(runId, part, source, signal) {
      const { receiving, upload } = await uploadOf(runId);
      const received = upload.receive(part, source, AbortSignal.any([signal, receiving.ended]));
      // A refusal may come while a part is still arriving: then it is the answer, and the part is let go.
      const ended = receiving.over.then(
        (): PartAnswer => ({ received: stateOf(runId).fileSize, judged: true }),
      );
      return await Promise.race([received, ended]);
    },

    async storedPart(runId, part) {
      const { upload } = await uploadOf(runId);
      return upload.has(part) ? upload.answer() : null;
    },

    upload: async (runId) => await (await uploadOf(runId)).upload.view(),

    async received(runId) {
      const receiving = await receivings.get(runId);
      return receiving === undefined ? stateOf(runId) : await receiving.over;
    },

    detail: async (runId) => archiveDetail(await archiveOf(runId)),
    noticeFile: async (runId) => noticePath(await archiveOf(runId)),

    async measure(runId) {
      await measureAndPlan(receivingOptions, reviewing(runId), await archiveOf(runId));
      return stateOf(runId);
    },

    async start(actor, runId, { warningsAccepted }) {
      const archive = await archiveOf(runId);
      await measureAndPlan(receivingOptions, reviewing(runId), archive);
      const { checks } = stateOf(runId);
      if (blockingChecks(checks).length > 0) throw new CodedError("PREREQUISITE_BLOCKING");
      const warnings = warningChecks(checks);
      if (warnings.length > 0 && !warningsAccepted) throw new CodedError("WARNINGS_NOT_ACCEPTED");
      const accepted = warnings.map((check) => (check.subject ? `${check.id} ${check.subject}` : check.id));
      const consent = { by: actor, ...consentHashes(archive), warningsAccepted: accepted };
      // If two administrators start at once, the second finds that the run is no longer waiting.
      const stillWaiting = (): void => void reviewing(runId);
      records.whole(
        runId,
        "consent",
        () => journal.append(runId, { type: "run:consented", consent }, stillWaiting),
        stillWaiting,
      );
      await options.launch(runId);
      return stateOf(runId);
    },

    async cancel(actor, runId) {
      const reason = new CodedError("RUN_CANCELLED", { by: actor.name });
      await (await receivings.get(runId))?.end(reason);
      const state = stateOf(runId);
      if (state.phase === "ended" && state.outcome === "cancelled") return state;
      if (state.phase === "receiving" || state.phase === "reviewing") {
        const error = { code: reason.code, facts: reason.facts };
        // Written first: whoever starts it at the same moment finds it ended, or has started it before.
        journal.append(runId, { type: "run:ended", outcome: "cancelled", error, locked: false }, () => {
          if (stateOf(runId).phase !== state.phase) throw new CodedError("CANCEL_TOO_LATE");
        });
        await drop(runId);
        return stateOf(runId);
      }
      if (state.phase !== "running") throw new CodedError("CANCEL_TOO_LATE");
      if (state.cancelRequestedBy === null)
        journal.append(runId, { type: "run:cancel-requested", by: actor }, () => {
          if (stateOf(runId).phase !== "running") throw new CodedError("CANCEL_TOO_LATE");
        });
      return stateOf(runId);
    },

    async close() {
      clearInterval(watch);
      await Promise.all([...receivings.values()].map(async (opening) => (await opening).detach()));
    },

    async recover() {
      const latest = journal.latest();
      const open = latest !== null && latest.phase !== "ended" ? latest : null;
      // Its reader begins at the first byte again. What came in is kept where the run still receives.
      if (open?.phase === "receiving") await removeDurably(platform.root.staging(open.id));
      else if (open !== null) await removeDurably(platform.root.upload(open.id));
      if (open?.phase !== "receiving") return;
      const file = join(platform.state.depot, open.fileName);
      const resumable =
        open.source === "depot" ? await exists(file) : await exists(platform.root.upload(open.id));
      if (!resumable) {
        const error = { code: "UPLOAD_INTERRUPTED", facts: { by: SUPERVISEUR.name } } as const;
        journal.append(open.id, { type: "run:ended", outcome: "cancelled", error, locked: false });
        return;
      }
      const receiving =
        open.source === "depot"
          ? ImportSession.depot(receivingOptions, open, file)
          : ImportSession.parts(receivingOptions, open, null);
      // Not awaited: after a power cut every part is read again, and the port must not wait for that.
      void receive(open, receiving).catch(() => {});
    },
  };
}
