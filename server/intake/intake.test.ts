import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ErrorCode } from "../../shared/errors.ts";
import { type RunEvent, type RunId, runIdSchema } from "../../shared/journal.ts";
import { TrustStore } from "../archive/trust-store.ts";
import { refusal } from "../testing/refusal.ts";
import { admin, GIB, type TinyIntake, tinyIntake, zoe } from "../testing/tiny-intake.ts";
import { goodMigration } from "../testing/tiny-platform.ts";

const unlocked: RunEvent = {
  type: "run:unlocked",
  by: admin,
  action: "retry",
  sha256: "0",
  keyIds: ["k"],
  reference: "",
};

let bench: TinyIntake;
beforeEach(async () => {
  bench = await tinyIntake();
});
afterEach(() => bench.close());

describe("a good archive", () => {
  it("is staged, measured, planned and waits for consent", async () => {
    const runId = await bench.importing(await bench.vendor.pack("1.1.0", {}, goodMigration));
    expect(bench.tiny.journal.state(runId)).toMatchObject({
      phase: "reviewing",
      archive: { version: "1.1.0", prefix: "tiny", kind: "release", threshold: 1 },
      plan: { from: "1.0.0", to: "1.1.0", migrations: [{ id: "001-notes" }] },
      steps: {
        receive: { status: "done" },
        check: { status: "done" },
        plan: { status: "done" },
        consent: { status: "pending" },
      },
    });
  });

  it("starts once, with the consent recorded", async () => {
    const runId = await bench.importing(await bench.vendor.pack("1.1.0"));
    const starts = await Promise.allSettled([
      bench.intake.start(admin, runId, { warningsAccepted: false }),
      bench.intake.start(zoe, runId, { warningsAccepted: false }),
    ]);
    expect(starts.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(bench.launched).toEqual([runId]);
    expect(bench.tiny.journal.state(runId)).toMatchObject({
      phase: "running",
      consent: { by: { name: expect.any(String) } },
    });
  });

  it("still waits after Superviseur was restarted", async () => {
    const runId = await bench.importing(await bench.vendor.pack("1.1.0"));
    bench.intake = bench.open();
    await bench.intake.recover();
    expect(await bench.intake.detail(runId)).toMatchObject({ notes: null, scope: null });
    await bench.intake.start(admin, runId, { warningsAccepted: false });
    expect(bench.launched).toEqual([runId]);
  });

  it("can be discarded, which leaves nothing", async () => {
    const runId = await bench.importing(await bench.vendor.pack("1.1.0"));
    expect(await bench.intake.cancel(zoe, runId)).toMatchObject({
      phase: "ended",
      outcome: "cancelled",
      locked: false,
    });
    bench.expectNothingLeft();
  });
});

describe("an archive that is not for this platform, now", () => {
  it.each<[string, ErrorCode, string, Record<string, unknown>]>([
    ["older", "ARCHIVE_OLDER", "0.9.0", {}],
    ["installed", "ARCHIVE_ALREADY_INSTALLED", "1.0.0", {}],
    ["in need of an intermediate version", "ARCHIVE_NEEDS_INTERMEDIATE", "1.3.0", { minFrom: "1.2.0" }],
    ["meant for another platform", "ARCHIVE_WRONG_PLATFORM", "1.1.0", { prefix: "other" }],
  ])("%s is refused as %s", async (_, code, version, overrides) => {
    const bytes = await bench.vendor.pack(version, overrides);
    expect(await refusal(bench.importing(bytes, `tiny.maj.${version}.tgz`))).toMatchObject({ code });
    bench.expectNothingLeft();
    expect(bench.tiny.journal.states({ limit: 1 })[0]).toMatchObject({ outcome: "refused", error: { code } });
  });

  it("whose name disagrees with its manifest is refused", async () => {
    expect(await refusal(bench.importing(await bench.vendor.pack("1.1.0"), "tiny.maj.1.2.0.tgz"))).toEqual({
      code: "ARCHIVE_NAME_MISMATCH",
      facts: { found: "tiny.maj.1.2.0.tgz", expected: "tiny.maj.1.1.0.tgz" },
    });
    bench.expectNothingLeft();
  });

  it("whose update failed before is refused until it is unlocked, also when signed again", async () => {
    const runId = await bench.importing(await bench.vendor.pack("1.1.0"));
    await bench.intake.start(admin, runId, { warningsAccepted: false });
    bench.tiny.journal.append(runId, {
      type: "run:rolling-back",
      cause: { code: "PROBE_FAILED", facts: {} },
    });
    bench.tiny.journal.append(runId, {
      type: "run:ended",
      outcome: "rolled-back",
      error: { code: "PROBE_FAILED", facts: {} },
      locked: true,
    });
    const signedAnew = await bench.vendor.pack("1.1.0", {}, {}, Date.now() + 60_000);
    expect(await refusal(bench.importing(signedAnew))).toMatchObject({
      code: "ARCHIVE_LOCKED",
      facts: { run: runId },
    });
    bench.tiny.journal.append(runId, unlocked);
    await bench.importing(signedAnew);
  });

  it("more than once is unlocked with the newest failure", async () => {
    const seen = await bench.importing(await bench.vendor.pack("1.1.0"));
    const archive = bench.tiny.journal.state(seen)?.archive;
    if (!archive) throw new Error("an archive was read");
    await bench.intake.cancel(admin, seen);
    const [oldest, older, newer] = [1, 2, 3].map((number) =>
      runIdSchema.parse(`20991121-031200-00000${number}`),
    ) as [RunId, RunId, RunId];
    for (const runId of [oldest, older, newer]) {
      bench.tiny.journal.append(runId, {
        type: "run:opened",
        by: admin,
        fileName: "tiny.maj.1.1.0.tgz",
        fileSize: 1,
        from: "1.0.0",
      });
      bench.tiny.journal.append(runId, { type: "archive:identified", archive });
      bench.tiny.journal.append(runId, {
        type: "run:ended",
        outcome: "rolled-back",
        error: null,
        locked: true,
      });
    }
    bench.tiny.journal.append(older, unlocked);
    const again = await bench.vendor.pack("1.1.0");
    expect(await refusal(bench.importing(again))).toMatchObject({
      code: "ARCHIVE_LOCKED",
      facts: { run: newer },
    });
    bench.tiny.journal.append(newer, unlocked);
    await bench.importing(again);
  });
});

describe("before any byte is sent", () => {
  it.each<[string, ErrorCode, { fileName: string; fileSize: number }]>([
    [
      "another platform's prefix",
      "ARCHIVE_WRONG_PLATFORM",
      { fileName: "gts.maj.3.19.274.tgz", fileSize: 5 },
    ],
    ["a name of another form", "ARCHIVE_NAME_INVALID", { fileName: "update.zip", fileSize: 5 }],
    ["an empty file", "ARCHIVE_EMPTY", { fileName: "tiny.maj.1.1.0.tgz", fileSize: 0 }],
    ["more than the limit", "ARCHIVE_TOO_LARGE", { fileName: "tiny.maj.1.1.0.tgz", fileSize: 33 * GIB }],
  ])("%s is refused", async (_, code, request) => {
    expect(await refusal(bench.intake.open(admin, request))).toMatchObject({ code });
    expect(bench.tiny.journal.states({ limit: 1 })).toEqual([]);
  });

  it("a disk that cannot hold the archive is named", async () => {
    bench.instruments.fileSystem = async () => ({
      mountPoint: "/srv",
      device: 1,
      free: 4,
      total: 1000,
      freeInodes: null,
    });
    expect(await refusal(bench.intake.open(admin, { fileName: "tiny.maj.1.1.0.tgz", fileSize: 5 }))).toEqual({
      code: "DISK_FULL",
      facts: { found: 4, expected: expect.any(Number), subject: "/srv" },
    });
  });

  it("of two administrators at once, one is informed of the other", async () => {
    const request = { fileName: "tiny.maj.1.1.0.tgz", fileSize: 5 };
    const opened = await Promise.allSettled([
      bench.intake.open(admin, request),
      bench.intake.open(zoe, request),
    ]);
    const refused = opened.filter((result) => result.status === "rejected");
    const [winner] = bench.tiny.journal.states({ limit: 2 }).map(({ openedBy }) => openedBy.name);
    expect(refused.map(({ reason }) => [reason.code, reason.facts])).toEqual([
      ["IMPORT_BUSY", { by: winner }],
    ]);
  });
});

describe("trust", () => {
  it("keeps the floor of the live release even when its folder forgets it", async () => {
    const trust = new TrustStore({
      root: bench.vendor.rootFile,
      learned: bench.tiny.platform.state.trustLearned,
    });
    await trust.observe({ floor: "1.5.0" });
    expect(await refusal(bench.importing(await bench.vendor.pack("1.1.0")))).toMatchObject({
      code: "ARCHIVE_BELOW_FLOOR",
      facts: { expected: "1.5.0" },
    });
  });

  it("notices a clock that was set back since the last import", async () => {
    await bench.intake.cancel(admin, await bench.importing(await bench.vendor.pack("1.1.0")));
    await bench.intake.close();
    bench.intake = bench.open({ clock: () => Date.now() - 3 * 24 * 3600 * 1000 });
    expect(await refusal(bench.importing(await bench.vendor.pack("1.1.0")))).toMatchObject({
      code: "CLOCK_SET_BACK",
    });
    bench.expectNothingLeft();
  });
});
