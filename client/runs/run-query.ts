/** One run: its state, what happens now, and its log; kept right by the socket, by ranges, and by polling when the socket is away. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import type { LogPage, Progress, RunFollow } from "../../shared/api/follow.ts";
import { LOG_PAGE_LINES } from "../../shared/api/follow.ts";
import type { RunRecord } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import { learnServerTime } from "../lib/clock.ts";
import { http } from "../lib/http.ts";
import { queryClient } from "../lib/query-client.ts";
import { socket, useConnected } from "../lib/socket.ts";
import { foldRecords, newerOf } from "./fold-records.ts";
import { RunLines } from "./run-log.ts";

const POLL_MS = 3_000;

/** The cache key of a run; what belongs to the run has a key that begins with it. */
export const runKey = (runId: string) => ["runs", runId] as const;

export const runQuery = (runId: string) =>
  queryOptions({
    queryKey: runKey(runId),
    queryFn: async () => {
      const follow = await http.get<RunFollow>(`/runs/${runId}`);
      learnServerTime(follow.now);
      return newerOf(queryClient.getQueryData<RunFollow>(runKey(runId)), follow);
    },
  });

/** The lines read so far; filled by `useFollowRun`. */
export const runLinesQuery = (runId: string) =>
  queryOptions({
    queryKey: [...runKey(runId), "log"],
    queryFn: () => new RunLines(),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });

/** Follows a run for as long as the component lives. Polls while the socket is away. */
export function useFollowRun(runId: string | null) {
  const connected = useConnected();
  const id = runId ?? "";
  const { data: lines } = useQuery({ ...runLinesQuery(id), enabled: runId !== null });
  const query = useQuery({
    ...runQuery(id),
    enabled: runId !== null,
    // Also while lines are missing: a range that could not be read is requested again.
    refetchInterval: ({ state: { data } }) =>
      connected && (data?.logLength ?? 0) <= (lines?.length ?? 0) ? false : POLL_MS,
  });

  useEffect(() => {
    if (runId === null || lines === undefined) return;
    const live = new LiveRun(runId, lines);
    return () => live.stop();
  }, [runId, lines]);

  // Without the socket the lines come with the polled state.
  const { data } = query;
  useEffect(() => {
    if (runId !== null && lines !== undefined && data !== undefined && data.logLength > lines.length)
      void fetchLines(runId, lines);
  }, [runId, lines, data]);
  return { ...query, lines };
}

interface Reading {
  again: boolean;
  readonly done: Promise<void>;
}
const readings = new Map<RunLines, Reading>();

/** Reads from the last line known to the end, page by page. One reading at a time: who asks meanwhile waits for the same one. */
export function fetchLines(runId: string, lines: RunLines): Promise<void> {
  const under = readings.get(lines);
  if (under) {
    under.again = true;
    return under.done;
  }
  const own: Reading = { again: false, done: Promise.resolve().then(() => readToEnd(runId, lines, own)) };
  readings.set(lines, own);
  return own.done;
}

async function readToEnd(runId: string, lines: RunLines, own: Reading): Promise<void> {
  try {
    for (;;) {
      own.again = false;
      const page = await http.get<LogPage>(
        `/runs/${runId}/log?from=${lines.length + 1}&limit=${LOG_PAGE_LINES}`,
      );
      lines.add(page.lines);
      if (!own.again && (page.lines.length === 0 || lines.length >= page.logLength)) return;
    }
  } catch {
    // The next event or poll asks again.
  } finally {
    readings.delete(lines);
  }
}

/** The socket's events for one run, into the query cache. */
class LiveRun {
  readonly #runId: string;
  readonly #lines: RunLines;

  constructor(runId: string, lines: RunLines) {
    this.#runId = runId;
    this.#lines = lines;
    socket
      .on("connect", this.#follow)
      .on("run:recorded", this.#onRecords)
      .on("run:progressed", this.#onProgress)
      .on("log:written", this.#onLines);
    if (socket.connected) this.#follow();
  }

  stop(): void {
    socket
      .off("connect", this.#follow)
      .off("run:recorded", this.#onRecords)
      .off("run:progressed", this.#onProgress)
      .off("log:written", this.#onLines);
    socket.emit("run:unfollow", this.#runId);
  }

  #follow = (): void => {
    socket.emit("run:follow", this.#runId, (answer) => {
      if ("error" in answer) return;
      const { data } = answer;
      learnServerTime(data.now);
      queryClient.setQueryData(runQuery(this.#runId).queryKey, (known) => newerOf(known, data));
    });
  };

  #onRecords = (records: readonly RunRecord[]): void => {
    const own = records.filter((record) => record.runId === this.#runId);
    const { queryKey } = runQuery(this.#runId);
    const follow = queryClient.getQueryData(queryKey);
    if (own.length === 0 || follow === undefined) return;
    const folded = foldRecords(follow, own);
    if (folded !== null) queryClient.setQueryData(queryKey, folded);
    // A record is missing; or it was the last one: then fetch the log's length, in case its last lines were lost.
    if (folded === null || own.some(({ event }) => event.type === "run:ended")) {
      void queryClient.invalidateQueries({ queryKey, exact: true });
    }
  };

  #onProgress = (runId: string, progress: Progress | null): void => {
    if (runId !== this.#runId) return;
    queryClient.setQueryData(runQuery(runId).queryKey, (follow) =>
      follow ? { ...follow, progress } : follow,
    );
  };

  #onLines = (runId: string, lines: readonly LogLine[]): void => {
    if (runId === this.#runId && !this.#lines.add(lines)) void fetchLines(runId, this.#lines);
  };
}
