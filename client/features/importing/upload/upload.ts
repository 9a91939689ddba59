/**
 * The upload that this page makes. It lives outside the screens: who looks at another page meanwhile, or must log in again, does
 * not lose it. Closing the page only interrupts it: the server keeps what it has, and the same file resumes it.
 */
import type { Overview } from "../../../../shared/api/overview.ts";
import type { ArchiveHead } from "../../../../shared/archive-head.ts";
import { CodedError } from "../../../../shared/errors.ts";
import { serverNow } from "../../../lib/clock.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { dropRun, openRun, uploadOf } from "../api/run-requests.ts";
import { judgeFile } from "../judge/judge-file.ts";
import { judgeHead } from "../judge/judge-head.ts";
import { readHead } from "../judge/read-head.ts";
import { PartSender, type SendingStage } from "./part-sender.ts";
import { requireSameFile } from "./same-file.ts";
import { sendPart } from "./send-part.ts";
import { sha256Hex } from "./sha256.ts";
import { type Sample, withSample } from "./transfer-rate.ts";
import { reasonOf, verdictOf } from "./verdict.ts";
import { pause, session } from "./waits.ts";

export interface Sending {
  readonly runId: string;
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  /** Bytes that the server holds or that have left this page. */
  readonly sent: number;
  readonly samples: readonly Sample[];
  /** `verifying`: the server holds every byte and reads the rest of them. */
  readonly stage: SendingStage | "verifying";
  /** What the archive says of itself; null when this browser cannot read it. */
  readonly head: ArchiveHead | null;
}
export interface UploadState {
  /** Name of the local file that is being looked at, before anything is sent. */
  readonly reading: string | null;
  readonly sending: Sending | null;
  /** Why the last archive was refused, here or by the server. */
  readonly error: unknown;
}

let state: UploadState = { reading: null, sending: null, error: null };
let ending = new AbortController();
const listeners = new Set<() => void>();

function set(change: Partial<UploadState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}
function update(change: Partial<Sending>): void {
  if (state.sending) set({ sending: { ...state.sending, ...change } });
}

/** The browser asks before it interrupts hours of upload. */
const holdPage = (event: BeforeUnloadEvent): void => event.preventDefault();

/** A file that the browser cannot read any more is an interruption, not a fault of ours. */
const shownError = (error: unknown): unknown =>
  error instanceof DOMException ? new CodedError("UPLOAD_INTERRUPTED", {}, error) : error;

/** One thing at a time; whatever ends it, the page shows it. */
async function only(file: File, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
  if (state.reading !== null || state.sending) return;
  ending = new AbortController();
  const { signal } = ending;
  set({ error: null, reading: file.name });
  try {
    await work(signal);
  } catch (error) {
    if (!signal.aborted) set({ error: shownError(error) });
  } finally {
    window.removeEventListener("beforeunload", holdPage);
    await queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey });
    set({ reading: null, sending: null });
  }
}

async function begin(file: File, platform: Overview["platform"], signal: AbortSignal): Promise<void> {
  judgeFile(file, platform.prefix);
  const head = await readHead(file);
  if (head !== null) judgeHead(head, file.name, platform, serverNow());
  signal.throwIfAborted();
  const claimed = head === null ? {} : { claimed: { payloadBytes: head.payloadBytes } };
  const { runId } = await openRun({ fileName: file.name, fileSize: file.size, ...claimed });
  await send(file, runId, head, signal);
}

async function resume(file: File, runId: string, signal: AbortSignal): Promise<void> {
  await requireSameFile(file, await uploadOf(runId), sha256Hex);
  // Only to show it: the server has judged its beginning, or will.
  const head = await readHead(file).catch(() => null);
  signal.throwIfAborted();
  await send(file, runId, head, signal);
}

async function send(file: File, runId: string, head: ArchiveHead | null, signal: AbortSignal): Promise<void> {
  const { name: fileName, size } = file;
  set({ reading: null, sending: { runId, fileName, size, sent: 0, samples: [], stage: "sending", head } });
  window.addEventListener("beforeunload", holdPage);
  void queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey });
  const sender = new PartSender({
    file,
    standing: () => uploadOf(runId),
    send: (part, content, sending) => sendPart(runId, fileName, part, content, sending),
    hash: sha256Hex,
    pause,
    session,
    onChange: (sent, stage) => {
      const samples = state.sending?.stage === "sending" ? state.sending.samples : [];
      update({ sent, stage, samples: withSample(samples, { at: Date.now(), sent }) });
    },
  });
  signal.addEventListener("abort", () => sender.cancel());
  signal.throwIfAborted();
  await sender.run().catch((error: unknown) => reasonOf(runId, error, signal));
  update({ sent: size, stage: "verifying" });
  await verdictOf(runId, signal);
}

async function cancel(): Promise<void> {
  const { sending } = state;
  // The server first: it then knows that this was a wish and not a cut.
  if (sending) await dropRun(sending.runId).catch(() => {});
  ending.abort(new CodedError("RUN_CANCELLED"));
}

export const upload = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  state: (): UploadState => state,
  /** Sends nothing of a file that is wrong by its name or its own words. */
  begin: (file: File, platform: Overview["platform"]): void =>
    void only(file, (signal) => begin(file, platform, signal)),
  /** Resumes an upload that the server holds, if this is the file. */
  resume: (file: File, runId: string): void => void only(file, (signal) => resume(file, runId, signal)),
  cancel: (): void => void cancel(),
  forget: (): void => set({ error: null }),
};
