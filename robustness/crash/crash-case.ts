/** One case: a pure function of seed, layer and number. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Bench } from "./bench.ts";
import type { CaseOutcome } from "./layer.ts";
import { type LayerName, layerOf } from "./layers/layers.ts";
import { randomOf } from "./random.ts";

export interface CaseName {
  readonly seed: number;
  readonly layer: LayerName;
  readonly index: number;
}
export interface CaseResult extends CaseName, CaseOutcome {
  readonly seconds: number;
  /** The case's folder, when it was kept. */
  readonly directory: string;
}

export const idOf = ({ layer, index }: Pick<CaseName, "layer" | "index">): string => `${layer}/${index}`;
export const commandOf = ({ seed, layer, index }: CaseName): string =>
  `npm run torture -- --seed ${seed} --only ${idOf({ layer, index })}`;

/** A new one each time: two harnesses may try the same case at once. */
export const caseFolder = (bench: Bench, { layer, index }: CaseName): string =>
  join(bench.directory, `${layer}-${index}-${randomUUID().slice(0, 8)}`);

export async function runCase(
  bench: Bench,
  name: CaseName,
  directory: string,
  keep: boolean,
): Promise<CaseResult> {
  const { seed, layer, index } = name;
  const start = performance.now();
  const outcome: CaseOutcome = await layerOf(layer)
    .run({ bench, index, random: randomOf(`${seed}:${layer}:${index}`), directory, keep })
    .catch((error: unknown) => ({
      title: "the harness itself",
      injected: false,
      ended: "?",
      violations: [`broke: ${error instanceof Error ? error.stack : String(error)}`],
    }));
  return { ...name, ...outcome, seconds: (performance.now() - start) / 1000, directory };
}
