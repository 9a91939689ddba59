/** Distributes cases to worker processes and collects their results. */
import { type ChildProcess, fork } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bench, compiledOnce, prepareBench, removeBench } from "./bench.ts";
import { type CaseName, type CaseResult, idOf } from "./crash-case.ts";
import { LAYER_NAMES, type LayerName, layerOf } from "./layers/layers.ts";
import { killAll } from "./processes.ts";

export interface HarnessOptions {
  readonly seed: number;
  /** How many; fewer than the transitions of the journal try only so many of them. */
  readonly cases: number;
  readonly layers?: readonly LayerName[];
  /** Instead of all: this one. */
  readonly only?: Pick<CaseName, "layer" | "index">;
  readonly jobs: number;
  /** One that is prepared already, and stays. */
  readonly bench?: Bench;
  /** Leaves every case's folder where it is. */
  readonly keep?: boolean;
  readonly onCase?: (result: CaseResult) => void;
}

export interface LayerFigures {
  readonly cases: number;
  /** In which the fault was injected; the others ended before that. */
  readonly injected: number;
  readonly failures: number;
  /** How the runs ended. */
  readonly ended: Readonly<Record<string, number>>;
  /** Summed over the workers. */
  readonly seconds: number;
}
export interface HarnessReport {
  readonly seed: number;
  readonly layers: Readonly<Partial<Record<LayerName, LayerFigures>>>;
  readonly failed: readonly CaseResult[];
  /** Layers that this machine cannot do, and why. */
  readonly left: Readonly<Partial<Record<LayerName, string>>>;
  /** Wall clock. */
  readonly seconds: number;
  /** Of the cases' folders, when they were kept. */
  readonly directory: string | null;
}

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url));
/** A case that takes longer has hung: the slowest (a full disk, several runners, support's unlock) take 70 s on a quiet machine. */
const CASE_DEADLINE_MS = 900_000;

/** The journal's transitions first; the remaining cases are divided by weight. */
export function plannedCases(
  bench: Bench,
  layers: readonly LayerName[],
  cases: number,
): Pick<CaseName, "layer" | "index">[] {
  const complete = layers.flatMap((layer) => {
    const all = layerOf(layer).all(bench) ?? 0;
    return Array.from({ length: all }, (_, index) => ({ layer, index }));
  });
  const names = complete.slice(0, cases);
  const total = layers.reduce((sum, layer) => sum + layerOf(layer).weight, 0);
  const left = cases - names.length;
  for (const layer of layers) {
    const first = layerOf(layer).all(bench) ?? 0;
    const share =
      total === 0 ? Math.round(left / layers.length) : Math.round((left * layerOf(layer).weight) / total);
    for (let index = 0; index < share; index++) names.push({ layer, index: first + index });
  }
  return names;
}

export async function runCases(options: HarnessOptions): Promise<HarnessReport> {
  const { seed, cases, layers = LAYER_NAMES, only, jobs, keep = false, onCase } = options;
  const start = performance.now();
  const left: Partial<Record<LayerName, string>> = {};
  const able: LayerName[] = [];
  for (const layer of only ? [only.layer] : layers) {
    const missing = await layerOf(layer).missing();
    if (missing === null) able.push(layer);
    else left[layer] = missing;
  }
  const bench = options.bench ?? (await prepareBench());
  try {
    const names = only ? (able.length > 0 ? [only] : []) : plannedCases(bench, able, cases);
    const results = await distribute(
      bench,
      names.map((name) => ({ ...name, seed })),
      { jobs, keep, ...(onCase ? { onCase } : {}) },
    );
    const figures = Map.groupBy(results, ({ layer }) => layer);
    const perLayer = [...figures].map(([layer, of]) => [
      layer,
      {
        cases: of.length,
        injected: of.filter(({ injected }) => injected).length,
        ended: counted(of.map(({ ended }) => ended)),
        failures: of.filter(({ violations }) => violations.length > 0).length,
        seconds: of.reduce((sum, { seconds }) => sum + seconds, 0),
      },
    ]);
    return {
      seed,
      layers: Object.fromEntries(perLayer),
      failed: results.filter(({ violations }) => violations.length > 0),
      left,
      seconds: (performance.now() - start) / 1000,
      directory: keep ? bench.directory : null,
    };
  } finally {
    if (!keep && !options.bench) await removeBench(bench);
  }
}

function counted(names: readonly string[]): Record<string, number> {
  const groups = [...Map.groupBy(names, (name) => name)].map(([name, of]) => [name, of.length] as const);
  return Object.fromEntries(groups.sort(([, a], [, b]) => b - a));
}

interface DistributeOptions {
  readonly jobs: number;
  readonly keep: boolean;
  readonly onCase?: (result: CaseResult) => void;
}

async function distribute(
  bench: Bench,
  names: readonly CaseName[],
  { jobs, keep, onCase }: DistributeOptions,
): Promise<CaseResult[]> {
  const waiting = [...names];
  const results: CaseResult[] = [];
  const work = async (): Promise<void> => {
    let worker: ChildProcess | null = null;
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      worker ??= startWorker(bench, keep);
      const result = await oneCase(worker, bench, name);
      if (result.title === LOST) worker = null;
      results.push(result);
      onCase?.(result);
    }
    worker?.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, names.length) }, work));
  return results;
}

const LOST = "the worker process";

function startWorker(bench: Bench, keep: boolean): ChildProcess {
  const env = { ...process.env, ...compiledOnce(bench.directory), UV_USE_IO_URING: "0" };
  return fork(WORKER, [bench.directory, ...(keep ? ["keep"] : [])], {
    env,
    execArgv: ["--disable-warning=ExperimentalWarning"],
  });
}

/** A worker that dies or hangs is a failed case, too. */
function oneCase(worker: ChildProcess, bench: Bench, name: CaseName): Promise<CaseResult> {
  return new Promise((resolve) => {
    const start = performance.now();
    const lost = (violation: string): void =>
      done({
        ...name,
        title: LOST,
        injected: false,
        ended: "?",
        violations: [`${idOf(name)} ${violation}`],
        seconds: (performance.now() - start) / 1000,
        directory: "",
      });
    const onMessage = (message: unknown): void => done(message as CaseResult);
    const onExit = (code: number | null, signal: string | null): void =>
      lost(`ended the worker: ${signal ?? code}`);
    const timer = setTimeout(() => {
      worker.kill("SIGKILL");
      void killAll(join(bench.directory, `${name.layer}-${name.index}-`)).then(() =>
        lost("did not end in time"),
      );
    }, CASE_DEADLINE_MS);
    const done = (result: CaseResult): void => {
      clearTimeout(timer);
      worker.off("message", onMessage).off("exit", onExit);
      resolve(result);
    };
    worker.once("message", onMessage).once("exit", onExit);
    worker.send(name);
  });
}
