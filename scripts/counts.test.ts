import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addCounts, playwrightCounts, vitestCounts } from "./counts.ts";
import { duration } from "./say.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "superviseur-counts-"));
  file = join(folder, "report.json");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const report = (content: object): string => {
  writeFileSync(file, JSON.stringify(content));
  return file;
};

describe("counting tests", () => {
  it("a file that cannot be loaded counts as a failure, a skipped test as not run", () => {
    const counts = vitestCounts(
      report({
        numPassedTests: 7,
        numFailedTests: 1,
        numPendingTests: 2,
        numTodoTests: 1,
        testResults: [
          { status: "failed", assertionResults: [] },
          { status: "failed", assertionResults: [{}] },
          { status: "passed", assertionResults: [{}] },
        ],
      }),
    );
    expect(counts).toEqual({ passed: 7, failed: 2, notRun: 3 });
  });

  it("a flaky end-to-end test is a failure", () => {
    const counts = playwrightCounts(
      report({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 1 }, errors: [{}] }),
    );
    expect(counts).toEqual({ passed: 3, failed: 3, notRun: 1 });
  });

  it("adds up", () => {
    expect(addCounts({ passed: 1, failed: 2, notRun: 3 }, { passed: 10, failed: 20, notRun: 30 })).toEqual({
      passed: 11,
      failed: 22,
      notRun: 33,
    });
  });
});

describe("durations", () => {
  it("have a readable unit", () => {
    expect([12, 12_340, 185_000].map(duration)).toEqual(["12 ms", "12.3 s", "3 min 05 s"]);
  });
});
