/** The runner process as it is, with a journal that strikes at one transition: `node runner-under-test.ts PLATFORM_FILE RUN_ID`. */

import { spawnSync } from "node:child_process";
import { type Journal, openJournal } from "../../server/journal/journal.ts";
import { runnerMain } from "../../server/pipeline/runner-main.ts";
import { runIdSchema } from "../../shared/journal.ts";
import { realPid, shiftClock, waitForTracer } from "./odd-runtime.ts";
import { keyOf, OTHER_WAY, STRIKE_VARIABLE, type Strike, strikeSchema } from "./strike.ts";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const given = process.env[STRIKE_VARIABLE];
const strike: Strike | null = given === undefined ? null : strikeSchema.parse(JSON.parse(given));
let appends = 0;

function befall(key: string): void {
  if (strike === null) return;
  if (strike.expect !== undefined && strike.expect !== key) {
    console.error(`append ${strike.at} is ${key}, not ${strike.expect}`);
    process.exit(OTHER_WAY);
  }
  shiftClock(strike.clockShiftMs ?? 0);
  const [file, ...parameters] = strike.command ?? [];
  if (file !== undefined) {
    const { status, stderr } = spawnSync(file, parameters, { encoding: "utf8" });
    if (status !== 0) console.error(`${file} ended with ${status}: ${stderr}`);
  }
  if (strike.die) process.kill(realPid, "SIGKILL");
}

function striking(journal: Journal): Journal {
  return {
    ...journal,
    append(runId, event) {
      const isIt = appends++ === strike?.at;
      if (isIt && strike.side === "before") befall(keyOf(event));
      const record = journal.append(runId, event);
      if (isIt && strike.side === "after") befall(keyOf(event));
      return record;
    },
  };
}

const [platformFile = "", id = ""] = process.argv.slice(2);
waitForTracer();
if (
  !(await runnerMain({
    platformFile,
    runId: runIdSchema.parse(id),
    open: (path) => striking(openJournal(path)),
  }))
)
  process.exitCode = 3;
