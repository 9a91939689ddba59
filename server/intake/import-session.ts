/** A run in *receiving*: brings its archive to the reader and ends in *reviewing*, *refused* or *cancelled*, once, journalled. */
import { CodedError, type ErrorCode, reportOf } from "../../shared/errors.ts";
import type { ArchiveSummary, RunId } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { RunState } from "../../shared/run-state.ts";
import { type ArchiveVerdict, loadStaged } from "../archive/read.ts";
import type { TrustStore } from "../archive/trust-store.ts";
import { Reporter } from "../journal/reporter.ts";
import { UPLOAD_ABANDONED_MS, UPLOAD_START_TIMEOUT_MS } from "../limits.ts";
import { measureBudget, nameFullDisk } from "../planning/budget.ts";
import { ArchiveVerifier } from "./archive-verifier.ts";
import { ChunkedUpload } from "./chunked-upload.ts";
import { type MeasuringOptions, measureAndPlan } from "./measuring.ts";
import type { ReadDigest } from "./verify-in-subprocess.ts";

export interface ImportSessionOptions extends MeasuringOptions {
  readonly trust: TrustStore;
  /** Is this archive for this platform, now, and is there room for it? Throws the refusal. */
  judge(runId: RunId, manifest: ReleaseManifest, summary: ArchiveSummary): Promise<void>;
}

/** Ends that are not a refusal of the archive. */
const CUTS: ReadonlySet<ErrorCode> = new Set(["RUN_CANCELLED", "UPLOAD_INTERRUPTED", "UPLOAD_ABANDONED"]);

export class ImportSession {
  readonly #options: ImportSessionOptions;
  readonly #runId: RunId;
  readonly #report: Reporter;
  readonly #verifier: ArchiveVerifier;
  readonly #cut = Promise.withResolvers<never>();
  readonly #ended = new AbortController();
  /** Null when the archive is on the server already. */
  readonly upload: ChunkedUpload | null;
  /** Resolves with the run that waits for consent; rejects with the refusal. */
  readonly over: Promise<RunState>;

  private constructor(
    options: ImportSessionOptions,
    state: RunState,
    report: Reporter,
    verifier: ArchiveVerifier,
    upload: ChunkedUpload | null,
  ) {
    this.#options = options;
    this.#runId = state.id;
    this.#report = report;
    this.#verifier = verifier;
    this.upload = upload;
    if (state.steps.receive.status === "pending") options.records.intended(state.id, "receive");
    this.over = this.#run();
    this.over.catch(() => {}).finally(() => this.#ended.abort());
    this.#cut.promise.catch(() => {});
  }

  /** `payload`: bytes, as the page read in the file's head. */
  static async parts(
    options: ImportSessionOptions,
    state: RunState,
    payload: number | null,
  ): Promise<ImportSession> {
    const { platform, instruments } = options;
    const report = reporter(options, state.id);
    const common = verifierOptions(options, state, report);
    let opened: ChunkedUpload | null = null;
    const upload = await ChunkedUpload.open({
      ...common,
      // Until all bytes have arrived, their arrival is the progress that is shown.
      onProgress: (packed) => opened?.complete && common.onProgress(packed),
      directory: platform.root.upload(state.id),
      fileName: state.fileName,
      budget: (stored) => measureBudget(platform, instruments, { bytes: state.fileSize, stored, payload }),
      nameFailure: (bytes, thrown) => nameFullDisk(instruments, platform.root.uploads, bytes, thrown),
      onReceived: (bytes) => report.progress("receive", bytes, state.fileSize, "bytes"),
    });
    opened = upload;
    return new ImportSession(options, state, report, upload.verifier, upload);
  }

  static depot(options: ImportSessionOptions, state: RunState, file: string): ImportSession {
    const report = reporter(options, state.id);
    const verifier = new ArchiveVerifier({
      ...verifierOptions(options, state, report),
      file,
      available: state.fileSize,
    });
    return new ImportSession(options, state, report, verifier, null);
  }

  /** Fires when it is over: what is still arriving is not wanted any more. */
  get ended(): AbortSignal {
    return this.#ended.signal;
  }

  /** Ends it for `reason`, unless it has ended. */
  async end(reason: CodedError): Promise<void> {
    this.#cut.reject(reason);
    await this.over.catch(() => {});
  }

  /** Ends an upload that was not resumed. `now` in Unix ms. */
  async endIfAbandoned(now: number): Promise<void> {
    const { upload } = this;
    if (upload === null || this.ended.aborted || upload.complete) return;
    const { received } = upload.answer();
    if (received === 0 && now - (await upload.changedAt()) >= UPLOAD_START_TIMEOUT_MS)
      await this.end(new CodedError("UPLOAD_INTERRUPTED"));
    else if (now >= (await upload.abandonedAt()))
      await this.end(new CodedError("UPLOAD_ABANDONED", { hours: UPLOAD_ABANDONED_MS / 3_600_000 }));
  }

  /** Stops without a verdict: the web process is stopping, and the next one resumes. */
  async detach(): Promise<void> {
    await (this.upload === null ? this.#verifier.stop() : this.upload.close());
  }

  async #run(): Promise<RunState> {
    try {
      const digest = await Promise.race([this.#verifier.done, this.#cut.promise]);
      return await this.#accept(digest);
    } catch (error) {
      return await this.#refuse(error);
    }
  }

  async #accept({ sha256, bytes, files }: ReadDigest): Promise<RunState> {
    const { journal, records, platform } = this.#options;
    const state = this.#state();
    this.#report.endStep();
    this.#report.say("info", "receive", "received", { file: state.fileName, bytes, files, sha256 });
    this.#report.flush();
    const archive: ArchiveVerdict = await loadStaged(platform.root.staging(this.#runId));
    journal.append(this.#runId, { type: "archive:staged", sha256, bytes });
    records.done(this.#runId, "receive");
    await measureAndPlan(this.#options, state, archive);
    await this.upload?.discard();
    return this.#state();
  }

  async #refuse(thrown: unknown): Promise<never> {
    const { journal, log, platform, instruments } = this.#options;
    await this.#verifier.stop();
    await this.upload?.discard();
    log.setProgress(this.#runId, null);
    const failure = await nameFullDisk(instruments, platform.root.stagings, this.#state().fileSize, thrown);
    const error = reportOf(failure);
    journal.append(this.#runId, { type: "step:failed", step: "receive", direction: "do", error });
    journal.append(this.#runId, {
      type: "run:ended",
      outcome: CUTS.has(error.code) ? "cancelled" : "refused",
      error,
      locked: false,
    });
    throw failure;
  }

  #state(): RunState {
    return this.#options.journal.requireState(this.#runId);
  }
}

const reporter = ({ log, clock, platform }: ImportSessionOptions, runId: RunId): Reporter =>
  new Reporter(log, runId, clock, platform.config.language);

/** What the verifier needs from a run, wherever its bytes come from. */
const verifierOptions = (options: ImportSessionOptions, { id, fileSize }: RunState, report: Reporter) => ({
  size: fileSize,
  staging: options.platform.root.staging(id),
  trust: options.trust,
  clock: options.clock,
  judge: (manifest: ReleaseManifest, summary: ArchiveSummary) => options.judge(id, manifest, summary),
  onProgress: (packed: number) => report.progress("receive", packed, fileSize, "bytes"),
});
