import { expect, it } from "vitest";
import { expired } from "./clean.ts";

const nobody = (): boolean => false;

it("keeps the newest by the journal, also when the clock was set back ten years in between", () => {
  const runs = ["20161121-031200-cccccc", "20261121-031200-bbbbbb", "20261120-031200-aaaaaa"];
  expect(expired(runs.toSorted(), runs, 1, nobody)).toEqual([
    "20261121-031200-bbbbbb",
    "20261120-031200-aaaaaa",
  ]);
  expect(expired(runs, runs, 3, nobody)).toEqual([]);
});

it("takes what no run knows for the oldest, and never removes what is protected", () => {
  expect(expired(["unknown", "b", "a"], ["b", "a"], 2, nobody)).toEqual(["unknown"]);
  expect(expired(["b", "a"], ["b", "a"], 0, (name) => name === "b")).toEqual(["a"]);
});
