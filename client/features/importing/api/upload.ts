/**
 * The upload that this page makes. It lives outside the screens: who looks at another page meanwhile does not lose it.
 * Closing the page ends it; the server then cleans up.
 */
import { overviewQuery } from "../../../lib/overview-query.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { onSessionEnd } from "../../../lib/session-query.ts";
import { dropRun, openRun } from "./run-requests.ts";
import { type Sending, sendArchive } from "./send-archive.ts";
import { type Sample, withSample } from "./transfer-rate.ts";

export interface UploadView {
  readonly fileName: string;
  /** Bytes. */
  readonly size: number;
  readonly sent: number;
  readonly samples: readonly Sample[];
}
export interface UploadState {
  readonly sending: UploadView | null;
  /** Why the last archive was refused, here or by the server. */
  readonly error: unknown;
}

let state: UploadState = { sending: null, error: null };
let current: Sending | null = null;
let currentRun: string | null = null;
let cancelled = false;
const listeners = new Set<() => void>();

function set(change: Partial<UploadState>): void {
  state = { ...state, ...change };
  for (const listener of listeners) listener();
}
const sent = (bytes: number): void => {
  const { sending } = state;
  if (sending) set({ sending: { ...sending, sent: bytes, samples: withSample(sending.samples, { at: Date.now(), sent: bytes }) } });
};

/** The browser asks before it throws away hours of upload. */
const holdPage = (event: BeforeUnloadEvent): void => event.preventDefault();

async function send(file: File): Promise<void> {
  const { runId } = await openRun({ fileName: file.name, fileSize: file.size });
  if (cancelled) return void (await dropRun(runId));
  currentRun = runId;
  current = sendArchive(runId, file, sent);
  await current.done;
}

async function begin(file: File): Promise<void> {
  if (state.sending) return;
  cancelled = false;
  set({ error: null, sending: { fileName: file.name, size: file.size, sent: 0, samples: [{ at: Date.now(), sent: 0 }] } });
  window.addEventListener("beforeunload", holdPage);
  const stopListening = onSessionEnd(() => current?.abort());
  try {
    await send(file);
  } catch (error) {
    if (!cancelled) set({ error });
  } finally {
    stopListening();
    window.removeEventListener("beforeunload", holdPage);
    current = null;
    currentRun = null;
    await queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey });
    set({ sending: null });
  }
}

async function cancel(): Promise<void> {
  cancelled = true;
  // The server first: it then knows that this was a wish and not a cut.
  if (currentRun !== null) await dropRun(currentRun).catch(() => {});
  current?.abort();
}

export const upload = {
  subscribe: (listener: () => void): (() => void) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  state: (): UploadState => state,
  begin: (file: File): void => void begin(file),
  /** A refusal found before anything was sent. */
  refuse: (error: unknown): void => set({ error }),
  cancel: (): void => void cancel(),
  forget: (): void => set({ error: null }),
};
