/** What one durable transition costs: a record of the journal, compared with a bare write and fdatasync of as many bytes on the same disk. */
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "../server/journal/journal.ts";
import { type RunEvent, type RunId, runIdSchema } from "../shared/journal.ts";
import { compare } from "./compare.ts";
import { type Bench, measure } from "./measure.ts";

const GOAL = 1.5;
const ROUNDS = 9;
const TRANSITIONS = 300;
/** Some years of updates: the journal's size must not matter. */
const PAST_RUNS = 200;
const PAST_RECORDS = 60;

const runOf = (number: number): RunId =>
  runIdSchema.parse(`20261121-031200-${number.toString(16).padStart(6, "0")}`);
const opened: RunEvent = {
  type: "run:opened",
  by: { id: "1", name: "Admin" },
  fileName: "planidemo.maj.4.7.0.tgz",
  fileSize: 1,
  from: "4.6.2",
};
const transition: RunEvent = {
  type: "step:effected",
  step: "backup",
  direction: "do",
  facts: {
    databaseBytes: 1_234_567_890,
    tables: 42,
    rows: 12_345_678,
    dataFiles: 1234,
    dataBytes: 9_876_543_210,
    proven: true,
  },
};
/** A row of the journal with its hash. */
const ROW_BYTES = JSON.stringify(transition).length + 120;

const each = (times: number, work: () => void): number => {
  const start = performance.now();
  for (let time = 0; time < times; time++) work();
  return (performance.now() - start) / times;
};

export const journal: Bench = {
  summary: "one durable transition, against a bare write and fdatasync",
  parts: ["append"],
  async run({ quick }) {
    const folder = mkdtempSync(join(tmpdir(), "superviseur-bench-journal-"));
    const [rounds, times] = quick ? [2, 20] : [ROUNDS, TRANSITIONS];
    const records = openJournal(join(folder, "journal.sqlite"));
    const bare = openSync(join(folder, "bare"), "w");
    try {
      for (let run = 0; run < (quick ? 2 : PAST_RUNS); run++)
        for (let record = 0; record < PAST_RECORDS; record++)
          records.append(runOf(run), record === 0 ? opened : transition);
      const bytes = Buffer.alloc(ROW_BYTES, "x");
      const runId = runOf(PAST_RUNS);
      records.append(runId, opened);
      const { ratio, ours, theirs } = await compare("journal", "ms", rounds, {
        ours: async () => each(times, () => records.append(runId, transition)),
        theirs: async () =>
          each(times, () => {
            writeSync(bare, bytes);
            fdatasyncSync(bare);
          }),
      });
      return [
        measure("append", ratio, "ratio", GOAL),
        measure("append.ours", ours, "ms"),
        measure("append.bare", theirs, "ms"),
      ];
    } finally {
      closeSync(bare);
      records.close();
      rmSync(folder, { recursive: true });
    }
  },
};
