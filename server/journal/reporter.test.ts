import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { CodedError } from "../../shared/errors.ts";
import { runIdSchema } from "../../shared/journal.ts";
import { OUTPUT_FIRST_LINES, OUTPUT_LAST_LINES } from "../limits.ts";
import { Reporter } from "./reporter.ts";
import { openRunLog, type RunLog } from "./run-log.ts";

const runId = runIdSchema.parse("20261121-031200-a1b2c3");
let directory: string;
let log: RunLog;
let report: Reporter;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-reporter-"));
  log = openRunLog(join(directory, "log.sqlite"));
  report = new Reporter(log, runId, () => 1, "fr");
});
afterEach(() => {
  log.close();
  rmSync(directory, { recursive: true });
});

function print(lines: number): string[] {
  const tell = report.output("migrate");
  for (let line = 1; line <= lines; line++) tell("stdout", `ligne ${line}`);
  report.endStep();
  report.flush();
  return log.range(runId, 1, lines + 10).map(({ text }) => text);
}

it("keeps all of a script's output below the limit", () => {
  const lines = OUTPUT_FIRST_LINES + OUTPUT_LAST_LINES;
  const kept = print(lines);
  expect([kept.length, kept.at(-1)]).toEqual([lines, `ligne ${lines}`]);
});

it("keeps the first and the last lines of output above the limit, and says how many are left out", () => {
  const lines = OUTPUT_FIRST_LINES + OUTPUT_LAST_LINES + 2_345;
  const kept = print(lines);
  expect(kept.slice(OUTPUT_FIRST_LINES - 1, OUTPUT_FIRST_LINES + 2)).toEqual([
    `ligne ${OUTPUT_FIRST_LINES}`,
    "… 2345 lignes non conservées …",
    `ligne ${lines - OUTPUT_LAST_LINES + 1}`,
  ]);
  expect([kept.length, kept.at(-1)]).toEqual([OUTPUT_FIRST_LINES + 1 + OUTPUT_LAST_LINES, `ligne ${lines}`]);
});

it("restarts the count of output lines for each step", () => {
  print(OUTPUT_FIRST_LINES + OUTPUT_LAST_LINES + 1);
  const before = log.length(runId);
  report.output("start")("stderr", "après");
  report.endStep();
  report.flush();
  expect(log.range(runId, before + 1, 10).map(({ text, level }) => [text, level])).toEqual([
    ["après", "warning"],
  ]);
});

it("names the step of a failure as the screen does", () => {
  report.failure("snapshot", new CodedError("ROLLBACK_FAILED", { step: "snapshot" }));
  report.flush();
  const [line] = log.range(runId, 1, 1);
  expect(line?.text).toContain(`(étape ${report.stepName("snapshot")})`);
  expect(line?.text).toContain("(ROLLBACK_FAILED)");
});
