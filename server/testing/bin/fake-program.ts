/** What a fake program does when it is called as `FOLDER/NAME PARAMETERS…`: the first line of its script that fits. */
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Call, Reaction } from "./fake-programs.ts";

const [, , program = "", ...parameters] = process.argv;
const [folder, name] = [dirname(program), basename(program)];
const calls = join(folder, "calls.jsonl");
const past: Call[] = existsSync(calls)
  ? readFileSync(calls, "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  : [];
// Recorded before anything is done: a program that is killed was called all the same.
appendFileSync(calls, `${JSON.stringify({ name, parameters } satisfies Call)}\n`);

const words = parameters.join(" ");
const reactions: Reaction[] = JSON.parse(readFileSync(join(folder, `${name}.json`), "utf8"));
const fitting = ({ when = "" }: Reaction, call: string): boolean => new RegExp(when).test(call);
const reaction = reactions.find((one) => {
  const times = past.filter((call) => call.name === name && fitting(one, call.parameters.join(" "))).length;
  return fitting(one, words) && times < (one.times ?? Number.POSITIVE_INFINITY);
});
if (reaction === undefined) {
  process.stderr.write(`${name}: the test says nothing about: ${words}\n`);
  process.exit(127);
}
if (reaction.ignoresTermination === true) process.on("SIGTERM", () => {});
process.stdout.write(reaction.stdout ?? "");
process.stderr.write(reaction.stderr ?? "");
for (const [path, text] of Object.entries(reaction.writes ?? {})) writeFileSync(path, text);
if (reaction.hangs === true) setInterval(() => {}, 60_000);
else {
  await delay(reaction.delayMs ?? 0);
  process.exitCode = reaction.exitCode ?? 0;
}
