import { availableParallelism } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bench, prepareBench, removeBench } from "./bench.ts";
import { commandOf, idOf } from "./crash-case.ts";
import { runCases } from "./harness.ts";
import { LAYER_NAMES, type LayerName, layerOf } from "./layers/layers.ts";

/** The same cases at each run, so that a red one is the change's; `npm run torture` has a new seed each time. */
const seed = Number(process.env.SUPERVISEUR_TORTURE_SEED ?? 1);

/** Of each layer; the journal's transitions are tried all. `npm run torture` tries any number. */
const CASES: Readonly<Record<Exclude<LayerName, "journal">, number>> = {
  second: 25,
  "syscall-kill": 30,
  "syscall-error": 30,
  child: 14,
  "disk-full": 16,
  "power-cut": 24,
  clock: 8,
  web: 10,
};
/** Some cases wait for seconds. */
const jobs = availableParallelism() + 1;

/** Whole runs are recorded first, all at once and with real processes; a busy machine takes more than a minute for them. */
const RECORDING_TIMEOUT_MS = 5 * 60_000;

let bench: Bench;
beforeAll(async () => {
  bench = await prepareBench();
}, RECORDING_TIMEOUT_MS);
afterAll(() => removeBench(bench));

describe(`crash harness (SUPERVISEUR_TORTURE_SEED=${seed})`, () => {
  it("tries at least 150 cases in addition to the journal's transitions", () => {
    expect(Object.values(CASES).reduce((sum, cases) => sum + cases, 0)).toBeGreaterThanOrEqual(150);
  });

  it.each(LAYER_NAMES)(
    "%s: the platform is on the old version or the new one, whole, and no acknowledged write is lost",
    {
      timeout: 900_000,
    },
    async (layer) => {
      const cases = layer === "journal" ? (layerOf(layer).all(bench) ?? 0) : CASES[layer];
      const report = await runCases({ seed, cases, layers: [layer], jobs, bench });
      const missing = report.left[layer];
      if (missing !== undefined)
        return console.error(`!!! NOT TRIED ON THIS MACHINE: layer ${layer}: ${missing}`);
      expect(
        report.failed.map((result) =>
          [`${idOf(result)} ${result.title}`, ...result.violations, commandOf(result)].join("\n"),
        ),
      ).toEqual([]);
      expect(report.layers[layer]?.cases).toBe(cases);
      // A harness whose faults are not injected proves nothing.
      expect(report.layers[layer]?.injected).toBeGreaterThan(cases / 3);
    },
  );
});
