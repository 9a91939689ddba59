import { expect, it } from "vitest";
import { expired } from "./clean.ts";

const unprotected = (): boolean => false;

it("keeps the newest by the journal, also when the clock was set back ten years in between", () => {
  const runs = ["20161121-031200-cccccc", "20261121-031200-bbbbbb", "20261120-031200-aaaaaa"];
  expect(expired(runs.toSorted(), runs, 1, unprotected)).toEqual([
    "20261121-031200-bbbbbb",
    "20261120-031200-aaaaaa",
  ]);
  expect(expired(runs, runs, 3, unprotected)).toEqual([]);
});

it("treats a name that no run has as the oldest, and never removes a protected one", () => {
  expect(expired(["unknown", "b", "a"], ["b", "a"], 2, unprotected)).toEqual(["unknown"]);
  expect(expired(["b", "a"], ["b", "a"], 0, (name) => name === "b")).toEqual(["a"]);
});
