import { existsSync, readdirSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { CodedError, type ErrorCode } from "../../shared/errors.ts";
import type { RunId } from "../../shared/journal.ts";
import { TrustStore } from "../archive/trust-store.ts";
import type { Instruments } from "../pipeline/survey.ts";
import { inChunks, type TinyVendor, tinyVendor } from "../testing/tiny-archive.ts";
import { amplyEquipped, goodMigration, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import { createIntake, type Intake } from "./intake.ts";

const GIB = 1024 ** 3;
const admin = { id: "1", name: "Admin" };
const zoe = { id: "2", name: "Zoé" };

let tiny: TinyPlatform;
let vendor: TinyVendor;
let launched: RunId[];
let instruments: { -readonly [K in keyof Instruments]: Instruments[K] };
let intake: Intake;

const open = (): Intake =>
  createIntake({
    platform: tiny.platform,
    journal: tiny.journal,
    log: tiny.log,
    trust: new TrustStore({ root: vendor.rootFile, learned: tiny.platform.state.trustLearned }),
    instruments: { machine: () => instruments.machine(), fileSystem: (path) => instruments.fileSystem(path) },
    clock: Date.now,
    launch: async (runId) => void launched.push(runId),
  });

beforeEach(async () => {
  tiny = await tinyPlatform();
  vendor = await tinyVendor(tiny.directory);
  launched = [];
  instruments = { ...amplyEquipped };
  intake = open();
});
afterEach(() => tiny.close());

const never = new AbortController().signal;
async function refusal(work: Promise<unknown>): Promise<{ code: ErrorCode; facts: Record<string, unknown> }> {
  try {
    await work;
  } catch (error) {
    if (error instanceof CodedError) return { code: error.code, facts: { ...error.facts } };
    throw error;
  }
  throw new Error("accepted");
}
async function importing(bytes: Buffer, fileName = "tiny.maj.1.1.0.tgz"): Promise<RunId> {
  const runId = await intake.open(admin, { fileName, fileSize: bytes.length });
  await intake.receive(runId, inChunks(bytes), never);
  return runId;
}
/** Nothing stays of a refused archive but its line in the journal. */
function expectNothingLeft(): void {
  expect(existsSync(tiny.platform.root.stagings) ? readdirSync(tiny.platform.root.stagings) : []).toEqual([]);
  expect(tiny.journal.states({ limit: 1 })[0]).toMatchObject({ phase: "ended" });
}

describe("a good archive", () => {
  it("is staged, measured, planned and waits for consent", async () => {
    const runId = await importing(await vendor.pack("1.1.0", {}, goodMigration));
    expect(tiny.journal.state(runId)).toMatchObject({
      phase: "reviewing",
      archive: { version: "1.1.0", prefix: "tiny", kind: "release", threshold: 1 },
      plan: { from: "1.0.0", to: "1.1.0", migrations: [{ id: "001-notes" }] },
      steps: { receive: { status: "done" }, check: { status: "done" }, plan: { status: "done" }, consent: { status: "pending" } },
    });
  });

  it("starts once, with the consent recorded", async () => {
    const runId = await importing(await vendor.pack("1.1.0"));
    const starts = await Promise.allSettled([
      intake.start(admin, runId, { warningsAccepted: false }),
      intake.start(zoe, runId, { warningsAccepted: false }),
    ]);
    expect(starts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(launched).toEqual([runId]);
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "running", consent: { by: { name: expect.any(String) } } });
  });

  it("still waits after Superviseur was restarted", async () => {
    const runId = await importing(await vendor.pack("1.1.0"));
    intake = open();
    await intake.recover();
    expect(await intake.detail(runId)).toMatchObject({ notes: null, scope: null });
    await intake.start(admin, runId, { warningsAccepted: false });
    expect(launched).toEqual([runId]);
  });

  it("can be put aside, which leaves nothing", async () => {
    const runId = await importing(await vendor.pack("1.1.0"));
    expect(await intake.cancel(zoe, runId)).toMatchObject({ phase: "ended", outcome: "cancelled", locked: false });
    expectNothingLeft();
  });
});

describe("an archive that is not for this platform, now", () => {
  it.each<[string, ErrorCode, string, Record<string, unknown>]>([
    ["older", "ARCHIVE_OLDER", "0.9.0", {}],
    ["installed", "ARCHIVE_ALREADY_INSTALLED", "1.0.0", {}],
    ["in need of an intermediate version", "ARCHIVE_NEEDS_INTERMEDIATE", "1.3.0", { minFrom: "1.2.0" }],
    ["meant for another platform", "ARCHIVE_WRONG_PLATFORM", "1.1.0", { prefix: "other" }],
  ])("%s is refused as %s", async (_, code, version, overrides) => {
    const bytes = await vendor.pack(version, overrides);
    expect(await refusal(importing(bytes, `tiny.maj.${version}.tgz`))).toMatchObject({ code });
    expectNothingLeft();
    expect(tiny.journal.states({ limit: 1 })[0]).toMatchObject({ outcome: "refused", error: { code } });
  });

  it("whose name disagrees with its manifest is refused", async () => {
    expect(await refusal(importing(await vendor.pack("1.1.0"), "tiny.maj.1.2.0.tgz"))).toEqual({
      code: "ARCHIVE_NAME_MISMATCH",
      facts: { found: "tiny.maj.1.2.0.tgz", expected: "tiny.maj.1.1.0.tgz" },
    });
    expectNothingLeft();
  });

  it("whose update failed before is refused until it is unlocked, also when signed anew", async () => {
    const runId = await importing(await vendor.pack("1.1.0"));
    await intake.start(admin, runId, { warningsAccepted: false });
    tiny.journal.append(runId, { type: "run:rolling-back", cause: { code: "PROBE_FAILED", facts: {} } });
    tiny.journal.append(runId, { type: "run:ended", outcome: "rolled-back", error: { code: "PROBE_FAILED", facts: {} }, locked: true });
    const signedAnew = await vendor.pack("1.1.0", {}, {}, Date.now() + 60_000);
    expect(await refusal(importing(signedAnew))).toMatchObject({ code: "ARCHIVE_LOCKED", facts: { run: runId } });
  });
});

describe("before any byte is sent", () => {
  it.each<[string, ErrorCode, { fileName: string; fileSize: number }]>([
    ["another platform's prefix", "ARCHIVE_WRONG_PLATFORM", { fileName: "gts.maj.3.19.274.tgz", fileSize: 5 }],
    ["a name of another form", "ARCHIVE_NAME_INVALID", { fileName: "update.zip", fileSize: 5 }],
    ["an empty file", "ARCHIVE_EMPTY", { fileName: "tiny.maj.1.1.0.tgz", fileSize: 0 }],
    ["more than the limit", "ARCHIVE_TOO_LARGE", { fileName: "tiny.maj.1.1.0.tgz", fileSize: 33 * GIB }],
  ])("%s is refused", async (_, code, request) => {
    expect(await refusal(intake.open(admin, request))).toMatchObject({ code });
    expect(tiny.journal.states({ limit: 1 })).toEqual([]);
  });

  it("a disk that cannot hold the archive is named", async () => {
    instruments.fileSystem = async () => ({ mountPoint: "/srv", device: 1, free: 4, total: 1000, freeInodes: null });
    expect(await refusal(intake.open(admin, { fileName: "tiny.maj.1.1.0.tgz", fileSize: 5 }))).toEqual({
      code: "DISK_FULL",
      facts: { found: 4, expected: 5, subject: "/srv" },
    });
  });

  it("of two administrators at once, one is told of the other", async () => {
    const request = { fileName: "tiny.maj.1.1.0.tgz", fileSize: 5 };
    const opened = await Promise.allSettled([intake.open(admin, request), intake.open(zoe, request)]);
    const refused = opened.filter((result) => result.status === "rejected");
    expect(refused.map(({ reason }) => [reason.code, reason.facts])).toEqual([["IMPORT_BUSY", { by: "Admin" }]]);
  });
});

describe("an upload that does not end", () => {
  async function* cut(bytes: Buffer): AsyncGenerator<Uint8Array> {
    yield bytes.subarray(0, 600);
    throw new Error("socket hang up");
  }
  it("cut in the middle leaves nothing and can be begun again", async () => {
    const bytes = await vendor.pack("1.1.0");
    const runId = await intake.open(admin, { fileName: "tiny.maj.1.1.0.tgz", fileSize: bytes.length });
    expect(await refusal(intake.receive(runId, cut(bytes), never))).toMatchObject({ code: "UPLOAD_INTERRUPTED" });
    expectNothingLeft();
    await importing(bytes);
  });

  it("cancelled by another administrator says by whom", async () => {
    const bytes = await vendor.pack("1.1.0");
    const runId = await intake.open(admin, { fileName: "tiny.maj.1.1.0.tgz", fileSize: bytes.length });
    async function* waiting(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 600);
      await intake.cancel(zoe, runId);
      await new Promise(() => {});
    }
    expect(await refusal(intake.receive(runId, waiting(), never))).toEqual({ code: "RUN_CANCELLED", facts: { by: "Zoé" } });
    expectNothingLeft();
  });

  it("open when Superviseur stopped is closed when it starts again", async () => {
    const runId = await intake.open(admin, { fileName: "tiny.maj.1.1.0.tgz", fileSize: 5 });
    intake = open();
    await intake.recover();
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "ended", outcome: "cancelled", error: { code: "UPLOAD_INTERRUPTED" } });
  });
});

describe("prerequisites", () => {
  it("that block do so until they are measured well, without another upload", async () => {
    const runId = await importing(await vendor.pack("1.1.0"));
    instruments.machine = () => ({ cores: 2, memory: 32 * GIB });
    expect(await refusal(intake.start(admin, runId, { warningsAccepted: true }))).toMatchObject({ code: "PREREQUISITE_BLOCKING" });
    expect(await intake.measure(runId)).toMatchObject({
      phase: "reviewing",
      checks: expect.arrayContaining([expect.objectContaining({ id: "cpu", outcome: "blocking", measured: 2 })]),
    });
    instruments.machine = () => ({ cores: 8, memory: 32 * GIB });
    await intake.start(admin, runId, { warningsAccepted: false });
    expect(launched).toEqual([runId]);
  });

  it("that warn must be accepted, and the acceptance is recorded; below 16 GB the log says so", async () => {
    instruments.machine = () => ({ cores: 8, memory: 12 * GIB });
    const runId = await importing(await vendor.pack("1.1.0"));
    expect(
      tiny.log
        .range(runId, 1, 100)
        .filter(({ level }) => level === "warning")
        .map(({ text }) => text),
    ).toEqual([`mémoire : ${12 * GIB} octets, préconisé ${16 * GIB}`]);
    expect(await refusal(intake.start(admin, runId, { warningsAccepted: false }))).toMatchObject({ code: "WARNINGS_NOT_ACCEPTED" });
    expect(await intake.start(admin, runId, { warningsAccepted: true })).toMatchObject({ consent: { warningsAccepted: ["memory"] } });
  });

  it("a disk too small for the update blocks", async () => {
    instruments.fileSystem = async () => ({ mountPoint: "/", device: 1, free: 12_000, total: 24_000, freeInodes: null });
    const runId = await importing(await vendor.pack("1.1.0"));
    expect(tiny.journal.state(runId)?.checks).toContainEqual(
      expect.objectContaining({ id: "space", outcome: "blocking", measured: 12_000 }),
    );
  });
});
