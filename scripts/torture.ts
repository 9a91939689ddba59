/**
 * `npm run torture -- [--seed S] [--cases N] [--layer L]… [--only LAYER/INDEX] [--jobs J] [--keep] [--json]`:
 * injects faults into runs, and checks every invariant afterwards. Exits 1 when one does not hold.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { type CaseResult, commandOf, idOf } from "../robustness/crash/crash-case.ts";
import { runCases } from "../robustness/crash/harness.ts";
import { LAYER_NAMES, type LayerName } from "../robustness/crash/layers/layers.ts";
import { duration, heading } from "./say.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    cases: { type: "string", default: "500" },
    layer: { type: "string", multiple: true, default: [] },
    only: { type: "string" },
    jobs: { type: "string", default: String(availableParallelism()) },
    keep: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});
const whole = (name: string, text: string): number => {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`--${name} requires a whole number, not ${text}`);
  return Number(text);
};
const layer = (text: string): LayerName => {
  const found = LAYER_NAMES.find((name) => name === text);
  if (found === undefined) throw new Error(`no layer ${text}: there are ${LAYER_NAMES.join(", ")}`);
  return found;
};
function oneCase(text: string): { layer: LayerName; index: number } {
  const [name = "", index = ""] = text.split("/");
  return { layer: layer(name), index: whole("only", index) };
}

const seed = whole("seed", values.seed);
const say = (text: string): void => {
  if (!values.json) console.log(text);
};
const aloud = (result: CaseResult): void => {
  const { title, ended, violations, seconds, directory } = result;
  if (values.only !== undefined || violations.length > 0)
    say(
      `${violations.length > 0 ? "FAILED" : "ok    "} ${idOf(result)} ${title}: ${ended} (${duration(seconds * 1000)})`,
    );
  for (const violation of violations) say(`       ${violation}`);
  if (violations.length > 0) say(`       again: ${commandOf(result)}`);
  if (values.keep) say(`       kept: ${directory}`);
};

if (!values.json) heading(values.only ?? `${values.cases} cases, --seed ${seed}`);
const report = await runCases({
  seed,
  cases: whole("cases", values.cases),
  ...(values.layer.length > 0 ? { layers: values.layer.map(layer) } : {}),
  ...(values.only === undefined ? {} : { only: oneCase(values.only) }),
  jobs: whole("jobs", values.jobs),
  keep: values.keep,
  onCase: aloud,
});

for (const [name, why] of Object.entries(report.left))
  console.error(`!!! NOT TRIED ON THIS MACHINE: layer ${name}: ${why}`);
if (values.json)
  console.log(
    JSON.stringify(
      { ...report, failed: report.failed.map((result) => ({ ...result, again: commandOf(result) })) },
      null,
      1,
    ),
  );
say(
  `\n${"layer".padEnd(16)}${"cases".padStart(8)}${"injected".padStart(10)}${"failed".padStart(8)}${"seconds".padStart(10)}  ended`,
);
for (const [name, { cases, injected, failures, seconds, ended }] of Object.entries(report.layers)) {
  const figures = `${String(cases).padStart(8)}${String(injected).padStart(10)}${String(failures).padStart(8)}`;
  const ends = Object.entries(ended).map(([how, count]) => `${how} ${count}`);
  say(`${name.padEnd(16)}${figures}${seconds.toFixed(0).padStart(10)}  ${ends.join(", ")}`);
}
say(
  `${report.failed.length === 0 ? "Nothing lost" : `${report.failed.length} failed`}, in ${duration(report.seconds * 1000)}`,
);
process.exitCode = report.failed.length === 0 ? 0 : 1;
