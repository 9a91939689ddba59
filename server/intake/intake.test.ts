import { hash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { PartAnswer } from "../../shared/api.ts";
import { CodedError, type ErrorCode } from "../../shared/errors.ts";
import { type RunEvent, type RunId, runIdSchema } from "../../shared/journal.ts";
import { TrustStore } from "../archive/trust-store.ts";
import type { Instruments } from "../pipeline/survey.ts";
import { inChunks, type TinyVendor, tinyVendor } from "../testing/tiny-archive.ts";
import { amplyEquipped, goodMigration, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import { createIntake, type Intake, type IntakeOptions } from "./intake.ts";

const GIB = 1024 ** 3;
const admin = { id: "1", name: "Admin" };
const zoe = { id: "2", name: "Zoé" };

const unlocked: RunEvent = { type: "run:unlocked", by: admin, action: "retry", sha256: "0", keyIds: ["k"], reference: "" };

let tiny: TinyPlatform;
let vendor: TinyVendor;
let launched: RunId[];
let instruments: { -readonly [K in keyof Instruments]: Instruments[K] };
let intake: Intake;

const open = (overrides: Partial<IntakeOptions> = {}): Intake =>
  createIntake({
    platform: tiny.platform,
    journal: tiny.journal,
    log: tiny.log,
    trust: new TrustStore({ root: vendor.rootFile, learned: tiny.platform.state.trustLearned }),
    instruments: { machine: () => instruments.machine(), fileSystem: (path) => instruments.fileSystem(path) },
    clock: Date.now,
    launch: async (runId) => void launched.push(runId),
    ...overrides,
  });

beforeEach(async () => {
  tiny = await tinyPlatform();
  vendor = await tinyVendor(tiny.directory);
  launched = [];
  instruments = { ...amplyEquipped };
  intake = open();
});
afterEach(async () => {
  await intake.close();
  await tiny.close();
});

/** Kills the reader processes of this process; answers how many. */
function killReaders(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, "latin1").trim().split(" ");
  const readers = children.filter((pid) => readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("reader-process"));
  for (const pid of readers) process.kill(Number(pid), "SIGKILL");
  return readers.length;
}

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
const partOf = (bytes: Buffer, offset: number, length: number) => {
  const piece = bytes.subarray(offset, offset + length);
  return { piece, part: { offset, bytes: piece.length, sha256: hash("sha256", piece) } };
};
/** Sends `length` bytes from `offset` on. */
function send(runId: RunId, bytes: Buffer, offset = 0, length = bytes.length): Promise<PartAnswer> {
  const { piece, part } = partOf(bytes, offset, length);
  return intake.receivePart(runId, part, inChunks(piece), never);
}
async function importing(bytes: Buffer, fileName = "tiny.maj.1.1.0.tgz"): Promise<RunId> {
  const runId = await intake.open(admin, { fileName, fileSize: bytes.length });
  const received = intake.received(runId);
  await Promise.all([send(runId, bytes), received]);
  return runId;
}
/** Nothing stays of a refused archive but its line in the journal. */
function expectNothingLeft(): void {
  for (const directory of [tiny.platform.root.stagings, tiny.platform.root.uploads])
    expect(existsSync(directory) ? readdirSync(directory) : []).toEqual([]);
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
    tiny.journal.append(runId, unlocked);
    await importing(signedAnew);
  });

  it("more than once is unlocked with the newest failure", async () => {
    const seen = await importing(await vendor.pack("1.1.0"));
    const archive = tiny.journal.state(seen)?.archive;
    if (!archive) throw new Error("an archive was read");
    await intake.cancel(admin, seen);
    const [oldest, older, newer] = [1, 2, 3].map((number) => runIdSchema.parse(`20991121-031200-00000${number}`)) as [RunId, RunId, RunId];
    for (const runId of [oldest, older, newer]) {
      tiny.journal.append(runId, { type: "run:opened", by: admin, fileName: "tiny.maj.1.1.0.tgz", fileSize: 1, from: "1.0.0" });
      tiny.journal.append(runId, { type: "archive:identified", archive });
      tiny.journal.append(runId, { type: "run:ended", outcome: "rolled-back", error: null, locked: true });
    }
    tiny.journal.append(older, unlocked);
    const again = await vendor.pack("1.1.0");
    expect(await refusal(importing(again))).toMatchObject({ code: "ARCHIVE_LOCKED", facts: { run: newer } });
    tiny.journal.append(newer, unlocked);
    await importing(again);
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
      facts: { found: 4, expected: expect.any(Number), subject: "/srv" },
    });
  });

  it("of two administrators at once, one is told of the other", async () => {
    const request = { fileName: "tiny.maj.1.1.0.tgz", fileSize: 5 };
    const opened = await Promise.allSettled([intake.open(admin, request), intake.open(zoe, request)]);
    const refused = opened.filter((result) => result.status === "rejected");
    const [winner] = tiny.journal.states({ limit: 2 }).map(({ openedBy }) => openedBy.name);
    expect(refused.map(({ reason }) => [reason.code, reason.facts])).toEqual([["IMPORT_BUSY", { by: winner }]]);
  });
});

describe("an upload", () => {
  const FILE = "tiny.maj.1.1.0.tgz";
  /** Does not shrink: the archive goes on well after its metadata. */
  const NOISE = { "scan.txt": randomBytes(4_000).toString("hex") };
  const opening = async (bytes: Buffer): Promise<RunId> => await intake.open(admin, { fileName: FILE, fileSize: bytes.length });

  it("waits with its answer until the reader needs more or has judged the metadata", async () => {
    const bytes = await vendor.pack("1.1.0", {}, NOISE);
    const runId = await opening(bytes);
    expect(await send(runId, bytes, 0, 300)).toEqual({ received: 300, judged: false });
    expect(await send(runId, bytes, 300, bytes.length - 310)).toEqual({ received: bytes.length - 10, judged: true });
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "receiving", archive: { version: "1.1.0" } });
    await Promise.all([send(runId, bytes, bytes.length - 10), intake.received(runId)]);
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "reviewing" });
    expect(readdirSync(tiny.platform.root.uploads)).toEqual([]);
  });

  it("takes parts in any order, and each only once", async () => {
    const bytes = await vendor.pack("1.1.0");
    const runId = await opening(bytes);
    const half = Math.floor(bytes.length / 2);
    expect(await send(runId, bytes, half)).toEqual({ received: bytes.length - half, judged: false });
    const { part } = partOf(bytes, half, bytes.length);
    expect(await intake.standingPart(runId, part)).toEqual({ received: bytes.length - half, judged: false });
    expect(await intake.upload(runId)).toMatchObject({ fileName: FILE, fileSize: bytes.length, parts: [part] });
    expect(await refusal(send(runId, bytes, half - 5, 10))).toEqual({ code: "INPUT_INVALID", facts: { field: "offset" } });
    expect(await refusal(send(runId, Buffer.concat([bytes, bytes]), bytes.length))).toMatchObject({ code: "INPUT_INVALID" });
    await Promise.all([send(runId, bytes, 0, half), intake.received(runId)]);
    expect(await refusal(intake.upload(runId))).toMatchObject({ code: "RUN_NOT_WAITING" });
  });

  it("asks again for the one part that was altered on its way, or cut", async () => {
    const bytes = await vendor.pack("1.1.0");
    const runId = await opening(bytes);
    const { part, piece } = partOf(bytes, 0, 400);
    const altered = Buffer.from(piece).fill(1, 300, 310);
    expect(await refusal(intake.receivePart(runId, part, inChunks(altered), never))).toEqual({
      code: "UPLOAD_PART_ALTERED",
      facts: { offset: 0 },
    });
    expect(await refusal(intake.receivePart(runId, part, inChunks(piece.subarray(0, 200)), never))).toMatchObject({
      code: "UPLOAD_PART_ALTERED",
    });
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield piece.subarray(0, 100);
      throw new Error("socket hang up");
    }
    expect(await refusal(intake.receivePart(runId, part, cut(), never))).toMatchObject({ code: "UPLOAD_INTERRUPTED" });
    expect(await intake.upload(runId)).toMatchObject({ received: 0, parts: [] });
    await send(runId, bytes, 0, 400);
    await Promise.all([send(runId, bytes, 400), intake.received(runId)]);
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "reviewing" });
  });

  it("goes on where it stood after Superviseur was restarted, whoever sends", async () => {
    const bytes = await vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await send(runId, bytes, 0, 400);
    await send(runId, bytes, bytes.length - 50);
    await intake.close();
    intake = open();
    await intake.recover();
    const { parts, received } = await intake.upload(runId);
    expect([received, parts.map(({ offset }) => offset)]).toEqual([450, [0, bytes.length - 50]]);
    await Promise.all([send(runId, bytes, 400, bytes.length - 450), intake.received(runId)]);
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "reviewing", steps: { receive: { status: "done" } } });
    expect(tiny.journal.verify()).toBeNull();
  });

  it("proves each part again after a power cut, and asks for those that the disk lost", async () => {
    const bytes = await vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await send(runId, bytes, 0, 400);
    await send(runId, bytes, 400, 100);
    await intake.close();
    const directory = tiny.platform.root.upload(runId);
    const [, ...list] = readFileSync(join(directory, "parts.jsonl"), "utf8").split("\n");
    writeFileSync(join(directory, "parts.jsonl"), ["another-start-of-the-machine", ...list].join("\n"));
    const file = join(directory, "archive.part");
    writeFileSync(file, readFileSync(file).fill(0, 450, 460));
    intake = open();
    await intake.recover();
    expect((await intake.upload(runId)).parts).toEqual([partOf(bytes, 0, 400).part]);
    await Promise.all([send(runId, bytes, 400), intake.received(runId)]);
  });

  it("whose reader is killed is read again from its first byte", async () => {
    const bytes = await vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await send(runId, bytes, 0, 400);
    expect(killReaders()).toBe(1);
    await Promise.all([send(runId, bytes, 400), intake.received(runId)]);
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "reviewing" });
  });

  it("cancelled by another administrator says by whom, also to the one who sends", async () => {
    const bytes = await vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await send(runId, bytes, 0, 400);
    const { part, piece } = partOf(bytes, 400, bytes.length);
    async function* waiting(): AsyncGenerator<Uint8Array> {
      yield piece.subarray(0, 10);
      void intake.cancel(zoe, runId);
      await new Promise(() => {});
    }
    const told = { code: "RUN_CANCELLED", facts: { by: "Zoé" } };
    expect(await refusal(intake.receivePart(runId, part, waiting(), never))).toEqual(told);
    expect(await refusal(send(runId, bytes, 400))).toEqual(told);
    expectNothingLeft();
  });

  it("refused ends for all parts that are still on their way", async () => {
    const bytes = await vendor.pack("0.9.0", {}, NOISE);
    const runId = await intake.open(admin, { fileName: "tiny.maj.0.9.0.tgz", fileSize: bytes.length });
    const last = partOf(bytes, bytes.length - 10, 10);
    const stuck = intake.receivePart(
      runId,
      last.part,
      (async function* () {
        yield last.piece.subarray(0, 1);
        await new Promise(() => {});
      })(),
      never,
    );
    const answers = await Promise.all([refusal(stuck), refusal(send(runId, bytes, 0, bytes.length - 10))]);
    expect(answers.map(({ code }) => code)).toEqual(["ARCHIVE_OLDER", "ARCHIVE_OLDER"]);
    expectNothingLeft();
  });

  it("that nobody goes on with is dropped after its time", async () => {
    const bytes = await vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await send(runId, bytes, 0, 400);
    await intake.close();
    let now = Date.now();
    intake = open({ clock: () => now });
    await intake.recover();
    const { abandonedAt } = await intake.upload(runId);
    now = abandonedAt - 1;
    await intake.endAbandoned();
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "receiving" });
    now = abandonedAt;
    await intake.endAbandoned();
    expect(tiny.journal.state(runId)).toMatchObject({
      phase: "ended",
      outcome: "cancelled",
      error: { code: "UPLOAD_ABANDONED", facts: { hours: 24 } },
    });
    expectNothingLeft();
  });

  it("whose first byte never came, and whose folder is gone, is ended when Superviseur starts", async () => {
    const runId = await intake.open(admin, { fileName: FILE, fileSize: 5 });
    await intake.close();
    rmSync(tiny.platform.root.upload(runId), { recursive: true });
    intake = open();
    await intake.recover();
    expect(tiny.journal.state(runId)).toMatchObject({ phase: "ended", outcome: "cancelled", error: { code: "UPLOAD_INTERRUPTED" } });
    expectNothingLeft();
  });
});

describe("trust", () => {
  it("keeps the floor of the live release even when its folder forgets it", async () => {
    const trust = new TrustStore({ root: vendor.rootFile, learned: tiny.platform.state.trustLearned });
    await trust.observe({ floor: "1.5.0" });
    expect(await refusal(importing(await vendor.pack("1.1.0")))).toMatchObject({
      code: "ARCHIVE_BELOW_FLOOR",
      facts: { expected: "1.5.0" },
    });
  });

  it("notices a clock that was set back since the last import", async () => {
    await intake.cancel(admin, await importing(await vendor.pack("1.1.0")));
    await intake.close();
    intake = open({ clock: () => Date.now() - 3 * 24 * 3600 * 1000 });
    expect(await refusal(importing(await vendor.pack("1.1.0")))).toMatchObject({ code: "CLOCK_SET_BACK" });
    expectNothingLeft();
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
    const runId = await importing(await vendor.pack("1.1.0"));
    instruments.fileSystem = async () => ({ mountPoint: "/", device: 1, free: 12_000, total: 24_000, freeInodes: null });
    expect((await intake.measure(runId)).checks).toContainEqual(
      expect.objectContaining({ id: "space", outcome: "blocking", measured: 12_000 }),
    );
  });
});
