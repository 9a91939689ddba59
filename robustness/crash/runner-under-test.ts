/** The runner process as it is, with a journal that injects a fault at one transition: `node runner-under-test.ts PLATFORM_FILE RUN_ID`. */

import { spawnSync } from "node:child_process";
import { type Journal, openJournal } from "../../server/journal/journal.ts";
import { runnerMain } from "../../server/pipeline/runner-main.ts";
import { runIdSchema } from "../../shared/journal.ts";
import { FAULT_VARIABLE, type Fault, faultSchema, keyOf, OTHER_WAY } from "./fault.ts";
import { realPid, shiftClock, waitForTracer } from "./odd-runtime.ts";

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => {});

const given = process.env[FAULT_VARIABLE];
const fault: Fault | null = given === undefined ? null : faultSchema.parse(JSON.parse(given));
let appends = 0;

function injectFault(key: string): void {
  if (fault === null) return;
  if (fault.expect !== undefined && fault.expect !== key) {
    console.error(`append ${fault.at} is ${key}, not ${fault.expect}`);
    process.exit(OTHER_WAY);
  }
  shiftClock(fault.clockShiftMs ?? 0);
  const [file, ...parameters] = fault.command ?? [];
  if (file !== undefined) {
    const { status, stderr } = spawnSync(file, parameters, { encoding: "utf8" });
    if (status !== 0) console.error(`${file} ended with ${status}: ${stderr}`);
  }
  if (fault.die) process.kill(realPid, "SIGKILL");
}

function withFault(journal: Journal): Journal {
  return {
    ...journal,
    append(runId, event) {
      const isIt = appends++ === fault?.at;
      if (isIt && fault.side === "before") injectFault(keyOf(event));
      const record = journal.append(runId, event);
      if (isIt && fault.side === "after") injectFault(keyOf(event));
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
    open: (path) => withFault(openJournal(path)),
  }))
)
  process.exitCode = 3;
