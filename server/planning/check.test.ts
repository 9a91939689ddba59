import { describe, expect, it } from "vitest";
import { DEFAULT_REQUIREMENTS } from "../../shared/manifest.ts";
import { blockingChecks, checkRequirements, type World, warningChecks } from "./check.ts";

const GIB = 1024 ** 3;
const world = (
  changes: { version?: string; cores?: number; memory?: number; free?: number } = {},
): World => ({
  version: changes.version ?? "4.6.2",
  machine: { cores: changes.cores ?? 8, memory: changes.memory ?? 16 * GIB },
  fileSystems: [
    { mountPoint: "/", device: 1, free: changes.free ?? 400 * GIB, total: 1000 * GIB, freeInodes: null },
  ],
});
const outcomes = (changes: Parameters<typeof world>[0]) =>
  Object.fromEntries(
    checkRequirements(DEFAULT_REQUIREMENTS, world(changes), []).map(({ id, outcome }) => [id, outcome]),
  );

describe("the default requirements of the source document", () => {
  it.each([
    ["what it recommends", {}, { platform: "ok", cpu: "ok", memory: "ok", disk: "ok", space: "ok" }],
    ["a platform before 4.0.0", { version: "3.19.274" }, { platform: "blocking" }],
    ["3 cores", { cores: 3 }, { cpu: "blocking" }],
    ["4 cores", { cores: 4 }, { cpu: "warning" }],
    ["7 cores", { cores: 7 }, { cpu: "warning" }],
    ["a quota of 3.5 cores", { cores: 3.5 }, { cpu: "blocking" }],
    ["7 GB", { memory: 7 * GIB }, { memory: "blocking" }],
    ["8 GB", { memory: 8 * GIB }, { memory: "warning" }],
    ["15 GB", { memory: 15 * GIB }, { memory: "warning" }],
    ["a machine sold with 16 GB, of which the kernel keeps some", { memory: 15.6 * GIB }, { memory: "ok" }],
    ["29.9 % of the disk free", { free: 299 * GIB }, { disk: "blocking" }],
    ["30 % of the disk free", { free: 300 * GIB }, { disk: "ok" }],
  ])("%s", (_, changes, expected) => {
    expect(outcomes(changes)).toMatchObject(expected);
  });

  it("blocks when the update itself needs more than is free, on the file system concerned only", () => {
    const disk = [{ purpose: "backup", fileSystem: "/", bytes: 500 * GIB }] as const;
    const checks = checkRequirements(DEFAULT_REQUIREMENTS, world(), [...disk]);
    expect(
      blockingChecks(checks).map(({ id, subject, measured, required }) => ({
        id,
        subject,
        measured,
        required,
      })),
    ).toEqual([{ id: "space", subject: "/", measured: 400 * GIB, required: 500 * GIB }]);
    expect(warningChecks(checks)).toEqual([]);
  });
});
