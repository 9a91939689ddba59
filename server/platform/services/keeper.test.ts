import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { KEEPER_PAUSE_MAX_MS, KEEPER_WATCH_MS } from "../../limits.ts";
import { Keeper } from "./keeper.ts";

let down: boolean;
let starts: number[];
let errors: unknown[];
let start: () => Promise<void>;
let keeper: Keeper;
beforeEach(() => {
  vi.useFakeTimers();
  [down, starts, errors] = [false, [], []];
  start = async () => {
    down = false;
  };
  keeper = new Keeper({
    isDown: async () => down,
    start: async () => {
      starts.push(Date.now());
      await start();
    },
    onError: (error) => errors.push(error),
  });
});
afterEach(() => vi.useRealTimers());

it("starts what does not run, at once and again whenever it dies, and nothing that runs", async () => {
  down = true;
  await keeper.watch();
  expect(starts).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(10 * KEEPER_WATCH_MS);
  expect(starts).toHaveLength(1);
  down = true;
  await vi.advanceTimersByTimeAsync(KEEPER_WATCH_MS);
  expect(starts).toHaveLength(2);
  await keeper.pause();
});

it("tries what cannot start less and less often, and often again once it worked", async () => {
  start = async () => Promise.reject(new Error("no port"));
  down = true;
  await keeper.watch();
  await vi.advanceTimersByTimeAsync(10 * KEEPER_PAUSE_MAX_MS);
  const pauses = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
  expect(pauses.slice(0, 4)).toEqual([2, 4, 8, 16].map((times) => times * KEEPER_WATCH_MS));
  expect(pauses.at(-1)).toBe(KEEPER_PAUSE_MAX_MS);
  expect(errors).toHaveLength(starts.length);
  start = async () => {
    down = false;
  };
  await vi.advanceTimersByTimeAsync(KEEPER_PAUSE_MAX_MS);
  down = true;
  const before = starts.length;
  await vi.advanceTimersByTimeAsync(KEEPER_WATCH_MS);
  expect(starts).toHaveLength(before + 1);
  await keeper.pause();
});

it("that is paused has ended the start under way and begins no other", async () => {
  let end = (): void => {};
  start = () =>
    new Promise((resolve) => {
      end = resolve;
    });
  down = true;
  void keeper.watch();
  await vi.advanceTimersByTimeAsync(0);
  let paused = false;
  const pausing = keeper.pause().then(() => {
    paused = true;
  });
  await vi.advanceTimersByTimeAsync(KEEPER_WATCH_MS);
  expect([paused, starts.length]).toEqual([false, 1]);
  end();
  await pausing;
  await vi.advanceTimersByTimeAsync(10 * KEEPER_WATCH_MS);
  expect(starts).toHaveLength(1);
});
