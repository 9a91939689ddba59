import { describe, expect, it } from "vitest";
import { masksDespitePromise, planSchema } from "../../shared/plan.ts";
import { manifestOf } from "../testing/tiny-platform.ts";
import { budgetOf } from "./budget.ts";
import { makePlan, makeRevertPlan, type PlanInput } from "./plan.ts";

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

  it("records what the vendor promises, and that this version interrupts the platform all the same", () => {
    const promising = makePlan(input({ manifest: manifestOf("1.1.0", { interruption: "none" }, files) }));
    expect([promising.interruption, promising.masks, masksDespitePromise(promising)]).toEqual([
      "none",
      true,
      true,
    ]);
    expect(masksDespitePromise(makePlan(input()))).toBe(false);
    expect(masksDespitePromise({ ...promising, masks: false })).toBe(false);
    const { interruption, ...fromBefore } = promising;
    expect(interruption).toBe("none");
    expect(masksDespitePromise(planSchema.parse(fromBefore))).toBe(false);
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

  it("needs on each disk what the budget announced before the upload, less what has arrived since", () => {
    const fileSystem = { device: 1, mountPoint: "/", free: 0, total: 0, freeInodes: 1 };
    const sizes = { database: 400 * MIB, data: 100 * MIB, payload: 50 * MIB, archive: 10 * MIB };
    const { fileSystems } = budgetOf(sizes, { root: fileSystem, state: { ...fileSystem, device: 2 } });
    const lines = fileSystems.flatMap((place) => place.lines);
    expect(lines.filter(({ purpose }) => purpose !== "archive" && purpose !== "margin")).toEqual(
      makePlan(input()).disk.map(({ purpose, bytes }) => ({ purpose, bytes })),
    );
    expect(fileSystems.map(({ lines: on }) => on.map(({ purpose }) => purpose))).toEqual([
      ["archive", "staging", "margin"],
      ["backup", "rehearsal", "restore-point", "margin"],
    ]);
  });

  it("needs space for the rehearsal only when there is one", () => {
    const patch = makePlan(input({ manifest: manifestOf("1.0.1") }));
    expect(patch.disk.find(({ purpose }) => purpose === "rehearsal")?.bytes).toBe(0);
  });

  it("of a revert counts what is restored, and starts without a change baseline", () => {
    const plan = makeRevertPlan({
      from: "1.1.0",
      to: "1.0.0",
      sizes: { database: 400 * MIB, data: 100 * MIB, restored: { database: 80 * MIB, data: 40 * MIB } },
      places: { state: "/var", database: "/db", data: "/files" },
      durations: { start: 90, stop: 7 },
    });
    expect(plan.disk).toEqual([
      { purpose: "backup", fileSystem: "/var", bytes: 500 * MIB },
      { purpose: "restore-point", fileSystem: "/var", bytes: 500 * MIB },
      { purpose: "restore", fileSystem: "/db", bytes: 80 * MIB },
      { purpose: "restore", fileSystem: "/files", bytes: 40 * MIB },
    ]);
    expect(["start", "stop", "restore"].map((name) => step(plan, name)?.estimate)).toEqual([5, 7, 4]);
    expect(plan.steps.every(({ applies }) => applies)).toBe(true);
    expect(plan).not.toHaveProperty("interruption");
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
