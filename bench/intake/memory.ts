/** Peak memory while an archive comes in that unpacks to eight gibibytes. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { requireSpace } from "../fixtures.ts";
import { type Measure, measure, say } from "../measure.ts";
import { startServer } from "../server.ts";
import type { Part } from "./part.ts";
import { sendAccepted } from "./send.ts";

const MIB = 1024 * 1024;
const FULL_MIB = 8 * 1024;
const QUICK_MIB = 256;
const GOAL_MIB = 200;
const SAMPLE_MS = 50;
/** The archive, what it unpacks to, and the extra share that an update requires. */
const SPACE_FACTOR = 1.6;

/** `VmHWM`: the most that was ever resident, in bytes; null when the process is gone. */
async function peakOf(pid: number): Promise<number | null> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return kib === undefined ? null : Number(kib) * 1024;
}

/** The children of every thread of a process. */
async function childrenOf(pid: number): Promise<readonly number[]> {
  const tasks = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(
    tasks.map((task) => readFile(`/proc/${pid}/task/${task}/children`, "utf8").catch(() => "")),
  );
  return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
}

const isReader = async (pid: number): Promise<boolean> =>
  (await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")).includes("reader-process");

async function readersBelow(pid: number): Promise<readonly number[]> {
  const children = await childrenOf(pid);
  const deeper = await Promise.all(
    children.map(async (child) => [
      ...((await isReader(child)) ? [child] : []),
      ...(await readersBelow(child)),
    ]),
  );
  return deeper.flat();
}

export const memory: Part = async ({ fixtures, quick }): Promise<Measure[]> => {
  const mib = quick ? QUICK_MIB : FULL_MIB;
  await requireSpace(fixtures.folder, mib * MIB * SPACE_FACTOR);
  const archive = await fixtures.large(mib);
  const server = await startServer(join(fixtures.scratch, "memory"), fixtures.trustRoot);
  let reader = 0;
  const look = async (): Promise<void> => {
    for (const pid of await readersBelow(server.pid)) reader = Math.max(reader, (await peakOf(pid)) ?? 0);
  };
  const timer = setInterval(() => void look(), SAMPLE_MS);
  try {
    const idle = (await peakOf(server.pid)) ?? 0;
    const { runId, seconds } = await sendAccepted(server, archive, mib * MIB);
    const peak = await peakOf(server.pid);
    if (peak === null || reader === 0) throw new Error("the processes could not be looked at in /proc");
    say(
      `memory: ${mib} MiB received in ${seconds.toFixed(1)} s; before it the server's peak was ${Math.round(idle / MIB)} MiB`,
    );
    await server.cancel(runId);
    return [
      measure("memory.server", peak / MIB, "MiB", GOAL_MIB),
      measure("memory.reader", reader / MIB, "MiB"),
      measure("memory.together", (peak + reader) / MIB, "MiB"),
    ];
  } finally {
    clearInterval(timer);
    await server.stop();
  }
};
