import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { median, p95 } from "./compare.ts";
import { measure, table } from "./measure.ts";
import { applicationTree, bytesOf, largeTree } from "./tree.ts";

const MIB = 1024 * 1024;

describe("the generated trees", () => {
  const files = applicationTree(1024);
  const small = files.filter(({ path }) => path.startsWith("app/"));

  test("have the requested size, and are the same each time", () => {
    for (const make of [applicationTree, largeTree])
      expect(
        make(256).reduce((sum, { size }) => sum + size, 0),
        make.name,
      ).toBe(256 * MIB);
    expect(applicationTree(1024)).toEqual(files);
  });

  test("have 20,000 small files of some kilobytes, and some large ones of both kinds", () => {
    expect(small).toHaveLength(20_000);
    expect(median(small.map(({ size }) => size)) / 4096).toBeCloseTo(1, 1);
    const large = files.filter(({ path }) => path.startsWith("vendor/"));
    expect(new Set(large.map(({ kind }) => kind))).toEqual(new Set(["text", "noise"]));
  });

  test("pack as a real application's files do", () => {
    const text = Buffer.concat([...bytesOf({ path: "a", size: MIB, kind: "text" })]);
    expect(text.length / deflateRawSync(text, { level: 9 }).length).toBeGreaterThan(3.5);
    expect(text.equals(Buffer.concat([...bytesOf({ path: "a", size: MIB, kind: "text" })]))).toBe(true);
    const noise = Buffer.concat([...bytesOf({ path: "a", size: MIB, kind: "noise" })]);
    expect(noise.length / deflateRawSync(noise).length).toBeCloseTo(1, 2);
  });
});

test("a measure holds up to its goal; one without a goal says nothing", () => {
  expect(measure("a", 0.5, "ratio", 0.5).holds).toBe(true);
  expect(measure("a", 0.501, "ratio", 0.5).holds).toBe(false);
  expect(measure("a", 3, "s").holds).toBeNull();
  expect(table([measure("a", 0.7, "ratio", 0.5)])).toMatch(/a\s+0\.7 ratio\s+≤ 0\.5\s+MISSED/);
});

test("medians and the ninety-fifth percentile are taken from sorted values", () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1])).toBe(5);
  expect(p95(Array.from({ length: 100 }, (_, i) => 100 - i))).toBe(95);
});
