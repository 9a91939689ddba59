import { copyFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { broken } from "../../robustness/archives/broken-archives.ts";
import { runIdSchema, SUPERVISEUR } from "../../shared/journal.ts";
import { PLANNED_AND_CONSENTED } from "../../shared/testing/run-histories.ts";
import { Audit } from "../access/audit.ts";
import { openAccessStore } from "../access/store.ts";
import { firstTrust } from "../archive/trust.ts";
import { loadTrustedRoot, TrustStore } from "../archive/trust-store.ts";
import { installationName } from "../platform/installation.ts";
import { commandLine } from "../testing/command-line.ts";
import { type TinyVendor, tinyVendor } from "../testing/tiny-archive.ts";
import { manifestOf, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import { type UnlockWish, unlockBy } from "../testing/tiny-unlock.ts";
import type { Signer } from "../vendor/keys.ts";

let tiny: TinyPlatform;
let vendor: TinyVendor;
let good: Buffer;
beforeEach(async () => {
  tiny = await tinyPlatform();
  vendor = await tinyVendor(join(tiny.directory, "vendor"));
  good = await vendor.pack("1.1.0");
  await mkdir(join(tiny.platform.config.state, "trust"));
  await copyFile(vendor.rootFile, tiny.platform.state.trustRoot);
});
afterEach(() => tiny.close());

const put = async (name: string, bytes: Buffer): Promise<string> => {
  const file = join(tiny.directory, name);
  await writeFile(file, bytes);
  return file;
};
const asked = async (...words: string[]): Promise<{ code: number; answer: Record<string, unknown> }> => {
  const { code, out, err } = await commandLine(
    [...words, "--platform", tiny.platform.config.file, "--json"],
    { LANG: "en" },
  );
  expect(err).toBe("");
  return { code, answer: JSON.parse(out) };
};
const store = () =>
  new TrustStore({ root: tiny.platform.state.trustRoot, learned: tiny.platform.state.trustLearned });
const stateFiles = () => readdir(tiny.platform.config.state, { recursive: true });

describe("superviseur verify --platform", () => {
  it("leaves with 0 for what this platform would accept, and teaches its trust store nothing", async () => {
    const file = await put("tiny.maj.1.1.0.tgz", good);
    const before = await stateFiles();
    expect(await asked("verify", file)).toMatchObject({
      code: 0,
      answer: {
        ok: true,
        code: null,
        trust: "trusted",
        platform: tiny.platform.config.file,
        facts: { version: "1.1.0" },
      },
    });
    expect(await stateFiles()).toEqual(before);
  });

  it.each<[string, string, string | null, () => Promise<Buffer>]>([
    ["tiny.maj.1.2.0.tgz", "ARCHIVE_NAME_MISMATCH", null, async () => good],
    ["tiny.maj.1.0.0.tgz", "ARCHIVE_ALREADY_INSTALLED", null, () => vendor.pack("1.0.0")],
    ["tiny.maj.1.1.0.tgz", "ARCHIVE_UNSIGNED", "unsigned", async () => broken.unsigned(good)],
  ])("refuses %s as %s", async (name, code, trust, bytes) => {
    expect(await asked("verify", await put(name, await bytes()))).toMatchObject({
      code: 1,
      answer: { ok: false, code, trust },
    });
  });

  it("names the entry and the offset of what was altered", async () => {
    const file = await put("tiny.maj.1.1.0.tgz", broken.changedPayload(good));
    expect(await asked("verify", file)).toMatchObject({
      code: 1,
      answer: {
        code: "ARCHIVE_FILE_ALTERED",
        trust: "altered",
        entry: "service.mjs",
        offset: expect.any(Number),
        message: expect.stringContaining("service.mjs"),
      },
    });
  });

  it("knows what the server has learned and what a failed run has locked", async () => {
    const file = await put("tiny.maj.1.1.0.tgz", good);
    const { contentId } = (await asked("verify", file)).answer.facts as { contentId: string };
    const runId = runIdSchema.parse("20261121-031200-a1b2c3");
    const context = await tiny.stage(manifestOf("1.1.0"));
    tiny.journal.append(runId, {
      type: "run:opened",
      by: SUPERVISEUR,
      fileName: "tiny.maj.1.1.0.tgz",
      fileSize: 1,
      from: "1.0.0",
      source: "upload",
    });
    tiny.journal.append(runId, {
      type: "archive:identified",
      archive: { ...context.archive.summary, contentId },
    });
    const error = { code: "PROBE_FAILED", facts: {} } as const;
    tiny.journal.append(runId, { type: "run:ended", outcome: "rolled-back", error, locked: true });
    expect(await asked("verify", file)).toMatchObject({ code: 1, answer: { code: "ARCHIVE_LOCKED" } });
    await store().learn({ ...firstTrust(await loadTrustedRoot(vendor.rootFile)), targetsVersion: 2 });
    expect(await asked("verify", file)).toMatchObject({
      code: 1,
      answer: { code: "ARCHIVE_TRUST_OLDER", trust: "outdated" },
    });
  });

  it("judges for a platform that never started", async () => {
    await rm(tiny.platform.state.journal);
    expect(await asked("verify", await put("tiny.maj.1.1.0.tgz", good))).toMatchObject({ code: 0 });
    expect(await stateFiles()).not.toContain("journal.sqlite");
  });

  it("leaves with 2 when the platform or its root is not there", async () => {
    const file = await put("tiny.maj.1.1.0.tgz", good);
    const nowhere = await commandLine([
      "verify",
      file,
      "--platform",
      join(tiny.directory, "no.yaml"),
      "--json",
    ]);
    expect({ ...nowhere, out: JSON.parse(nowhere.out) }).toMatchObject({
      code: 2,
      out: { ok: false, code: "PLATFORM_FILE_INVALID" },
    });
    expect(
      await commandLine(["verify", file, "--platform", tiny.platform.config.file, "--root", vendor.rootFile]),
    ).toMatchObject({
      code: 2,
    });
    await rm(tiny.platform.state.trustRoot);
    expect(await asked("verify", file)).toMatchObject({ code: 1, answer: { code: "TRUST_STATE_INVALID" } });
  });
});

describe("superviseur import", () => {
  it("puts a good archive into the drop folder, whole, and says where to go on", async () => {
    const file = await put("tiny.maj.1.1.0.tgz", good);
    const { code, answer } = await asked("import", file);
    const placed = join(tiny.platform.state.depot, "tiny.maj.1.1.0.tgz");
    expect({ code, answer }).toMatchObject({
      code: 0,
      answer: {
        file: placed,
        link: "/superviseur/updates/import?prefix=tiny&release=1.1.0",
        bytes: good.length,
      },
    });
    expect(await readFile(placed)).toEqual(good);
    expect((await stat(placed)).mode & 0o777).toBe(0o644);
    expect(await readdir(tiny.platform.state.depot)).toEqual(["tiny.maj.1.1.0.tgz"]);
  });

  it("puts nothing there that would be refused, nor in a dry run", async () => {
    const bad = await put("tiny.maj.1.1.0.tgz", broken.changedPayload(good));
    expect(await asked("import", bad)).toMatchObject({
      code: 1,
      answer: { ok: false, code: "ARCHIVE_FILE_ALTERED", trust: "altered" },
    });
    await writeFile(bad, good);
    expect(await asked("import", bad, "--dry-run")).toMatchObject({ code: 0, answer: { dryRun: true } });
    expect(await stateFiles()).not.toContain("depot");
  });
});

describe("superviseur trust", () => {
  it("shows what is known", async () => {
    expect(await asked("trust", "show")).toMatchObject({
      code: 0,
      answer: { root: { version: 1 }, targetsVersion: 0, revoked: [], clockFloor: null, releaseFloor: null },
    });
    const { out } = await commandLine(["trust", "show", "--platform", tiny.platform.config.file], {
      LANG: "en",
    });
    expect(out).toContain("Root: version 1, valid until");
  });

  it("sets a clock right that was ahead, and only when it is meant", async () => {
    const ahead = Date.now() + 400 * 24 * 60 * 60 * 1000;
    await store().observe({ at: ahead });
    const file = await put("tiny.maj.1.1.0.tgz", good);
    expect(await asked("verify", file)).toMatchObject({ code: 1, answer: { code: "CLOCK_SET_BACK" } });
    expect(await asked("trust", "set-clock", "--dry-run")).toMatchObject({
      answer: { clockFloor: new Date(ahead).toISOString() },
    });
    expect(await asked("trust", "set-clock")).toMatchObject({ code: 0 });
    expect(await asked("verify", file)).toMatchObject({ code: 0 });
  });
});

describe("superviseur unlock", () => {
  const runId = runIdSchema.parse("20261121-031200-a1b2c3");
  const support = (): Signer => {
    if (vendor.keys.support === null) throw new Error("a new ring has support");
    return vendor.keys.support;
  };
  const textFor = async (wish: Partial<UnlockWish> = {}): Promise<string> => {
    const installation = await installationName(tiny.platform.state.installation);
    return await put(
      "unlock.txt",
      Buffer.from(`Bonjour,\n\n${unlockBy({ installation, run: runId, ...wish }, support())}`),
    );
  };
  const ended = (outcome: "rolled-back" | "intervention"): void => {
    const cause = { code: "MIGRATION_FAILED", facts: {} } as const;
    tiny.journal.append(runId, {
      type: "run:opened",
      by: SUPERVISEUR,
      fileName: "tiny.maj.1.1.0.tgz",
      fileSize: 1,
      from: "1.0.0",
    });
    for (const event of PLANNED_AND_CONSENTED) tiny.journal.append(runId, event);
    tiny.journal.append(runId, { type: "run:rolling-back", cause });
    tiny.journal.append(runId, { type: "run:ended", outcome, error: cause, locked: true });
  };
  const unlock = (file: string, ...words: string[]) => asked("unlock", file, "--run", runId, ...words);
  const audit = () => {
    const store = openAccessStore(tiny.platform.state.access);
    const { entries } = new Audit(store, Date.now).page(null, 10);
    store.close();
    return entries.map(({ action, outcome, facts, address }) => [action, outcome, facts, address]);
  };

  it("unlocks an archive once, and the audit says so", async () => {
    ended("rolled-back");
    const file = await textFor();
    expect(await unlock(file, "--dry-run")).toMatchObject({
      code: 0,
      answer: { dryRun: true, action: "retry", phase: null },
    });
    expect(tiny.journal.state(runId)).toMatchObject({ locked: true, unlocked: null });
    expect(await unlock(file)).toMatchObject({
      code: 0,
      answer: { ok: true, action: "retry", reference: "2026-1123", phase: "ended" },
    });
    expect(tiny.journal.state(runId)).toMatchObject({
      locked: false,
      unlocked: { by: { id: "cli" }, action: "retry" },
    });
    expect(await unlock(file)).toMatchObject({ code: 1, answer: { ok: false, code: "UNLOCK_USED" } });
    expect(audit()).toEqual([
      [
        "run:unlock",
        "refused",
        { run: runId, action: "retry", reference: "2026-1123", code: "UNLOCK_USED" },
        "cli",
      ],
      ["run:unlock", "done", { run: runId, action: "retry", reference: "2026-1123" }, "cli"],
    ]);
  });

  it("opens an intervention again, for the server to go on with", async () => {
    ended("intervention");
    expect(await unlock(await textFor({ action: "accept" }))).toMatchObject({
      code: 0,
      answer: { phase: "finishing" },
    });
    expect(tiny.journal.state(runId)).toMatchObject({
      phase: "finishing",
      committedAt: null,
      unlocked: { action: "accept" },
    });
  });

  it("refuses what was made for another server, and says its own name", async () => {
    ended("rolled-back");
    const installation = await installationName(tiny.platform.state.installation);
    const { code, answer } = await unlock(await textFor({ installation: "0000-0000-0000" }));
    expect({ code, answer }).toMatchObject({
      code: 1,
      answer: {
        code: "UNLOCK_OTHER_INSTALLATION",
        facts: { found: "0000-0000-0000", expected: installation },
      },
    });
    expect(await unlock(await put("nothing.txt", Buffer.from("let me in")))).toMatchObject({
      code: 1,
      answer: { code: "UNLOCK_INVALID" },
    });
    expect(tiny.journal.state(runId)).toMatchObject({ locked: true });
  });
});
