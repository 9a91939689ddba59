/** Random archives through the real reader. Whatever they are: none is accepted unless it is the good one, and each is answered. */
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { readArchive } from "../../server/archive/read.ts";
import { inChunks } from "../../server/testing/tiny-archive.ts";
import { type GzipMutation, gzipMutation, mutateGzip } from "./fuzz-gzip.ts";
import { type JsonMutation, jsonMutation, mutateJson } from "./fuzz-json.ts";
import { mutateTar, type TarMutation, tarMutation } from "./fuzz-tar.ts";
import type { HostileWorld } from "./hostile-class.ts";
import type { TemporaryWorld } from "./hostile-world.ts";
import { fromChunks, type Outcome, tryArchive } from "./try-archive.ts";

type Mutation = JsonMutation | TarMutation | GzipMutation;

export interface FuzzOptions {
  readonly cases: number;
  /** The same seed gives the same changes; keys, and so signatures, are new each time. */
  readonly seed: number;
  onCase?(done: number): void;
}
export interface FuzzReport {
  readonly seed: number;
  readonly cases: number;
  /** How many cases of each layer got each answer. */
  readonly answers: Readonly<Record<Mutation["layer"], Readonly<Record<string, number>>>>;
  /** The smallest case that broke a rule, and how; null when none did. */
  readonly failure: string | null;
}

const CHUNKS = [17, 511, 4096, 1 << 20];
const caseArbitrary = fc.record({
  mutation: fc.oneof<fc.Arbitrary<Mutation>[]>(jsonMutation, tarMutation, gzipMutation),
  chunk: fc.constantFrom(...CHUNKS),
  staged: fc.boolean(),
});

function mutate(world: HostileWorld, mutation: Mutation): Buffer {
  if (mutation.layer === "json") return mutateJson(world, mutation);
  return mutation.layer === "tar" ? mutateTar(world, mutation) : mutateGzip(world, mutation);
}

/** All that a platform would take from an archive. */
const takenFrom = ({ verdict }: Pick<Outcome, "verdict">) => ({
  manifest: verdict?.manifest,
  summary: verdict?.summary,
  files: verdict?.files.map(({ path, length, sha256, mode }) => ({ path, length, sha256, mode })),
});

export async function fuzz(world: TemporaryWorld, { cases, seed, onCase }: FuzzOptions): Promise<FuzzReport> {
  const verdict = await readArchive(inChunks(world.good), {
    trust: world.trust,
    now: world.now,
    staging: null,
    judge() {},
  });
  const signed = takenFrom({ verdict });
  const answers: FuzzReport["answers"] = { json: {}, tar: {}, gzip: {} };
  let done = 0;
  const property = fc.asyncProperty(caseArbitrary, async ({ mutation, chunk, staged }) => {
    const bytes = mutate(world, mutation);
    const { trust, now, staging } = world;
    const outcome = await tryArchive({
      unpacked: fromChunks(bytes, chunk),
      trust,
      now,
      staging: staged ? staging : null,
    });
    const answer = outcome.answer ?? "no answer";
    const counts: Record<string, number> = answers[mutation.layer];
    counts[answer] = (counts[answer] ?? 0) + 1;
    done += 1;
    onCase?.(done);
    if (outcome.faults.length > 0) throw new Error(outcome.faults.join("\n"));
    if (answer === "accepted" && !isDeepStrictEqual(takenFrom(outcome), signed))
      throw new Error("accepted, and not what was signed");
    if (answer !== "accepted" && !answer.startsWith("ARCHIVE_"))
      throw new Error(`${answer} says nothing of an archive`);
  });
  const details = await fc.check(property, { numRuns: cases, seed });
  const failure = details.failed ? fc.defaultReportMessage(details) : null;
  return { seed: details.seed, cases: details.numRuns, answers, failure: failure ?? null };
}
