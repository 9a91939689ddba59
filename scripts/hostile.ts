/**
 * `npm run test:hostile -- [--cases N] [--seed S] [--json] [--corpus DIR]`: the table of hostile and unusual
 * archives with the answer to each, random archives, and public corpora. Exits 1 when an answer is not the
 * expected one.
 */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { HOSTILE_CLASSES } from "../robustness/archives/classes.ts";
import { type CorpusVerdict, corpusVerdicts } from "../robustness/archives/corpus.ts";
import { fuzz } from "../robustness/archives/fuzz.ts";
import { hostileWorld } from "../robustness/archives/hostile-world.ts";
import { type ClassResult, tryClass } from "../robustness/archives/try-class.ts";
import { duration, heading } from "./say.ts";

const { values } = parseArgs({
  options: {
    cases: { type: "string", default: "5000" },
    seed: { type: "string", default: String(Math.floor(Math.random() * 2 ** 31)) },
    json: { type: "boolean", default: false },
    corpus: { type: "string" },
  },
});
const whole = (name: string, text: string): number => {
  if (!/^\d{1,10}$/.test(text)) throw new Error(`--${name} requires a whole number, not ${text}`);
  return Number(text);
};
if (values.corpus !== undefined && !existsSync(values.corpus))
  throw new Error(`--corpus: ${values.corpus} does not exist`);
const [cases, seed] = [whole("cases", values.cases), whole("seed", values.seed)];
const say = (text: string): void => {
  if (!values.json) console.log(text);
};
const title = (text: string): void => {
  if (!values.json) heading(text);
};

interface Corpus {
  readonly folder: string;
  /** The Debian package; null for a folder given on the command line. */
  readonly from: string | null;
  readonly only?: RegExp;
}
const ARCHIVES = /\.(?:tar|tgz|zip|gz|bz2|xz|zst|bin)(?:\.\w+)?$/;
/** The corpora that a Debian machine may have. */
const PUBLIC: readonly Corpus[] = [
  { folder: "/usr/share/go-1.19/src/archive/tar/testdata", from: "golang-1.19-src" },
  { folder: "/usr/share/go-1.19/src/archive/zip/testdata", from: "golang-1.19-src" },
  { folder: "/usr/share/go-1.19/src/compress", from: "golang-1.19-src", only: /\/testdata\// },
  { folder: "/usr/lib/python3.11/test", from: "libpython3.11-testsuite", only: ARCHIVES },
];

const isAccepted = ({ answer, packed, asPayload }: CorpusVerdict): boolean =>
  [answer, packed, asPayload].includes("accepted");

/** A rejection that is not handled would crash the server. */
const crashes: string[] = [];
process.on("unhandledRejection", (reason) => void crashes.push(`unhandled: ${reason}`));
process.on("uncaughtException", (error) => void crashes.push(`uncaught: ${error}`));

const world = await hostileWorld();
const start = performance.now();
try {
  const classes = await table();
  const random = await randomArchives();
  const corpora = await publicAndGiven();
  const bad =
    classes.filter(({ passed }) => !passed).length +
    (random.failure === null ? 0 : 1) +
    corpora.faults +
    crashes.length;
  if (values.json)
    console.log(JSON.stringify({ classes, fuzz: random, corpora: corpora.verdicts, crashes }, null, 1));
  for (const crash of crashes) console.error(crash);
  title(`Done in ${duration(performance.now() - start)}`);
  say(bad === 0 ? "All as it must be." : `${bad} not as it must be.`);
  process.exitCode = bad === 0 ? 0 : 1;
} finally {
  await world.remove();
}

async function table(): Promise<ClassResult[]> {
  title(
    `${HOSTILE_CLASSES.length} classes, each whole, in 511-byte chunks, and as a file in a thread of its own`,
  );
  const results: ClassResult[] = [];
  for (const one of HOSTILE_CLASSES) {
    const result = await tryClass(one, world);
    results.push(result);
    say(
      `${result.passed ? "ok    " : "WRONG "} ${result.name.padEnd(36)} ${result.expected.padEnd(28)} → ${result.got}`,
    );
    for (const fault of result.faults) say(`       ${fault}`);
  }
  say(`${results.filter(({ passed }) => passed).length} of ${results.length} got their answer`);
  return results;
}

async function randomArchives() {
  title(`${cases} random archives, --seed ${seed}`);
  const report = await fuzz(world, {
    cases,
    seed,
    onCase: (done) => (done % 5000 === 0 ? say(`${done} …`) : undefined),
  });
  for (const [layer, counts] of Object.entries(report.answers))
    say(
      `${layer.padEnd(5)} ${Object.entries(counts)
        .sort(([, a], [, b]) => b - a)
        .map(([answer, count]) => `${answer} ${count}`)
        .join(" · ")}`,
    );
  say(report.failure ?? "0 altered accepted, 0 crash, 0 hang, 0 descriptor leaked, 0 file left");
  return report;
}

async function publicAndGiven() {
  const verdicts: Record<string, CorpusVerdict[]> = {};
  let faults = 0;
  const wanted: readonly Corpus[] =
    values.corpus === undefined ? PUBLIC : [{ folder: values.corpus, from: null }];
  for (const { folder, from, only } of wanted) {
    if (from !== null && !existsSync(folder)) {
      say(`\nAbsent: ${folder} (apt-get install ${from})`);
      continue;
    }
    title(folder);
    const seen: CorpusVerdict[] = [];
    for await (const verdict of corpusVerdicts(folder, world, only)) {
      seen.push(verdict);
      faults += verdict.faults.length;
      say(
        `${verdict.file.padEnd(44)} ${verdict.answer.padEnd(24)} packed: ${verdict.packed ?? "—"} · as payload: ${verdict.asPayload ?? "—"}`,
      );
      for (const fault of verdict.faults) say(`  FAULT ${fault}`);
    }
    verdicts[folder] = seen;
    say(`${seen.length} files, ${seen.filter(isAccepted).length} accepted`);
  }
  return { verdicts, faults };
}
