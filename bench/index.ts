/**
 * `npm run bench -- NAME [--json] [--size MIB] [--quick] [--only PART,…]`: measures and compares with the goals. It reports:
 * a missed goal is said, and is no failure. `--json` leaves exactly one object on stdout, `{measures: Measure[]}`.
 */
import { parseArgs } from "node:util";
import { client } from "./client.ts";
import { intake } from "./intake.ts";
import { journal } from "./journal.ts";
import { type Bench, say, table } from "./measure.ts";
import { recover } from "./recover.ts";

const BENCHES: Readonly<Record<string, Bench>> = { client, intake, journal, recover };
const FULL_MIB = 1024;
const QUICK_MIB = 64;

const usage = (): string =>
  [
    "npm run bench -- NAME [--json] [--size MIB] [--quick] [--only PART,…]",
    ...Object.entries(BENCHES).map(
      ([name, { summary, parts }]) => `  ${name}: ${summary} (${parts.join(", ")})`,
    ),
  ].join("\n");

/** @throws Error whose message is what to do */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: "boolean" },
      quick: { type: "boolean" },
      size: { type: "string" },
      only: { type: "string" },
    },
  });
  const [name] = positionals;
  if (name === undefined) return console.log(usage());
  const bench = BENCHES[name];
  if (bench === undefined || positionals.length > 1) throw new Error(usage());
  const quick = values.quick ?? false;
  const size = values.size === undefined ? (quick ? QUICK_MIB : FULL_MIB) : Number(values.size);
  if (!Number.isInteger(size) || size < 16)
    throw new Error("--size takes a whole number of MiB, 16 at least");
  const only = values.only?.split(",") ?? null;
  const unknown = only?.find((part) => !bench.parts.includes(part));
  if (unknown !== undefined) throw new Error(`${unknown} is no part of ${name}: ${bench.parts.join(", ")}`);
  const measures = await bench.run({ size, quick, only: only && new Set(only) });
  console.log(values.json ? JSON.stringify({ measures }) : table(measures));
  if (quick) say("--quick: these figures show that the bench runs, nothing else");
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
