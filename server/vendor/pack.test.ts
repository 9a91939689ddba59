import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { partsOf } from "../../robustness/archives/archive-builder.ts";
import { readArchive } from "../archive/read.ts";
import { firstTrust } from "../archive/trust.ts";
import { loadTrustedRoot } from "../archive/trust-store.ts";
import { writeFileDurably } from "../io/atomic-file.ts";
import { inChunks } from "../testing/tiny-archive.ts";
import { manifestOf } from "../testing/tiny-platform.ts";
import { createKeyRing, type KeyRing, loadKeyRing } from "./keys.ts";
import { DRAFT, type PackProblem, packRelease, readDraft } from "./pack.ts";
import { type ArchiveEntry, archiveBytes } from "./write.ts";

const NOW = Date.parse("2026-11-21T03:00:00Z");
let directory: string;
let release: string;
let keys: KeyRing;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-pack-"));
  release = join(directory, "release");
  keys = await createKeyRing(join(directory, "keys"), { now: NOW });
  const { order: _, ...draft } = manifestOf("1.1.0");
  await mkdir(join(release, "deep", "er"), { recursive: true });
  await writeFile(join(release, DRAFT), JSON.stringify(draft));
  await writeFile(join(release, "service.mjs"), "// the service\n");
  await writeFile(join(release, "deep", "er", "tool"), "#!/bin/sh\n");
  await chmod(join(release, "deep", "er", "tool"), 0o755);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const pack = (out: string, change: { keys?: KeyRing; now?: number; expires?: number } = {}) =>
  packRelease({ directory: release, keys, out: join(directory, out), now: NOW, ...change });

describe("packing", () => {
  it("gives the same bytes for the same input, whatever the files' dates", async () => {
    const first = await pack("a");
    await writeFile(join(release, "service.mjs"), "// the service\n");
    const second = await pack("b", { keys: await loadKeyRing(join(directory, "keys")) });
    expect(await readFile(second.file)).toEqual(await readFile(first.file));
    expect(second.sha256).toBe(first.sha256);
    expect(first).toMatchObject({
      file: join(directory, "a", "tiny.maj.1.1.0.tgz"),
      bytes: (await stat(first.file)).size,
    });
  });

  it("writes the format's order: metadata, then the payload sorted, never the draft", async () => {
    const { file } = await pack("a");
    expect(partsOf(await readFile(file)).map(({ name }) => name)).toEqual([
      "META/FORMAT",
      "META/root/1.root.json",
      "META/targets.json",
      "META/stable.json",
      "deep/er/tool",
      "service.mjs",
    ]);
  });

  it("is read back with its modes and its signer", async () => {
    const { file, sha256, bytes } = await pack("a");
    const trust = firstTrust(await loadTrustedRoot(join(directory, "keys", "root.json")));
    const verdict = await readArchive(inChunks(await readFile(file)), {
      trust,
      now: NOW,
      staging: null,
      judge() {},
    });
    expect(verdict).toMatchObject({
      sha256,
      bytes,
      summary: { signedBy: [keys.signers.stable.key.keyID], expires: "2028-11-20T03:00:00Z" },
    });
    expect(verdict.files.map(({ path, mode }) => [path, mode])).toEqual([
      ["deep/er/tool", 0o755],
      ["service.mjs", 0o644],
    ]);
  });

  it("signed again is the same content", async () => {
    const trust = firstTrust(await loadTrustedRoot(join(directory, "keys", "root.json")));
    const ids = [];
    for (const expires of [NOW + 1e9, NOW + 2e9]) {
      const { file } = await pack("a", { expires });
      const verdict = await readArchive(inChunks(await readFile(file)), {
        trust,
        now: NOW,
        staging: null,
        judge() {},
      });
      ids.push(verdict.summary.contentId);
    }
    expect(ids[0]).toBe(ids[1]);
  });

  it("takes the modes that the draft names, in addition to those of the files", async () => {
    const draft = JSON.parse(await readFile(join(release, DRAFT), "utf8"));
    await writeFile(join(release, DRAFT), JSON.stringify({ ...draft, modes: { "service.mjs": "0755" } }));
    expect((await readDraft(release)).modes).toEqual({ "deep/er/tool": "0755", "service.mjs": "0755" });
  });

  const put = (path: string) => writeFile(join(release, path), "x");
  const long = `${"d".repeat(60)}/${"f".repeat(120)}`;
  it.each<[string, Pick<PackProblem, "problem" | "path">, () => Promise<unknown>]>([
    [
      "a draft that is a list",
      { problem: "draft", path: DRAFT },
      () => writeFile(join(release, DRAFT), "[]"),
    ],
    [
      "a draft that is not YAML",
      { problem: "draft", path: DRAFT },
      () => writeFile(join(release, DRAFT), "a: b: c"),
    ],
    [
      "a link",
      { problem: "link", path: "alias.mjs" },
      () => symlink("service.mjs", join(release, "alias.mjs")),
    ],
    ["two names that are one elsewhere", { problem: "name", path: "service.mjs" }, () => put("SERVICE.mjs")],
    [
      "our own folder",
      { problem: "name", path: "META/FORMAT" },
      () => mkdir(join(release, "META")).then(() => put("META/FORMAT")),
    ],
    [
      "a name that ustar cannot split",
      { problem: "name", path: long },
      () => mkdir(join(release, "d".repeat(60))).then(() => put(long)),
    ],
    [
      "a file of eight gibibytes",
      { problem: "size", path: "big" },
      () => put("big").then(() => truncate(join(release, "big"), 8 ** 11)),
    ],
  ])("refuses a folder with %s, and writes nothing", async (_, problem, spoil) => {
    await spoil();
    await expect(pack("out")).rejects.toMatchObject(problem);
    await expect(readdir(join(directory, "out"))).rejects.toThrow("ENOENT");
  });

  it("says every problem of the draft, and writes nothing", async () => {
    await writeFile(join(release, DRAFT), "kind: release\nprefix: T T\nversion: one\n");
    await expect(pack("out")).rejects.toMatchObject({
      issues: expect.arrayContaining(
        ["prefix", "version", "minFrom"].map((field) => expect.objectContaining({ path: [field] })),
      ),
    });
    await expect(readdir(join(directory, "out"))).rejects.toThrow("ENOENT");
  });

  it("splits a long path as ustar has it, and reads it back", async () => {
    const path = `${"d".repeat(90)}/${"e".repeat(40)}/${"f".repeat(99)}`;
    await mkdir(dirname(join(release, path)), { recursive: true });
    await put(path);
    const { file } = await pack("a");
    expect(partsOf(await readFile(file)).map(({ name }) => name)).toContain(path);
  });
});

describe("writing", () => {
  const written = async (entry: ArchiveEntry): Promise<unknown> => {
    const file = join(directory, "archive.tgz");
    return await writeFileDurably(file, archiveBytes([entry], 0)).catch((error) => error);
  };

  it.each([9, 11])("a file that was signed with %i bytes and has ten leaves no archive", async (size) => {
    await writeFile(join(directory, "ten"), "0123456789");
    const entry = { name: "ten", size, mode: 0o644, content: { file: join(directory, "ten") } };
    expect(await written(entry)).toMatchObject({ name: "FileChanged", path: "ten" });
    expect(await readdir(directory)).not.toContainEqual(expect.stringContaining("archive.tgz"));
  });

  it("a file that is gone leaves no archive", async () => {
    expect(
      await written({ name: "gone", size: 1, mode: 0o644, content: { file: join(directory, "gone") } }),
    ).toMatchObject({
      code: "ENOENT",
    });
    expect(await readdir(directory)).not.toContainEqual(expect.stringContaining("archive.tgz"));
  });
});

describe("a key ring", () => {
  it("keeps its private keys to their owner", async () => {
    const names = (await readdir(join(directory, "keys"))).filter((name) => name.endsWith(".pem"));
    expect(names.sort()).toEqual(["root.pem", "stable.pem", "support.pem", "targets.pem", "unstable.pem"]);
    for (const name of names) expect((await stat(join(directory, "keys", name))).mode & 0o777).toBe(0o600);
  });

  it("is never replaced by a new one: servers would refuse every later archive", async () => {
    const before = await readFile(join(directory, "keys", "root.pem"), "utf8");
    await expect(createKeyRing(join(directory, "keys"), { now: NOW })).rejects.toThrow("never replaced");
    expect(await readFile(join(directory, "keys", "root.pem"), "utf8")).toBe(before);
  });

  it("under a passphrase cannot be used without it", async () => {
    const secret = join(directory, "secret");
    vi.stubEnv("SUPERVISEUR_KEY_PASSPHRASE", "orage de novembre");
    await createKeyRing(secret, { now: NOW });
    expect(await readFile(join(secret, "stable.pem"), "utf8")).toContain("ENCRYPTED");
    vi.stubEnv("SUPERVISEUR_KEY_PASSPHRASE", "");
    await expect(loadKeyRing(secret)).rejects.toThrow();
    vi.unstubAllEnvs();
  });
});
