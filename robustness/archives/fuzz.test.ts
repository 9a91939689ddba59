import { afterAll, beforeAll, expect, it } from "vitest";
import { fuzz } from "./fuzz.ts";
import { hostileWorld, type TemporaryWorld } from "./hostile-world.ts";

const CASES = 5_000;
/** New at each run; printed in the test's name, and given again to repeat it. */
const seed = Number(process.env.SUPERVISEUR_FUZZ_SEED ?? Math.floor(Math.random() * 2 ** 31));

let world: TemporaryWorld;
beforeAll(async () => {
  world = await hostileWorld();
});
afterAll(() => world.remove());

it(`${CASES} random archives are each answered, and none is taken for what it is not (SUPERVISEUR_FUZZ_SEED=${seed})`, {
  timeout: 300_000,
}, async () => {
  const { failure, cases, answers } = await fuzz(world, { cases: CASES, seed });
  expect(failure).toBeNull();
  expect(cases).toBe(CASES);
  // A fuzzer whose archives all fail at the first byte proves nothing.
  for (const counts of Object.values(answers)) expect(Object.keys(counts).length).toBeGreaterThan(4);
});
