/**
 * `npm run bench -- NAME [--json] [--size MIB] [--quick] [--only PART,…]`: measures and compares with the goals. A missed goal is
 * reported, and is not a failure. `--json` leaves exactly one object on stdout, `{measures: Measure[]}`.
 */
import { Command, InvalidArgumentError } from "commander";
import { client } from "./client.ts";
import { intake } from "./intake.ts";
import { journal } from "./journal.ts";
import { type Bench, say, table } from "./measure.ts";
import { recover } from "./recover.ts";

/** Each is a subcommand. A new bench is one line here. */
const BENCHES: Readonly<Record<string, Bench>> = { client, intake, journal, recover };
const FULL_MIB = 1024;
const QUICK_MIB = 64;
const LEAST_MIB = 16;

interface Flags {
  readonly json?: boolean;
  readonly quick?: boolean;
  readonly size?: number;
  readonly only?: readonly string[];
}

function mebibytes(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < LEAST_MIB)
    throw new InvalidArgumentError(`It is a whole number of MiB, at least ${LEAST_MIB}.`);
  return size;
}

function commandOf(name: string, bench: Bench): Command {
  const parts = (text: string): string[] => {
    const only = text.split(",");
    const unknown = only.find((part) => !bench.parts.includes(part));
    if (unknown !== undefined)
      throw new InvalidArgumentError(`${unknown} is not one of ${bench.parts.join(", ")}.`);
    return only;
  };
  return new Command(name)
    .description(bench.summary)
    .option("--json", "one object on stdout: {measures: Measure[]}")
    .option("--quick", "shows that the bench runs; the figures mean nothing")
    .option("--size <MiB>", `size of the archive, ${FULL_MIB} by default`, mebibytes)
    .option("--only <parts>", `some of ${bench.parts.join(",")}`, parts)
    .action(async ({ json, quick = false, size = quick ? QUICK_MIB : FULL_MIB, only }: Flags) => {
      const measures = await bench.run({ size, quick, only: only ? new Set(only) : null });
      console.log(json ? JSON.stringify({ measures }) : table(measures));
      if (quick) say("--quick: these figures show that the bench runs, nothing else");
    });
}

const program = new Command("npm run bench --").description("Measures, and compares with the goals");
for (const [name, bench] of Object.entries(BENCHES)) program.addCommand(commandOf(name, bench));

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
