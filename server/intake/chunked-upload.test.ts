/** An archive that arrives in parts, until it is whole or given up. */
import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunId } from "../../shared/journal.ts";
import { refusal } from "../testing/refusal.ts";
import { inChunks } from "../testing/tiny-archive.ts";
import { admin, never, partOf, type TinyIntake, tinyIntake, zoe } from "../testing/tiny-intake.ts";

let bench: TinyIntake;
beforeEach(async () => {
  bench = await tinyIntake();
});
afterEach(() => bench.close());

/** Kills the reader processes of this process; answers how many. */
function killReaders(): number {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, "latin1").trim().split(" ");
  const readers = children.filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("reader-process"),
  );
  for (const pid of readers) process.kill(Number(pid), "SIGKILL");
  return readers.length;
}

describe("an upload", () => {
  const FILE = "tiny.maj.1.1.0.tgz";
  /** Does not shrink: the archive continues well after its metadata. */
  const NOISE = { "scan.txt": randomBytes(4_000).toString("hex") };
  const opening = async (bytes: Buffer): Promise<RunId> =>
    await bench.intake.open(admin, { fileName: FILE, fileSize: bytes.length });

  it("waits with its answer until the reader needs more or has judged the metadata", async () => {
    const bytes = await bench.vendor.pack("1.1.0", {}, NOISE);
    const runId = await opening(bytes);
    expect(await bench.send(runId, bytes, 0, 300)).toEqual({ received: 300, judged: false });
    expect(await bench.send(runId, bytes, 300, bytes.length - 310)).toEqual({
      received: bytes.length - 10,
      judged: true,
    });
    expect(bench.tiny.journal.state(runId)).toMatchObject({
      phase: "receiving",
      archive: { version: "1.1.0" },
    });
    await Promise.all([bench.send(runId, bytes, bytes.length - 10), bench.intake.received(runId)]);
    expect(bench.tiny.journal.state(runId)).toMatchObject({ phase: "reviewing" });
    expect(readdirSync(bench.tiny.platform.root.uploads)).toEqual([]);
  });

  it("takes parts in any order, and each only once", async () => {
    const bytes = await bench.vendor.pack("1.1.0");
    const runId = await opening(bytes);
    const half = Math.floor(bytes.length / 2);
    expect(await bench.send(runId, bytes, half)).toEqual({ received: bytes.length - half, judged: false });
    const { part } = partOf(bytes, half, bytes.length);
    expect(await bench.intake.storedPart(runId, part)).toEqual({
      received: bytes.length - half,
      judged: false,
    });
    expect(await bench.intake.upload(runId)).toMatchObject({
      fileName: FILE,
      fileSize: bytes.length,
      parts: [part],
    });
    expect(await refusal(bench.send(runId, bytes, half - 5, 10))).toEqual({
      code: "INPUT_INVALID",
      facts: { field: "offset" },
    });
    expect(await refusal(bench.send(runId, Buffer.concat([bytes, bytes]), bytes.length))).toMatchObject({
      code: "INPUT_INVALID",
    });
    await Promise.all([bench.send(runId, bytes, 0, half), bench.intake.received(runId)]);
    expect(await refusal(bench.intake.upload(runId))).toMatchObject({ code: "RUN_NOT_WAITING" });
  });

  it("asks again for the one part that was altered on its way, or cut", async () => {
    const bytes = await bench.vendor.pack("1.1.0");
    const runId = await opening(bytes);
    const { part, piece } = partOf(bytes, 0, 400);
    const altered = Buffer.from(piece).fill(1, 300, 310);
    expect(await refusal(bench.intake.receivePart(runId, part, inChunks(altered), never))).toEqual({
      code: "UPLOAD_PART_ALTERED",
      facts: { offset: 0 },
    });
    expect(
      await refusal(bench.intake.receivePart(runId, part, inChunks(piece.subarray(0, 200)), never)),
    ).toMatchObject({
      code: "UPLOAD_PART_ALTERED",
    });
    async function* cut(): AsyncGenerator<Uint8Array> {
      yield piece.subarray(0, 100);
      throw new Error("socket hang up");
    }
    expect(await refusal(bench.intake.receivePart(runId, part, cut(), never))).toMatchObject({
      code: "UPLOAD_INTERRUPTED",
    });
    expect(await bench.intake.upload(runId)).toMatchObject({ received: 0, parts: [] });
    await bench.send(runId, bytes, 0, 400);
    await Promise.all([bench.send(runId, bytes, 400), bench.intake.received(runId)]);
    expect(bench.tiny.journal.state(runId)).toMatchObject({ phase: "reviewing" });
  });

  it("resumes where it was after a restart of Superviseur, whichever administrator sends", async () => {
    const bytes = await bench.vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await bench.send(runId, bytes, 0, 400);
    await bench.send(runId, bytes, bytes.length - 50);
    await bench.intake.close();
    bench.intake = bench.open();
    await bench.intake.recover();
    const { parts, received } = await bench.intake.upload(runId);
    expect([received, parts.map(({ offset }) => offset)]).toEqual([450, [0, bytes.length - 50]]);
    await Promise.all([bench.send(runId, bytes, 400, bytes.length - 450), bench.intake.received(runId)]);
    expect(bench.tiny.journal.state(runId)).toMatchObject({
      phase: "reviewing",
      steps: { receive: { status: "done" } },
    });
    expect(bench.tiny.journal.verify()).toBeNull();
  });

  it("proves each part again after a power cut, and asks for those that the disk lost", async () => {
    const bytes = await bench.vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await bench.send(runId, bytes, 0, 400);
    await bench.send(runId, bytes, 400, 100);
    await bench.intake.close();
    const directory = bench.tiny.platform.root.upload(runId);
    const [, ...list] = readFileSync(join(directory, "parts.jsonl"), "utf8").split("\n");
    writeFileSync(join(directory, "parts.jsonl"), ["another-start-of-the-machine", ...list].join("\n"));
    const file = join(directory, "archive.part");
    writeFileSync(file, readFileSync(file).fill(0, 450, 460));
    bench.intake = bench.open();
    await bench.intake.recover();
    expect((await bench.intake.upload(runId)).parts).toEqual([partOf(bytes, 0, 400).part]);
    await Promise.all([bench.send(runId, bytes, 400), bench.intake.received(runId)]);
  });

  it("whose reader is killed is read again from its first byte", async () => {
    const bytes = await bench.vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await bench.send(runId, bytes, 0, 400);
    expect(killReaders()).toBe(1);
    await Promise.all([bench.send(runId, bytes, 400), bench.intake.received(runId)]);
    expect(bench.tiny.journal.state(runId)).toMatchObject({ phase: "reviewing" });
  });

  it("cancelled by another administrator says by whom, also to the one who sends", async () => {
    const bytes = await bench.vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await bench.send(runId, bytes, 0, 400);
    const { part, piece } = partOf(bytes, 400, bytes.length);
    async function* waiting(): AsyncGenerator<Uint8Array> {
      yield piece.subarray(0, 10);
      void bench.intake.cancel(zoe, runId);
      await new Promise(() => {});
    }
    const cancelled = { code: "RUN_CANCELLED", facts: { by: "Zoé" } };
    expect(await refusal(bench.intake.receivePart(runId, part, waiting(), never))).toEqual(cancelled);
    expect(await refusal(bench.send(runId, bytes, 400))).toEqual(cancelled);
    bench.expectNothingLeft();
  });

  it("refused ends for all parts that are still on their way", async () => {
    const bytes = await bench.vendor.pack("0.9.0", {}, NOISE);
    const runId = await bench.intake.open(admin, { fileName: "tiny.maj.0.9.0.tgz", fileSize: bytes.length });
    const last = partOf(bytes, bytes.length - 10, 10);
    const stuck = bench.intake.receivePart(
      runId,
      last.part,
      (async function* () {
        yield last.piece.subarray(0, 1);
        await new Promise(() => {});
      })(),
      never,
    );
    const answers = await Promise.all([
      refusal(stuck),
      refusal(bench.send(runId, bytes, 0, bytes.length - 10)),
    ]);
    expect(answers.map(({ code }) => code)).toEqual(["ARCHIVE_OLDER", "ARCHIVE_OLDER"]);
    bench.expectNothingLeft();
  });

  it("that is not resumed is dropped after its time", async () => {
    const bytes = await bench.vendor.pack("1.1.0");
    const runId = await opening(bytes);
    await bench.send(runId, bytes, 0, 400);
    await bench.intake.close();
    let now = Date.now();
    bench.intake = bench.open({ clock: () => now });
    await bench.intake.recover();
    const { abandonedAt } = await bench.intake.upload(runId);
    now = abandonedAt - 1;
    await bench.intake.endAbandoned();
    expect(bench.tiny.journal.state(runId)).toMatchObject({ phase: "receiving" });
    now = abandonedAt;
    await bench.intake.endAbandoned();
    expect(bench.tiny.journal.state(runId)).toMatchObject({
      phase: "ended",
      outcome: "cancelled",
      error: { code: "UPLOAD_ABANDONED", facts: { hours: 24 } },
    });
    bench.expectNothingLeft();
  });

  it("whose first byte never came, and whose folder is gone, is ended when Superviseur starts", async () => {
    const runId = await bench.intake.open(admin, { fileName: FILE, fileSize: 5 });
    await bench.intake.close();
    rmSync(bench.tiny.platform.root.upload(runId), { recursive: true });
    bench.intake = bench.open();
    await bench.intake.recover();
    expect(bench.tiny.journal.state(runId)).toMatchObject({
      phase: "ended",
      outcome: "cancelled",
      error: { code: "UPLOAD_INTERRUPTED" },
    });
    bench.expectNothingLeft();
  });
});
