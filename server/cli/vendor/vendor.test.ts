import { appendFile, copyFile, cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
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

const json = async (...words: string[]): Promise<{ code: number; answer: Record<string, unknown> }> => {
  const { code, out, err } = await us.vendor(...words, "--json");
  expect(err).toBe("");
  return { code, answer: JSON.parse(out) };
};
const verify = (file: string, root = us.at("trust", "1.root.json")) => json("archive", "verify", file, "--root", root);
/** A copy of the trust folder, to change. */
const trustCopy = async (name: string): Promise<string> => {
  await cp(us.at("trust"), us.at(name), { recursive: true });
  return us.at(name);
};
const idOf = async (name: string): Promise<string> => JSON.parse(await readFile(us.pub(name), "utf8")).keyid;
/** What a server that knows the first root learns from an archive. */
async function learnt(file: string, trust?: Trust): Promise<Trust> {
  let learned: Trust | null = null;
  const known = trust ?? firstTrust(await loadTrustedRoot(us.at("trust", "1.root.json")));
  const learn = (taught: Trust): void => {
    learned = taught;
  };
  await readArchive(inChunks(await readFile(file)), { trust: known, learn, now: Date.now(), staging: null, judge() {} });
  if (learned === null) throw new Error("nothing was learned");
  return learned;
}

describe("a ceremony of two out of three", () => {
  it("makes archives that a server accepts", async () => {
    expect(await verify(good)).toMatchObject({
      code: 0,
      answer: { ok: true, code: null, trust: "trusted", facts: { prefix: "tiny", version: "1.1.0", threshold: 2 } },
    });
  });

  it("is shown document by document", async () => {
    const { answer } = await json("root", "show", us.at("trust"));
    const [a, b, c] = await Promise.all(["root-a", "root-b", "root-c"].map(idOf));
    expect(answer).toMatchObject({
      ok: true,
      complete: true,
      revoked: [],
      documents: [
        {
          kind: "root",
          version: 1,
          complete: true,
          needs: [{ role: "root", threshold: 2, keys: [a, b, c], signed: [a, b], reached: true }],
        },
        { kind: "targets", version: 1, complete: true },
      ],
    });
    expect((await us.vendor("root", "show", us.at("trust"))).out).toContain("2 signature(s) of 2 required");
  });

  it("packs nothing below the threshold", async () => {
    const document = await us.build("1.2.0");
    await us.done("release", "sign", document, "--key", us.key("stable-a"));
    const words = ["archive", "pack", us.at("release-1.2.0"), "--release", document, "--trust", us.at("trust"), "--out", us.at("few")];
    expect(await json(...words)).toMatchObject({
      code: 1,
      answer: {
        ok: false,
        code: "ARCHIVE_SIGNATURES_MISSING",
        trust: "not-enough-signatures",
        entry: "META/stable.json",
        facts: { found: 1, expected: 2 },
      },
    });
    expect(await readdir(directory)).not.toContain("few");
  });

  it("packs nothing that changed since it was signed", async () => {
    const document = await us.build("1.3.0");
    for (const name of ["stable-a", "stable-c"]) await us.done("release", "sign", document, "--key", us.key(name));
    const pack = () =>
      us.vendor("archive", "pack", us.at("release-1.3.0"), "--release", document, "--trust", us.at("trust"), "--out", us.at("changed"));
    const service = us.at("release-1.3.0", "service.mjs");
    const before = await readFile(service, "utf8");
    await writeFile(service, before.replace("//", "##"));
    expect(await pack()).toMatchObject({
      code: 2,
      err: expect.stringContaining("service.mjs: this file is no longer the one that was signed"),
    });
    await writeFile(service, before);
    await appendFile(us.at("release-1.3.0", "more.txt"), "more");
    expect(await pack()).toMatchObject({ code: 2, err: expect.stringContaining("more.txt: ") });
    await rm(us.at("release-1.3.0", "more.txt"));
    expect(await readdir(us.at("changed"))).toEqual([]);
    expect(await pack()).toMatchObject({ code: 0 });
  });

  it("turns away a key that has nothing to sign there", async () => {
    expect(await us.vendor("root", "sign", us.at("trust", "1.root.json"), "--key", us.key("stable-a"))).toMatchObject({
      code: 2,
      err: expect.stringContaining("belongs to no role"),
    });
    const document = await us.build("1.2.0");
    const words = ["release", "sign", document, "--key", us.key("unstable-a")];
    expect(await us.vendor(...words, "--trust", us.at("trust"))).toMatchObject({ code: 2 });
    expect(JSON.parse(await readFile(document, "utf8")).signatures).toEqual([]);
  });

  it("wants thresholds that can be reached", async () => {
    const one = us.pub("root-a");
    const roles = ["--root-key", one, "--targets-key", one, "--stable-key", one, one, "--unstable-key", one, "--stable-threshold", "2"];
    expect(await us.vendor("root", "init", "--out", us.at("never"), ...roles)).toMatchObject({
      code: 2,
      err: expect.stringContaining("“stable”"),
    });
  });
});

describe("a release's document", () => {
  it("is the same bytes each time it is built, and whatever the order of its signatures", async () => {
    const texts = [];
    for (const names of [
      ["stable-a", "stable-b"],
      ["stable-b", "stable-a", "stable-b"],
    ]) {
      const document = await us.build("1.4.0");
      for (const name of names) await us.done("release", "sign", document, "--key", us.key(name));
      texts.push(await readFile(document, "utf8"));
    }
    expect(texts[0]).toBe(texts[1]);
  });

  it("is valid for two years from its publication, from --now, or until --expires", async () => {
    const expires = async (...options: string[]) => JSON.parse(await readFile(await us.build("1.4.0", ...options), "utf8")).signed.expires;
    expect(await expires()).toBe("2028-10-31T00:00:00Z");
    expect(await expires("--now", "2027-01-01T00:00:00Z")).toBe("2028-12-31T00:00:00Z");
    expect(await expires("--expires", "2027-05-01T00:00:00Z")).toBe("2027-05-01T00:00:00Z");
  });

  it("tells its signer what it is", async () => {
    const document = await us.build("1.4.0");
    const { out } = await us.vendor("release", "sign", document, "--key", us.key("stable-a"), "--dry-run");
    expect(out).toContain("tiny 1.4.0, channel stable");
    expect(out).toContain("Dry run: nothing was written.");
    expect(await json("release", "sign", document, "--key", us.key("stable-a"), "--trust", us.at("trust"))).toMatchObject({
      answer: { release: "1.4.0", files: 1, keyid: await idOf("stable-a"), complete: false, needs: [{ role: "stable", threshold: 2 }] },
    });
  });
});

describe("a rotation", () => {
  let trust: string;
  beforeAll(async () => {
    trust = await trustCopy("rotated");
    await us.newKey("root-d");
    await us.newKey("stable-d");
    const gone = (await idOf("root-c")).slice(0, 16);
    const answer = await us.done(
      ...["root", "rotate", trust, "--remove-root-key", gone, "--add-root-key", us.pub("root-d"), "--remove-stable-key"],
      ...[await idOf("stable-c"), "--add-stable-key", us.pub("stable-d")],
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
    const shown = await json("root", "show", trust);
    expect(shown.answer).toMatchObject({ complete: false, documents: [{ complete: true }, { complete: false }, { complete: true }] });
    await expect(us.pack("1.5.0", { trust })).rejects.toThrow("ARCHIVE_SIGNATURES_MISSING");
    expect((await us.vendor("root", "rotate", trust, "--root-threshold", "1")).err).toContain("does not have all its signatures yet");
  });

  it("is followed by a server that has the root before", async () => {
    await us.sign(join(trust, "2.root.json"), "root-a");
    const file = await us.pack("1.5.0", { trust });
    expect(await verify(file)).toMatchObject({ code: 0 });
    expect(await verify(file, join(trust, "2.root.json"))).toMatchObject({ code: 0 });
    expect((await learnt(file)).root.signed.version).toBe(2);
    // What was packed before is older than what is known now.
    expect(await learnt(good, await learnt(file)).catch(({ code }) => code)).toBe("ARCHIVE_TRUST_OLDER");
  });

  it("of a key that is not there, or of nothing, is not made", async () => {
    expect(await us.vendor("root", "rotate", trust, "--remove-root-key", "0123456789abcdef")).toMatchObject({ code: 2 });
    expect(await us.vendor("root", "rotate", trust)).toMatchObject({ code: 2, err: expect.stringContaining("nothing to change") });
    expect(await us.vendor("root", "rotate", trust, "--root-threshold", "4")).toMatchObject({
      code: 2,
      err: expect.stringContaining("“root”"),
    });
  });
});

describe("a revoked release", () => {
  let trust: string;
  beforeAll(async () => {
    trust = await trustCopy("revoking");
    await us.done("root", "rotate", trust, "--revoke", "tiny.maj.1.1.0");
    await us.sign(join(trust, "targets.json"), "targets-a");
  });

  it("is not packed again, and is refused by the servers that heard of it", async () => {
    await expect(us.pack("1.1.0", { trust })).rejects.toThrow("ARCHIVE_REVOKED");
    const later = await us.pack("1.6.0", { trust });
    const known = await learnt(later);
    expect(known.revoked).toEqual([{ prefix: "tiny", version: "1.1.0" }]);
    expect((await json("root", "show", trust)).answer).toMatchObject({ revoked: ["tiny.maj.1.1.0"] });
  });

  it("cannot be given new signatures", async () => {
    const keys = ["--key", us.key("stable-a"), us.key("stable-b")];
    expect(
      await json("archive", "resign", good, "--expires", "2030-01-01T00:00:00Z", ...keys, "--trust", trust, "--out", us.at("no")),
    ).toMatchObject({
      code: 1,
      answer: { code: "ARCHIVE_REVOKED", trust: "revoked" },
    });
  });

  it("may be restored", async () => {
    await us.done("root", "rotate", trust, "--unrevoke", "tiny.maj.1.1.0.tgz");
    expect((await json("root", "show", trust)).answer).toMatchObject({ revoked: [], documents: [{}, { version: 3 }] });
    expect(await us.vendor("root", "rotate", trust, "--unrevoke", "tiny.maj.1.1.0")).toMatchObject({ code: 2 });
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
  const resign = (...options: string[]) => ["archive", "resign", old, "--trust", us.at("trust"), "--out", us.at("resigned"), ...options];

  it("is refused, and accepted with new signatures, the same content", async () => {
    const { code, answer } = await verify(old);
    expect({ code, answer }).toMatchObject({ code: 1, answer: { code: "ARCHIVE_EXPIRED", trust: "expired" } });
    const { file } = await us.done(...resign("--expires", LATER, "--key", us.key("stable-a"), us.key("stable-b")));
    const renewed = await verify(String(file));
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
    for (const name of ["stable-b", "stable-c"]) await us.done("release", "sign", String(document), "--key", us.key(name));
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
      for (const name of ["stable-a", "stable-b"]) await us.done("release", "sign", document, "--key", us.key(name));
    expect(await us.vendor(...resign("--release", other))).toMatchObject({
      code: 2,
      err: expect.stringContaining("not that of this archive"),
    });
    expect(await us.vendor(...resign("--release", same))).toMatchObject({ code: 2, err: expect.stringContaining("no newer") });
    expect(await us.vendor(...resign("--release", same, "--expires", LATER))).toMatchObject({
      code: 2,
      err: expect.stringContaining("Either"),
    });
  });

  it("of somebody else gets no signature of ours", async () => {
    const stranger = await tinyCeremony(await mkdtemp(us.at("stranger-")));
    const theirs = await stranger.pack("1.1.0");
    const keys = ["--key", us.key("stable-a"), us.key("stable-b")];
    const words = ["archive", "resign", theirs, "--trust", us.at("trust"), "--out", us.at("no"), "--expires", LATER, ...keys];
    expect(await json(...words)).toMatchObject({ code: 1, answer: { code: "ARCHIVE_UNKNOWN_SIGNER" } });
    expect(await readdir(directory)).not.toContain("no");
  });
});

async function learntIdAt(file: string, now: number): Promise<string> {
  const trust = firstTrust(await loadTrustedRoot(us.at("trust", "1.root.json")));
  const { summary } = await readArchive(inChunks(await readFile(file)), { trust, now, staging: null, judge() {} });
  return summary.contentId;
}

describe("reading archives", () => {
  it("shows one that nobody vouches for, and says so", async () => {
    const { out } = await us.vendor("archive", "inspect", good);
    expect(out.split("\n")[0]).toMatch(/^NOTHING WAS VERIFIED/);
    expect(out).toContain("META/targets.json: version 1");
    expect((await json("archive", "inspect", good)).answer).toMatchObject({
      ok: true,
      verified: false,
      documents: [{ entry: "META/root/1.root.json" }, { entry: "META/targets.json" }, { entry: "META/stable.json" }],
      files: [{ path: "service.mjs", bytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
    });
    expect(await us.vendor("archive", "inspect", us.pub("root-a"))).toMatchObject({ code: 1 });
  });

  it("compares two", async () => {
    const other = await us.pack("1.9.0");
    const { code, answer } = await json("archive", "diff", good, other);
    expect({ code, answer }).toMatchObject({
      code: 0,
      answer: {
        from: { version: "1.1.0" },
        to: { version: "1.9.0" },
        files: { added: [], removed: [], changed: [{ path: "service.mjs" }], unchanged: 0 },
        fields: [{ field: "version", from: "1.1.0", to: "1.9.0" }],
      },
    });
    expect((await us.vendor("archive", "diff", good, other)).out).toContain("~ service.mjs");
  });
});

describe("a dry run", () => {
  it("writes nothing", async () => {
    const document = await us.build("1.9.0");
    for (const name of ["stable-a", "stable-b"]) await us.done("release", "sign", document, "--key", us.key(name));
    const one = us.pub("root-a");
    const before = await readdir(directory, { recursive: true });
    const contents = await Promise.all([document, us.at("trust", "targets.json")].map((file) => readFile(file, "utf8")));
    for (const words of [
      ["key", "new", "--out", us.at("dry", "k.pem")],
      ["root", "init", "--out", us.at("dry"), "--root-key", one, "--targets-key", one, "--stable-key", one, "--unstable-key", one],
      ["root", "sign", us.at("trust", "targets.json"), "--key", us.key("targets-a")],
      ["root", "rotate", us.at("trust"), "--revoke", "tiny.maj.1.9.0", "--root-expires", "2040-01-01T00:00:00Z"],
      ["release", "build", us.at("release-1.9.0"), "--out", us.at("dry")],
      ["release", "sign", document, "--key", us.key("stable-c")],
      ["release", "renew", good, "--trust", us.at("trust"), "--expires", "2040-01-01T00:00:00Z", "--out", us.at("dry")],
      ["archive", "pack", us.at("release-1.9.0"), "--release", document, "--trust", us.at("trust"), "--out", us.at("dry")],
      [
        "archive",
        "resign",
        good,
        ...["--expires", "2030-01-01T00:00:00Z", "--key", us.key("stable-a"), us.key("stable-b")],
        "--trust",
        us.at("trust"),
        "--out",
        us.at("dry"),
      ],
    ]) {
      expect(await us.done(...words, "--dry-run"), words.join(" ")).toMatchObject({ ok: true, dryRun: true });
    }
    expect(await readdir(directory, { recursive: true })).toEqual(before);
    expect(await Promise.all([document, us.at("trust", "targets.json")].map((file) => readFile(file, "utf8")))).toEqual(contents);
  });
});
