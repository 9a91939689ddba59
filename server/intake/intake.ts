import { randomBytes } from "node:crypto";
import type { ArchiveDetail } from "../../shared/api.ts";
import { CodedError, reportOf } from "../../shared/errors.ts";
import { type Actor, type RunId, runIdSchema, SUPERVISEUR } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import { isActive, type Reviewing, type RunState } from "../../shared/run-state.ts";
import type { StepName } from "../../shared/steps.ts";
import { archiveName, parseArchiveName } from "../../shared/version.ts";
import { judgeRelease } from "../archive/judge.ts";
import { type ArchiveVerdict, loadStaged, readArchive } from "../archive/read.ts";
import type { TrustStore } from "../archive/trust-store.ts";
import { removeDurably } from "../io/atomic-file.ts";
import type { Clock } from "../io/clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { RunLog } from "../journal/run-log.ts";
import { ARCHIVE_MAX_BYTES, UPLOAD_START_TIMEOUT_MS } from "../limits.ts";
import { blockingChecks, warningChecks } from "../pipeline/check.ts";
import { checkWords } from "../pipeline/check-words.ts";
import { Reporter } from "../pipeline/reporter.ts";
import { type Instruments, pastDurations, survey } from "../pipeline/survey.ts";
import type { Platform } from "../platform/platform.ts";
import { readInstalled } from "./installed.ts";
import { archiveDetail, consentHashes, noticePath } from "./review.ts";

/** Where archives come in: the part of a run before its runner. One import at a time; every refusal leaves nothing behind. */
export interface Intake {
  /** Judges what can be judged before the first byte: name, size, space, another import. */
  open(actor: Actor, request: { fileName: string; fileSize: number }): Promise<RunId>;
  /** Verifies and stages in one pass, then measures and plans. Resolves in phase *reviewing*; throws the refusal, journalled. */
  receive(runId: RunId, source: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<RunState>;
  detail(runId: RunId): Promise<ArchiveDetail>;
  noticeFile(runId: RunId): Promise<string>;
  /** Measures and plans again; the archive stays as it is. */
  measure(runId: RunId): Promise<RunState>;
  start(actor: Actor, runId: RunId, accepted: { warningsAccepted: boolean }): Promise<RunState>;
  cancel(actor: Actor, runId: RunId): Promise<RunState>;
  /** Ends the uploads that a stopped web process left open. Called once, before the port opens. */
  recover(): Promise<void>;
  /** Lets go of the timers; runs go on. */
  close(): void;
}

export interface IntakeOptions {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly log: RunLog;
  readonly trust: TrustStore;
  readonly instruments: Instruments;
  readonly clock: Clock;
  launch(runId: RunId): Promise<void>;
}

const newRunId = (at: number): RunId => {
  const stamp = new Date(at).toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return runIdSchema.parse(`${stamp}-${randomBytes(3).toString("hex")}`);
};

export function createIntake(options: IntakeOptions): Intake {
  const { platform, journal, log, instruments, clock } = options;
  /** Uploads that this process is reading, to cut them short. */
  const uploads = new Map<RunId, AbortController>();
  const cancelledBy = new Map<RunId, Actor>();
  const timers = new Set<NodeJS.Timeout>();
  const verdicts = new Map<RunId, ArchiveVerdict>();

  const stateOf = (runId: RunId): RunState => {
    const state = journal.state(runId);
    if (state === null) throw new CodedError("NOT_FOUND");
    return state;
  };

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

  const intended = (runId: RunId, step: StepName): void =>
    void journal.append(runId, { type: "step:intended", step, direction: "do", facts: {} });
  const done = (runId: RunId, step: StepName): void => {
    journal.append(runId, { type: "step:effected", step, direction: "do", facts: {} });
    journal.append(runId, { type: "step:done", step, direction: "do", facts: {} });
  };

  /** The steps before the runner: the whole effect is the record that stands between intent and done. */
  const recorded = (runId: RunId, name: StepName, effect: () => void): void => {
    intended(runId, name);
    effect();
    done(runId, name);
  };

  const drop = async (runId: RunId): Promise<void> => {
    verdicts.delete(runId);
    await removeDurably(platform.root.staging(runId));
    log.setProgress(runId, null);
  };

  const look = (manifest: ReleaseManifest, payload: number) =>
    survey(platform, manifest, { payload, staged: payload }, pastDurations(journal.states({ limit: 50 })), instruments);

  /** Before the payload is accepted: is this archive for us, and is there room for what it unpacks to. */
  const judge = async (runId: RunId, manifest: ReleaseManifest, summary: ArchiveVerdict["summary"]): Promise<void> => {
    judgeRelease(manifest, summary, stateOf(runId).fileName, await readInstalled(platform, journal));
    const { free, mountPoint } = await instruments.fileSystem(platform.root.stagings);
    if (free < summary.payloadBytes)
      throw new CodedError("DISK_FULL", { found: free, expected: summary.payloadBytes, subject: mountPoint });
    journal.append(runId, { type: "archive:identified", archive: summary });
  };

  const measureAndPlan = async (runId: RunId, archive: ArchiveVerdict): Promise<RunState> => {
    const { plan, checks } = await look(archive.manifest, archive.summary.payloadBytes);
    if (stateOf(runId).phase === "receiving") {
      recorded(runId, "check", () => journal.append(runId, { type: "run:measured", checks }));
      recorded(runId, "plan", () => journal.append(runId, { type: "run:planned", plan }));
    } else {
      journal.append(runId, { type: "run:measured", checks });
      journal.append(runId, { type: "run:planned", plan });
    }
    const report = new Reporter(log, runId, clock, platform.config.language);
    for (const check of warningChecks(checks)) {
      // First seed document: a warning stands in the journal below 16 GB of memory.
      report.say("warning", "check", "checkWarning", checkWords(report, check));
    }
    report.flush();
    return stateOf(runId);
  };

  /** Space was there when it was looked at; somebody else may have used it since. */
  const nameFullDisk = async (runId: RunId, failure: unknown): Promise<unknown> => {
    if (!(failure instanceof Error && "code" in failure && failure.code === "ENOSPC")) return failure;
    const { free, mountPoint } = await instruments.fileSystem(platform.root.stagings);
    return new CodedError("DISK_FULL", { found: free, expected: stateOf(runId).fileSize, subject: mountPoint }, failure);
  };

  const refuse = async (runId: RunId, failure: unknown): Promise<never> => {
    const by = cancelledBy.get(runId);
    const thrown = await nameFullDisk(runId, failure);
    const coded = by ? new CodedError("RUN_CANCELLED", { by: by.name }) : thrown;
    const error = reportOf(coded);
    await drop(runId);
    const cut = by !== undefined || error.code === "UPLOAD_INTERRUPTED";
    journal.append(runId, { type: "step:failed", step: "receive", direction: "do", error });
    journal.append(runId, { type: "run:ended", outcome: cut ? "cancelled" : "refused", error, locked: false });
    cancelledBy.delete(runId);
    throw coded;
  };

  const expectFirstByte = (runId: RunId): void => {
    const timer = setTimeout(() => {
      if (uploads.has(runId) || stateOf(runId).phase !== "receiving") return;
      journal.append(runId, { type: "run:ended", outcome: "cancelled", error: { code: "UPLOAD_INTERRUPTED", facts: {} }, locked: false });
    }, UPLOAD_START_TIMEOUT_MS);
    timer.unref();
    timers.add(timer);
  };

  return {
    async open(actor, { fileName, fileSize }) {
      const { prefix } = platform.config;
      const name = parseArchiveName(fileName);
      if (name === null) throw new CodedError("ARCHIVE_NAME_INVALID", { found: fileName, expected: archiveName(prefix, "X.Y.Z") });
      if (name.prefix !== prefix)
        throw new CodedError("ARCHIVE_WRONG_PLATFORM", { found: name.prefix, expected: archiveName(prefix, "X.Y.Z") });
      if (fileSize === 0) throw new CodedError("ARCHIVE_EMPTY");
      if (fileSize > ARCHIVE_MAX_BYTES) throw new CodedError("ARCHIVE_TOO_LARGE", { limit: ARCHIVE_MAX_BYTES });
      const { free, mountPoint } = await instruments.fileSystem(platform.root.stagings);
      if (free < fileSize) throw new CodedError("DISK_FULL", { found: free, expected: fileSize, subject: mountPoint });
      const from = await platform.releases.current();
      // Nothing awaits between this look and the append: of two administrators at once, one is told of the other.
      const [latest] = journal.states({ limit: 1 });
      if (latest && isActive(latest)) throw new CodedError("RUN_IN_PROGRESS", { by: (latest.consent?.by ?? latest.openedBy).name });
      if (latest && latest.phase !== "ended") throw new CodedError("IMPORT_BUSY", { by: latest.openedBy.name });
      const runId = newRunId(clock());
      journal.append(runId, { type: "run:opened", by: actor, fileName, fileSize, from });
      expectFirstByte(runId);
      return runId;
    },

    async receive(runId, source, signal) {
      const state = stateOf(runId);
      if (state.phase !== "receiving" || uploads.has(runId)) throw new CodedError("RUN_NOT_WAITING");
      const abort = new AbortController();
      uploads.set(runId, abort);
      intended(runId, "receive");
      const report = new Reporter(log, runId, clock, platform.config.language);
      try {
        const archive = await readArchive(source, {
          trust: await options.trust.load(),
          learn: (learned) => options.trust.learn(learned),
          now: clock(),
          staging: platform.root.staging(runId),
          judge: (manifest, summary) => judge(runId, manifest, summary),
          onProgress: (compressed) => report.progress("receive", compressed, state.fileSize, "bytes"),
          signal: AbortSignal.any([signal, abort.signal]),
        });
        verdicts.set(runId, archive);
        report.endProgress();
        report.say("info", "receive", "received", {
          file: state.fileName,
          bytes: archive.bytes,
          files: archive.files.length,
          sha256: archive.sha256,
        });
        report.flush();
        journal.append(runId, { type: "archive:staged", sha256: archive.sha256, bytes: archive.bytes });
        done(runId, "receive");
        return await measureAndPlan(runId, archive);
      } catch (error) {
        return await refuse(runId, error);
      } finally {
        uploads.delete(runId);
      }
    },

    detail: async (runId) => archiveDetail(await archiveOf(runId)),
    noticeFile: async (runId) => noticePath(await archiveOf(runId)),

    async measure(runId) {
      reviewing(runId);
      return await measureAndPlan(runId, await archiveOf(runId));
    },

    async start(actor, runId, { warningsAccepted }) {
      reviewing(runId);
      const archive = await archiveOf(runId);
      const state = await measureAndPlan(runId, archive);
      if (blockingChecks(state.checks).length > 0) throw new CodedError("PREREQUISITE_BLOCKING");
      const warnings = warningChecks(state.checks);
      if (warnings.length > 0 && !warningsAccepted) throw new CodedError("WARNINGS_NOT_ACCEPTED");
      // Of two administrators who start at once, the second finds the run no longer waiting.
      reviewing(runId);
      const accepted = warnings.map((check) => (check.subject ? `${check.id} ${check.subject}` : check.id));
      recorded(runId, "consent", () =>
        journal.append(runId, { type: "run:consented", consent: { by: actor, ...consentHashes(archive), warningsAccepted: accepted } }),
      );
      await options.launch(runId);
      return stateOf(runId);
    },

    async cancel(actor, runId) {
      const state = stateOf(runId);
      const upload = uploads.get(runId);
      if (state.phase === "receiving" && upload) {
        cancelledBy.set(runId, actor);
        upload.abort();
        return state;
      }
      if (state.phase === "receiving" || state.phase === "reviewing") {
        await drop(runId);
        journal.append(runId, {
          type: "run:ended",
          outcome: "cancelled",
          error: { code: "RUN_CANCELLED", facts: { by: actor.name } },
          locked: false,
        });
        return stateOf(runId);
      }
      if (state.phase !== "running") throw new CodedError("CANCEL_TOO_LATE");
      if (state.cancelRequestedBy === null) journal.append(runId, { type: "run:cancel-requested", by: actor });
      return stateOf(runId);
    },

    close() {
      for (const timer of timers) clearTimeout(timer);
    },

    async recover() {
      const [latest] = journal.states({ limit: 1 });
      if (latest?.phase !== "receiving") return;
      await drop(latest.id);
      const error = { code: "UPLOAD_INTERRUPTED", facts: { by: SUPERVISEUR.name } } as const;
      journal.append(latest.id, { type: "run:ended", outcome: "cancelled", error, locked: false });
    },
  };
}
