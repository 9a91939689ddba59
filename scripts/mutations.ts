/**
 * `npm run test:mutations`: removes the checks of reader and pipeline one by one, on a copy; for each, a test
 * must fail. A check whose absence no test notices is not tested.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MUTATIONS, type Mutation, mutated } from "./mutation-list.ts";
import { runQuietly } from "./run-command.ts";
import { duration, heading } from "./say.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const COPIED = [
  "shared",
  "server",
  "client",
  "robustness",
  "scripts",
  "docs",
  "package.json",
  "tsconfig.json",
  "vite.config.ts",
];

const areGreen = async (copy: string, tests: readonly string[]): Promise<boolean> =>
  (await runQuietly(
    ["vitest", "run", "--bail=1", "--root", copy, "--config", join(copy, "vite.config.ts"), ...tests],
    copy,
  )) === 0;

const TORTURE_SEED = "1";
/** True when the crash harness finds nothing wrong in that many cases. */
const passesCrashHarness = async (copy: string, parameters: readonly string[]): Promise<boolean> =>
  (await runQuietly(
    [
      "node",
      "--disable-warning=ExperimentalWarning",
      join(copy, "scripts/torture.ts"),
      "--seed",
      TORTURE_SEED,
      ...parameters,
    ],
    copy,
  )) === 0;

/** True when a test fails without the check, as it should. */
async function isNoticed(copy: string, mutation: Mutation): Promise<boolean> {
  const path = join(copy, mutation.file);
  const source = readFileSync(path, "utf8");
  writeFileSync(path, mutated(source, mutation));
  try {
    return (
      !(await areGreen(copy, mutation.tests)) &&
      (mutation.torture === undefined || !(await passesCrashHarness(copy, mutation.torture)))
    );
  } finally {
    writeFileSync(path, source);
  }
}

const only = process.argv.slice(2);
const wanted = MUTATIONS.filter(({ name }) => only.length === 0 || only.includes(name));
const copy = mkdtempSync(join(tmpdir(), "superviseur-mutations-"));
const survivors: string[] = [];
try {
  for (const name of COPIED) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  heading("Mutations");
  // Tests that fail anyway would notice every mutation.
  for (const tests of new Set(wanted.map((mutation) => mutation.tests)))
    if (!(await areGreen(copy, tests)))
      throw new Error(`the tests fail without any mutation: ${tests.join(" ")}`);
  for (const mutation of wanted) {
    const start = performance.now();
    const noticed = await isNoticed(copy, mutation);
    if (!noticed) survivors.push(mutation.name);
    console.log(
      `${noticed ? "noticed " : "SURVIVED"}  ${mutation.name}  (${mutation.file}, ${duration(performance.now() - start)})`,
    );
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
console.log(`${wanted.length - survivors.length} of ${wanted.length} noticed`);
if (survivors.length > 0) {
  console.error(`Not noticed: ${survivors.join(", ")}`);
  process.exit(1);
}
