/** A run's whole log as text, read from the store page by page: memory does not grow with it. */
import { Readable } from "node:stream";
import { LOG_PAGE_LINES } from "../../shared/api/follow.ts";
import type { RunId } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import type { RunLog } from "../journal/run-log.ts";

const textOf = ({ seq, at, step, source, level, text }: LogLine): string =>
  `${seq}\t${new Date(at).toISOString()}\t${level}\t${step ?? "-"}\t${source}\t${text}\n`;

export function logAsText(log: RunLog, runId: RunId): Readable {
  function* pages(): Generator<string> {
    for (let from = 1; ; ) {
      const lines = log.range(runId, from, LOG_PAGE_LINES);
      if (lines.length === 0) return;
      yield lines.map(textOf).join("");
      from = (lines.at(-1)?.seq ?? from) + 1;
    }
  }
  return Readable.from(pages(), { objectMode: false });
}
