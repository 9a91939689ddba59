/**
 * `npm test`: sets the machine up, then every check from the quick to the slow, and stops at the first that
 * fails. The last line is always `N passed, M failed`.
 */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addCounts, type Counts, playwrightCounts, vitestCounts } from "./counts.ts";
import { prepareMachine } from "./machine.ts";
import { runCommand } from "./run-command.ts";
import { duration, heading } from "./say.ts";

const reports = mkdtempSync(join(tmpdir(), "superviseur-test-"));
const vitestReport = join(reports, "vitest.json");
const playwrightReport = join(reports, "playwright.json");

interface Check {
  readonly name: string;
  /** Resolves with the exit code. */
  readonly run: () => Promise<number>;
  /** Where it writes its JSON report, and how that is read. */
  readonly report?: { readonly file: string; readonly counts: (file: string) => Counts };
}

/** Alone and last: it takes both cores, and the tests that wait for something would wait for it. */
const CRASH_HARNESS = "robustness/crash/crash.test.ts";
const crashReport = join(reports, "crash.json");
const vitest = (report: string, ...parameters: string[]): Promise<number> =>
  runCommand([
    "vitest",
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...parameters,
  ]);

const CHECKS: readonly Check[] = [
  { name: "Machine", run: () => prepareMachine().then(() => 0) },
  { name: "Types", run: () => runCommand(["npm", "run", "--silent", "types"]) },
  { name: "Lint", run: () => runCommand(["npm", "run", "--silent", "lint"]) },
  {
    name: "Unit and integration tests",
    run: () => vitest(vitestReport, "--exclude", CRASH_HARNESS),
    report: { file: vitestReport, counts: vitestCounts },
  },
  { name: "Client build", run: () => runCommand(["npm", "run", "--silent", "build"]) },
  {
    name: "End-to-end tests",
    run: () =>
      runCommand(["playwright", "test"], {
        PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport,
        SUPERVISEUR_CLIENT_BUILT: "1",
      }),
    report: { file: playwrightReport, counts: playwrightCounts },
  },
  {
    name: "Crash harness",
    run: () => vitest(crashReport, CRASH_HARNESS),
    report: { file: crashReport, counts: vitestCounts },
  },
];

/** The exit code, never an exception: a check that cannot start has failed. */
const codeOf = (check: Check): Promise<number> =>
  check.run().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });

async function runAll(): Promise<Counts> {
  let total: Counts = { passed: 0, failed: 0, notRun: 0 };
  for (const check of CHECKS) {
    heading(check.name);
    const start = performance.now();
    const code = await codeOf(check);
    const counts =
      check.report && existsSync(check.report.file) ? check.report.counts(check.report.file) : null;
    if (counts) total = addCounts(total, counts);
    const failed = code !== 0 || (counts !== null && counts.failed + counts.notRun > 0);
    console.log(`--- ${check.name}: ${failed ? "FAILED" : "ok"} in ${duration(performance.now() - start)}`);
    // A check that reports no tests counts as one failed test.
    if (failed) return total.failed + total.notRun > 0 ? total : { ...total, failed: 1 };
  }
  return total;
}

const start = performance.now();
const total = await runAll();
rmSync(reports, { recursive: true, force: true });
heading(`Done in ${duration(performance.now() - start)}`);
if (total.notRun > 0)
  console.error(`${total.notRun} test(s) did not run: each test must run, on every machine.`);
console.log(`${total.passed} passed, ${total.failed + total.notRun} failed`);
process.exit(total.failed + total.notRun > 0 ? 1 : 0);
