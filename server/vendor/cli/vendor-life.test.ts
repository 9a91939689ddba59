/** What comes after the first ceremony: other keys, withdrawn releases, expired archives. */
import { copyFile, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readArchive } from "../../archive/read.ts";
import { firstTrust, type Trust } from "../../archive/trust.ts";
import { loadTrustedRoot } from "../../archive/trust-store.ts";
import { inChunks } from "../../testing/tiny-archive.ts";
import { type TinyCeremony, tinyCeremony } from "../../testing/tiny-ceremony.ts";

let directory: string;
let us: TinyCeremony;
/** Release 1.1.0, signed by two of three. */
let good: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-vendor-"));
  us = await tinyCeremony(directory);
  good = await us.pack("1.1.0");
});
afterAll(() => rm(directory, { recursive: true, force: true }));

/** What a server that knows the first root learns from an archive. */
async function learnt(file: string, trust?: Trust): Promise<Trust> {
  let learned: Trust | null = null;
  const known = trust ?? firstTrust(await loadTrustedRoot(us.at("trust", "1.root.json")));
  const learn = (taught: Trust): void => {
    learned = taught;
  };
  await readArchive(inChunks(await readFile(file)), {
    trust: known,
    learn,
    now: Date.now(),
    staging: null,
    judge() {},
  });
  if (learned === null) throw new Error("nothing was learned");
  return learned;
}

describe("a rotation", () => {
  let trust: string;
  beforeAll(async () => {
    trust = await us.trustCopy("rotated");
    await us.newKey("root-d");
    await us.newKey("stable-d");
    const gone = (await us.idOf("root-c")).slice(0, 16);
    const answer = await us.done(
      ...[
        "root",
        "rotate",
        trust,
        "--remove-root-key",
        gone,
        "--add-root-key",
        us.pub("root-d"),
        "--remove-stable-key",
      ],
      ...[await us.idOf("stable-c"), "--add-stable-key", us.pub("stable-d")],
    );
    expect(answer).toMatchObject({
      documents: [
        {
          kind: "root",
          version: 2,
          complete: false,
          needs: [
            { version: 1, threshold: 2 },
            { version: 2, threshold: 2 },
          ],
        },
        { kind: "targets", version: 2, complete: false },
      ],
    });
    await us.sign(join(trust, "targets.json"), "targets-a");
  });

  it("counts for nothing when only new keys signed it", async () => {
    await us.sign(join(trust, "2.root.json"), "root-b", "root-d");
    const shown = await us.asked("root", "show", trust);
    expect(shown.answer).toMatchObject({
      complete: false,
      documents: [{ complete: true }, { complete: false }, { complete: true }],
    });
    await expect(us.pack("1.5.0", { trust })).rejects.toThrow("ARCHIVE_SIGNATURES_MISSING");
    expect((await us.vendor("root", "rotate", trust, "--root-threshold", "1")).err).toContain(
      "does not have all its signatures yet",
    );
  });

  it("is followed by a server that has the root before", async () => {
    await us.sign(join(trust, "2.root.json"), "root-a");
    const file = await us.pack("1.5.0", { trust });
    expect(await us.verify(file)).toMatchObject({ code: 0 });
    expect(await us.verify(file, join(trust, "2.root.json"))).toMatchObject({ code: 0 });
    expect((await learnt(file)).root.signed.version).toBe(2);
    // What was packed before is older than what is known now.
    expect(await learnt(good, await learnt(file)).catch(({ code }) => code)).toBe("ARCHIVE_TRUST_OLDER");
  });

  it("of a key that is not there, or of nothing, is not made", async () => {
    expect(await us.vendor("root", "rotate", trust, "--remove-root-key", "0123456789abcdef")).toMatchObject({
      code: 2,
    });
    expect(await us.vendor("root", "rotate", trust)).toMatchObject({
      code: 2,
      err: expect.stringContaining("nothing to change"),
    });
    expect(await us.vendor("root", "rotate", trust, "--root-threshold", "4")).toMatchObject({
      code: 2,
      err: expect.stringContaining("“root”"),
    });
  });
});

describe("a revoked release", () => {
  let trust: string;
  beforeAll(async () => {
    trust = await us.trustCopy("revoking");
    await us.done("root", "rotate", trust, "--revoke", "tiny.maj.1.1.0");
    await us.sign(join(trust, "targets.json"), "targets-a");
  });

  it("is not packed again, and is refused by the servers that heard of it", async () => {
    await expect(us.pack("1.1.0", { trust })).rejects.toThrow("ARCHIVE_REVOKED");
    const later = await us.pack("1.6.0", { trust });
    const known = await learnt(later);
    expect(known.revoked).toEqual([{ prefix: "tiny", version: "1.1.0" }]);
    expect((await us.asked("root", "show", trust)).answer).toMatchObject({ revoked: ["tiny.maj.1.1.0"] });
  });

  it("cannot be given new signatures", async () => {
    const keys = ["--key", us.key("stable-a"), us.key("stable-b")];
    expect(
      await us.asked(
        "archive",
        "resign",
        good,
        "--expires",
        "2030-01-01T00:00:00Z",
        ...keys,
        "--trust",
        trust,
        "--out",
        us.at("no"),
      ),
    ).toMatchObject({
      code: 1,
      answer: { code: "ARCHIVE_REVOKED", trust: "revoked" },
    });
  });

  it("may be restored", async () => {
    await us.done("root", "rotate", trust, "--unrevoke", "tiny.maj.1.1.0.tgz");
    expect((await us.asked("root", "show", trust)).answer).toMatchObject({
      revoked: [],
      documents: [{}, { version: 3 }],
    });
    expect(await us.vendor("root", "rotate", trust, "--unrevoke", "tiny.maj.1.1.0")).toMatchObject({
      code: 2,
    });
  });
});

describe("an expired archive", () => {
  const PAST = { build: ["--expires", "2026-11-02T00:00:00Z"], pack: ["--now", "2026-11-01T12:00:00Z"] };
  const LATER = "2030-01-01T00:00:00Z";
  let old: string;
  beforeAll(async () => {
    old = us.at("old.tgz");
    await copyFile(await us.pack("1.7.0", PAST), old);
  });
  const resign = (...options: string[]) => [
    "archive",
    "resign",
    old,
    "--trust",
    us.at("trust"),
    "--out",
    us.at("resigned"),
    ...options,
  ];

  it("is refused, and accepted with new signatures, the same content", async () => {
    const { code, answer } = await us.verify(old);
    expect({ code, answer }).toMatchObject({
      code: 1,
      answer: { code: "ARCHIVE_EXPIRED", trust: "expired" },
    });
    const { file } = await us.done(
      ...resign("--expires", LATER, "--key", us.key("stable-a"), us.key("stable-b")),
    );
    const renewed = await us.verify(String(file));
    expect(renewed).toMatchObject({ code: 0, answer: { facts: { expires: LATER, version: "1.7.0" } } });
    const idThen = await learntIdAt(old, Date.parse("2026-11-01T12:00:00Z"));
    expect(renewed.answer.facts).toMatchObject({ contentId: idThen });
  });

  it("signed elsewhere by several is, byte for byte, what packing the folder would give", async () => {
    const { file: document } = await us.done(
      "release",
      "renew",
      old,
      "--trust",
      us.at("trust"),
      "--expires",
      LATER,
      "--out",
      us.at("renewed"),
    );
    expect(JSON.parse(await readFile(String(document), "utf8")).signed.version).toBe(2);
    for (const name of ["stable-b", "stable-c"])
      await us.done("release", "sign", String(document), "--key", us.key(name));
    const { file } = await us.done(...resign("--release", String(document)));
    const words = [
      "archive",
      "pack",
      us.at("release-1.7.0"),
      "--release",
      String(document),
      "--trust",
      us.at("trust"),
      "--out",
      us.at("anew"),
    ];
    const { file: packed } = await us.done(...words);
    expect(await readFile(String(file))).toEqual(await readFile(String(packed)));
  });

  it("takes no document of another content, and none as old as its own", async () => {
    const other = await us.build("1.8.0", "--expires", LATER);
    const same = await us.build("1.7.0", "--expires", LATER);
    for (const document of [other, same])
      for (const name of ["stable-a", "stable-b"])
        await us.done("release", "sign", document, "--key", us.key(name));
    expect(await us.vendor(...resign("--release", other))).toMatchObject({
      code: 2,
      err: expect.stringContaining("does not belong to this archive"),
    });
    expect(await us.vendor(...resign("--release", same))).toMatchObject({
      code: 2,
      err: expect.stringContaining("not newer"),
    });
    expect(await us.vendor(...resign("--release", same, "--expires", LATER))).toMatchObject({
      code: 2,
      err: expect.stringContaining("Give either --release"),
    });
  });

  it("of another vendor gets no signature of ours", async () => {
    const stranger = await tinyCeremony(await mkdtemp(us.at("stranger-")));
    const theirs = await stranger.pack("1.1.0");
    const keys = ["--key", us.key("stable-a"), us.key("stable-b")];
    const words = [
      "archive",
      "resign",
      theirs,
      "--trust",
      us.at("trust"),
      "--out",
      us.at("no"),
      "--expires",
      LATER,
      ...keys,
    ];
    expect(await us.asked(...words)).toMatchObject({ code: 1, answer: { code: "ARCHIVE_UNKNOWN_SIGNER" } });
    expect(await readdir(directory)).not.toContain("no");
  });
});

async function learntIdAt(file: string, now: number): Promise<string> {
  const trust = firstTrust(await loadTrustedRoot(us.at("trust", "1.root.json")));
  const { summary } = await readArchive(inChunks(await readFile(file)), {
    trust,
    now,
    staging: null,
    judge() {},
  });
  return summary.contentId;
}
