import { describe, expect, it } from "vitest";
import { manifestOf } from "../testing/tiny-platform.ts";
import { makePlan, type PlanInput } from "./plan.ts";

const files = { "migrations/001-a.sql": "", "migrations/002-b.sql": "" };
const MIB = 1024 ** 2;
const input = (changes: Partial<PlanInput> = {}): PlanInput => ({
  manifest: manifestOf("1.1.0", {}, files),
  from: "1.0.0",
  applied: new Set(),
  sizes: { database: 400 * MIB, data: 100 * MIB, payload: 50 * MIB },
  places: { root: "/srv", state: "/var" },
  durations: {},
  ...changes,
});
const step = (plan: ReturnType<typeof makePlan>, name: string) => plan.steps.find((row) => row.name === name);

describe("the plan", () => {
  it("lists only the migrations that the database does not have yet, in order", () => {
    expect(makePlan(input({ applied: new Set(["001-a"]) })).migrations.map(({ id }) => id)).toEqual([
      "002-b",
    ]);
    expect(makePlan(input()).migrations.map(({ id }) => id)).toEqual(["001-a", "002-b"]);
  });

  it("says which steps have nothing to do", () => {
    const patch = makePlan(input({ manifest: manifestOf("1.0.1") }));
    expect(patch.steps.filter(({ applies }) => !applies).map(({ name }) => name)).toEqual([
      "rehearse",
      "migrate",
    ]);
  });

  it("places nothing and switches nothing for a data archive", () => {
    const manifest = manifestOf(
      "ccam-2026.2",
      { kind: "data", services: [], scope: { tables: ["ccam"] } },
      files,
    );
    expect(
      makePlan(input({ manifest }))
        .steps.filter(({ applies }) => !applies)
        .map(({ name }) => name),
    ).toEqual(["place", "switch"]);
  });

  it("counts disk by purpose on the file system concerned", () => {
    const bytes = Object.fromEntries(
      makePlan(input()).disk.map((row) => [row.purpose, [row.fileSystem, row.bytes / MIB]]),
    );
    expect(bytes).toEqual({
      staging: ["/srv", 50],
      backup: ["/var", 500],
      rehearsal: ["/var", 900],
      "restore-point": ["/var", 500],
    });
  });

  it("prefers what this server measured itself to what was assumed, and adds up only what is masked", () => {
    const durations = {
      backup: 100,
      mask: 1,
      stop: 2,
      snapshot: 3,
      migrate: 4,
      switch: 1,
      start: 5,
      probe: 2,
      commit: 1,
    };
    const plan = makePlan(input({ durations }));
    expect(step(plan, "backup")?.estimate).toBe(100);
    expect(plan).toMatchObject({ masks: true, maskedSeconds: 19, pointOfNoReturn: "commit" });
  });
});
