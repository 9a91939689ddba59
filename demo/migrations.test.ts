import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHarness, type DemoHarness } from "./demo-harness.ts";

let demo: DemoHarness;
beforeEach(async () => {
  demo = await createHarness();
});
afterEach(() => demo.remove());

const count = (sql: string): number => Number(demo.query(`SELECT COUNT(*) AS n FROM ${sql}`)[0]?.n);

test("the demo hospital has some thousand appointments and the same rows every time", async () => {
  const other = await createHarness();
  try {
    expect(count("appointments")).toBeGreaterThan(2_800);
    expect(count("patients")).toBe(400);
    expect(count("ccam")).toBeGreaterThan(250);
    for (const table of ["appointments", "patients", "users", "letters"]) {
      expect(other.query(`SELECT * FROM ${table}`)).toEqual(demo.query(`SELECT * FROM ${table}`));
    }
  } finally {
    await other.remove();
  }
});

describe("4.7.0", () => {
  test("gives statuses and lengths that follow from the dates, rewrites telephones, and moves sites to tables", async () => {
    const before = demo.query(
      "SELECT id, starts_at, ends_at, arrived_at, cancelled_at FROM appointments ORDER BY id",
    );
    const said = await demo.migrate("4.7.0");
    expect(said.at(-2)).toMatch(/^\d+ numéros convertis, 0 non reconnus$/);

    const after = demo.query("SELECT id, status, duration_minutes FROM appointments ORDER BY id");
    expect(after).toEqual(
      before.map((row) => ({
        id: row.id,
        status: row.cancelled_at !== null ? "cancelled" : row.arrived_at !== null ? "arrived" : "planned",
        duration_minutes: (Date.parse(`${row.ends_at}Z`) - Date.parse(`${row.starts_at}Z`)) / 60_000,
      })),
    );
    expect(new Set(after.map((row) => row.status)).size).toBe(3);
    expect(count("patients WHERE phone <> '' AND phone NOT GLOB '+33[1-9]*'")).toBe(0);
    expect(count("patients WHERE phone <> ''")).toBeGreaterThan(300);
    expect(count("service_sites")).toBe(count("services"));
    expect(demo.query("SELECT name FROM sites ORDER BY name").map((row) => row.name)).toEqual([
      "Pavillon A",
      "Pavillon B",
      "Pavillon C",
      "Pavillon D",
    ]);
  });

  test("finds nothing left to do a second time", async () => {
    await demo.migrate("4.7.0");
    expect(await demo.migrate("4.7.1")).toEqual([]);
  });
});

describe("4.8.0", () => {
  test("fails in its second migration, with rows of the patients changed, also in a rehearsal", async () => {
    await demo.migrate("4.7.0");
    await expect(demo.migrate("4.8.0", { rehearsal: true })).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      facts: { migration: "4.8.0-02-patient-logins" },
    });
    expect(count("appointments WHERE room = ''")).toBe(0);
    expect(count("patients WHERE login IS NOT NULL")).toBeGreaterThan(300);
  });

  test("fails in the same place straight from 4.6", async () => {
    await expect(demo.migrate("4.8.0")).rejects.toMatchObject({
      facts: { migration: "4.8.0-02-patient-logins" },
    });
  });
});

describe("4.8.1", () => {
  test("succeeds in a rehearsal", async () => {
    await demo.migrate("4.8.1", { rehearsal: true });
    expect(count("patients WHERE login IS NULL")).toBe(0);
  });

  test("fails half-way on the real database, with rows changed", async () => {
    await expect(demo.migrate("4.8.1")).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      facts: { migration: "4.8.1-02-patient-logins" },
    });
    expect(count("patients WHERE login IS NOT NULL")).toBe(200);
  });
});

describe("ccam-2026.2", () => {
  test("adds, changes and retires codes, and touches no other table", async () => {
    const others = ["appointments", "patients", "services", "practitioners"];
    const before = others.map((table) => demo.query(`SELECT * FROM ${table}`));
    const codes = count("ccam");
    await demo.migrate("ccam-2026.2");
    expect(count("ccam")).toBe(codes + 12);
    expect(count("ccam WHERE retired_on IS NOT NULL")).toBe(8);
    expect(count("ccam WHERE label LIKE 'Remnographie %'")).toBe(0);
    expect(demo.query("SELECT price_cents FROM ccam WHERE code = 'NFQH001'")[0]?.price_cents).toBe(
      Math.round(9150 * 1.03),
    );
    expect(others.map((table) => demo.query(`SELECT * FROM ${table}`))).toEqual(before);
  });
});
