import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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

describe("a ceremony of two out of three", () => {
  it("makes archives that a server accepts", async () => {
    expect(await us.verify(good)).toMatchObject({
      code: 0,
      answer: {
        ok: true,
        code: null,
        trust: "trusted",
        facts: { prefix: "tiny", version: "1.1.0", threshold: 2 },
      },
    });
  });

  it("is shown document by document", async () => {
    const { answer } = await us.asked("root", "show", us.at("trust"));
    const [a, b, c] = await Promise.all(["root-a", "root-b", "root-c"].map(us.idOf));
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
    expect((await us.vendor("root", "show", us.at("trust"))).out).toContain(
      "2 signature(s) out of 2 required, complete",
    );
  });

  it("packs nothing below the threshold", async () => {
    const document = await us.build("1.2.0");
    await us.done("release", "sign", document, "--key", us.key("stable-a"));
    const words = [
      "archive",
      "pack",
      us.at("release-1.2.0"),
      "--release",
      document,
      "--trust",
      us.at("trust"),
      "--out",
      us.at("few"),
    ];
    expect(await us.asked(...words)).toMatchObject({
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
    for (const name of ["stable-a", "stable-c"])
      await us.done("release", "sign", document, "--key", us.key(name));
    const pack = () =>
      us.vendor(
        "archive",
        "pack",
        us.at("release-1.3.0"),
        "--release",
        document,
        "--trust",
        us.at("trust"),
        "--out",
        us.at("changed"),
      );
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
    expect(
      await us.vendor("root", "sign", us.at("trust", "1.root.json"), "--key", us.key("stable-a")),
    ).toMatchObject({
      code: 2,
      err: expect.stringContaining("does not belong to any role"),
    });
    const document = await us.build("1.2.0");
    const words = ["release", "sign", document, "--key", us.key("unstable-a")];
    expect(await us.vendor(...words, "--trust", us.at("trust"))).toMatchObject({ code: 2 });
    expect(JSON.parse(await readFile(document, "utf8")).signatures).toEqual([]);
  });

  it("wants thresholds that can be reached", async () => {
    const one = us.pub("root-a");
    const roles = [
      "--root-key",
      one,
      "--targets-key",
      one,
      "--stable-key",
      one,
      one,
      "--unstable-key",
      one,
      "--stable-threshold",
      "2",
    ];
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
    const expires = async (...options: string[]) =>
      JSON.parse(await readFile(await us.build("1.4.0", ...options), "utf8")).signed.expires;
    expect(await expires()).toBe("2028-10-31T00:00:00Z");
    expect(await expires("--now", "2027-01-01T00:00:00Z")).toBe("2028-12-31T00:00:00Z");
    expect(await expires("--expires", "2027-05-01T00:00:00Z")).toBe("2027-05-01T00:00:00Z");
  });

  it("tells its signer what it is", async () => {
    const document = await us.build("1.4.0");
    const { out } = await us.vendor("release", "sign", document, "--key", us.key("stable-a"), "--dry-run");
    expect(out).toContain("tiny 1.4.0, channel stable");
    expect(out).toContain("Dry run: nothing was written.");
    expect(
      await us.asked("release", "sign", document, "--key", us.key("stable-a"), "--trust", us.at("trust")),
    ).toMatchObject({
      answer: {
        release: "1.4.0",
        files: 1,
        keyid: await us.idOf("stable-a"),
        complete: false,
        needs: [{ role: "stable", threshold: 2 }],
      },
    });
  });
});

describe("reading archives", () => {
  it("shows an untrusted one, and says so", async () => {
    const { out } = await us.vendor("archive", "inspect", good);
    expect(out.split("\n")[0]).toMatch(/^NOTHING WAS VERIFIED/);
    expect(out).toContain("META/targets.json: version 1");
    expect((await us.asked("archive", "inspect", good)).answer).toMatchObject({
      ok: true,
      verified: false,
      documents: [
        { entry: "META/root/1.root.json" },
        { entry: "META/targets.json" },
        { entry: "META/stable.json" },
      ],
      files: [
        { path: "service.mjs", bytes: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      ],
    });
    expect(await us.vendor("archive", "inspect", us.pub("root-a"))).toMatchObject({ code: 1 });
  });

  it("compares two", async () => {
    const other = await us.pack("1.9.0");
    const { code, answer } = await us.asked("archive", "diff", good, other);
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
    for (const name of ["stable-a", "stable-b"])
      await us.done("release", "sign", document, "--key", us.key(name));
    const one = us.pub("root-a");
    const before = await readdir(directory, { recursive: true });
    const contents = await Promise.all(
      [document, us.at("trust", "targets.json")].map((file) => readFile(file, "utf8")),
    );
    for (const words of [
      ["key", "new", "--out", us.at("dry", "k.pem")],
      [
        "root",
        "init",
        "--out",
        us.at("dry"),
        "--root-key",
        one,
        "--targets-key",
        one,
        "--stable-key",
        one,
        "--unstable-key",
        one,
      ],
      ["root", "sign", us.at("trust", "targets.json"), "--key", us.key("targets-a")],
      [
        "root",
        "rotate",
        us.at("trust"),
        "--revoke",
        "tiny.maj.1.9.0",
        "--root-expires",
        "2040-01-01T00:00:00Z",
      ],
      ["release", "build", us.at("release-1.9.0"), "--out", us.at("dry")],
      ["release", "sign", document, "--key", us.key("stable-c")],
      [
        "release",
        "renew",
        good,
        "--trust",
        us.at("trust"),
        "--expires",
        "2040-01-01T00:00:00Z",
        "--out",
        us.at("dry"),
      ],
      [
        "archive",
        "pack",
        us.at("release-1.9.0"),
        "--release",
        document,
        "--trust",
        us.at("trust"),
        "--out",
        us.at("dry"),
      ],
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
    expect(
      await Promise.all([document, us.at("trust", "targets.json")].map((file) => readFile(file, "utf8"))),
    ).toEqual(contents);
  });
});
