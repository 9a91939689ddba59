/** What an upload waits for: time, the network, a user who logs in, news of the run. All end with a rejection when aborted. */
import { queryClient } from "../../../lib/query-client.ts";
import { sessionQuery } from "../../../lib/session-query.ts";
import { socket } from "../../../lib/socket.ts";

/** Resolves when `begin` calls back; what `begin` answers is done at the end in any case. */
async function until(begin: (resolve: () => void) => () => void, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let end = (): void => {};
  let aborted = (): void => {};
  try {
    await new Promise<void>((resolve, reject) => {
      aborted = () => reject(signal.reason);
      signal.addEventListener("abort", aborted);
      end = begin(resolve);
    });
  } finally {
    signal.removeEventListener("abort", aborted);
    end();
  }
}

/** So many ms, or less when this workstation says that it is back on the network. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  until((resolve) => {
    const timer = setTimeout(resolve, ms);
    window.addEventListener("online", resolve);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", resolve);
    };
  }, signal);

/** News of this run, or so many ms. */
export const news = (runId: string, ms: number, signal: AbortSignal): Promise<void> =>
  until((resolve) => {
    const timer = setTimeout(resolve, ms);
    const changed = (changedRun: string): void => {
      if (changedRun === runId) resolve();
    };
    socket.on("runs:changed", changed);
    return () => {
      clearTimeout(timer);
      socket.off("runs:changed", changed);
    };
  }, signal);

const loggedIn = (): boolean => queryClient.getQueryData(sessionQuery.queryKey)?.mustChangePassword === false;

/** Resolves when a user is logged in with a password that they chose; meanwhile the page asks for it. */
export async function session(signal: AbortSignal): Promise<void> {
  // A refusal may have had another cause: the server says whether the session is over. Without an answer the next attempt asks again.
  await queryClient.fetchQuery({ ...sessionQuery, staleTime: 0 }).catch(() => null);
  await until((resolve) => {
    const look = (): void => {
      if (loggedIn()) resolve();
    };
    look();
    return queryClient.getQueryCache().subscribe(look);
  }, signal);
}
