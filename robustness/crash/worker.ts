/** One worker of the crash harness: runs cases and sends back the results. It ends when the harness has gone, and leaves nothing behind. */
import { rm } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { loadBench, removeBench } from "./bench.ts";
import { type CaseName, caseFolder, runCase } from "./crash-case.ts";
import { unmountBelow } from "./mounts.ts";
import { killAll } from "./processes.ts";

const GIVEN_UP_MS = 20_000;

const [directory = "", keep] = process.argv.slice(2);
const bench = loadBench(directory);
const harness = process.ppid;
let atWork: { readonly folder: string; readonly ended: Promise<void> } | null = null;
// What no promise caught belongs to the case at work.
const loose: string[] = [];
process.on(
  "unhandledRejection",
  (reason) => void loose.push(`unhandled: ${reason instanceof Error ? reason.stack : String(reason)}`),
);
process.on("message", (name: CaseName) => {
  const folder = caseFolder(bench, name);
  const ended = runCase(bench, name, folder, keep === "keep").then((result) => {
    atWork = null;
    if (process.connected)
      process.send?.({ ...result, violations: [...result.violations, ...loose.splice(0)] });
  });
  atWork = { folder, ended };
});

// Ctrl-C reaches every process of the terminal: the harness dies of it, and that is enough.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});
process.once("disconnect", () => {
  void giveUp().finally(() => process.exit());
});

/** Without its processes a case comes to its end, and cleans up. */
async function giveUp(): Promise<void> {
  if (atWork !== null) {
    const { folder, ended } = atWork;
    await killAll(folder);
    await Promise.race([ended, delay(GIVEN_UP_MS)]);
    await killAll(folder);
    await unmountBelow(folder);
    await rm(folder, { recursive: true, force: true });
  }
  if (process.ppid !== harness && keep !== "keep") await removeBench(bench);
}
