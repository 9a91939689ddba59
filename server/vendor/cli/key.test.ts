import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commandLine } from "../../testing/command-line.ts";

const SECRET = "orage de novembre";
let directory: string;
const at = (...parts: string[]): string => join(directory, ...parts);
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-key-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const key = (words: readonly string[], secret: string | null = SECRET) =>
  commandLine(["vendor", "key", ...words], {
    LANG: "en",
    ...(secret === null ? {} : { SUPERVISEUR_KEY_PASSPHRASE: secret }),
  });
const made = async (name = "k.pem"): Promise<string> => {
  expect(await key(["new", "--out", at(name)])).toMatchObject({ code: 0, err: "" });
  return at(name);
};

/** A person at a keyboard, who answers each question with the next line. */
function person(...lines: string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  // As process.stderr, it outlives the question.
  output.end = () => output;
  let shown = "";
  let answered = 0;
  output.on("data", (chunk) => {
    shown += String(chunk);
    // A question is drawn more than once; each is answered at its first.
    const questions = new Set(stripVTControlCharacters(shown).match(/(?:new key|Confirm the passphrase):/g))
      .size;
    if (questions <= answered) return;
    answered = questions;
    setImmediate(() => input.write(`${lines.shift() ?? "\u0003"}\r`));
  });
  return { terminal: { input, output }, shown: () => stripVTControlCharacters(shown) };
}

describe("a new key", () => {
  it("is encrypted, its owner's only, with its public half in the same folder", async () => {
    const file = await made();
    expect(await readFile(file, "utf8")).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const shown = JSON.parse((await key(["show", file, "--json"])).out);
    expect(JSON.parse((await key(["show", `${file}.pub.json`, "--json"], null)).out)).toEqual({
      ...shown,
      private: false,
      file: `${file}.pub.json`,
    });
    expect(JSON.parse(await readFile(`${file}.pub.json`, "utf8"))).toMatchObject({
      keyid: shown.keyid,
      keyval: { public: shown.public },
    });
  });

  it("never replaces one", async () => {
    const file = await made();
    const before = await readFile(file, "utf8");
    expect(await key(["new", "--out", file])).toMatchObject({
      code: 2,
      err: expect.stringContaining("already exists"),
    });
    await rm(file);
    expect(await key(["new", "--out", file])).toMatchObject({
      code: 2,
      err: expect.stringContaining("k.pem.pub.json"),
    });
    expect(before).toContain("ENCRYPTED");
  });

  it("is not made without a passphrase, nor with a short one", async () => {
    expect(await key(["new", "--out", at("k.pem")], null)).toMatchObject({
      code: 2,
      err: expect.stringContaining("passphrase is missing"),
    });
    expect(await key(["new", "--out", at("k.pem")], "orage")).toMatchObject({
      code: 2,
      err: expect.stringContaining("too short"),
    });
    expect(await key(["new", "--out", at("nowhere", "k.pem")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("nowhere” cannot be written (ENOENT)"),
    });
    expect(await readdir(directory)).toEqual([]);
  });

  it("takes its passphrase from a file before the environment", async () => {
    await writeFile(at("secret"), "quatre lapins sous la lune\n");
    expect(await key(["new", "--out", at("k.pem"), "--passphrase-file", at("secret")])).toMatchObject({
      code: 0,
    });
    expect(await key(["show", at("k.pem")])).toMatchObject({ code: 2 });
    expect(await key(["show", at("k.pem")], "quatre lapins sous la lune")).toMatchObject({ code: 0 });
  });

  it("asks a person twice, and shows nothing of what is typed", async () => {
    const { terminal, shown } = person(SECRET, SECRET);
    expect(
      await commandLine(["vendor", "key", "new", "--out", at("k.pem")], { LANG: "en" }, terminal),
    ).toMatchObject({ code: 0 });
    expect(shown()).toMatch(/Passphrase for the new key:.*Confirm the passphrase:/s);
    for (const length of [SECRET.length, 4]) expect(shown()).not.toContain(SECRET.slice(0, length));
    expect(await key(["show", at("k.pem")])).toMatchObject({ code: 0 });
  });

  it.each<[string, string[], string]>([
    ["types something else the second time", [SECRET, "orage de décembre"], "do not match"],
    ["gives up", [], "passphrase is missing"],
  ])("is not made when the person %s", async (_, lines, words) => {
    const { terminal } = person(...lines);
    const said = await commandLine(["vendor", "key", "new", "--out", at("k.pem")], { LANG: "en" }, terminal);
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining(words) });
    expect(await readdir(directory)).toEqual([]);
  });
});

describe("a key", () => {
  it("opens with its passphrase only", async () => {
    const { code, out } = await key(["show", await made(), "--json"], "orage de décembre");
    expect({ code, answer: JSON.parse(out) }).toEqual({
      code: 2,
      answer: {
        ok: false,
        code: "USAGE",
        message: "This passphrase does not open the key.",
        action: expect.any(String),
      },
    });
  });

  it("that is not there or no key is said", async () => {
    expect(await key(["show", at("nowhere.pem")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("nowhere.pem” cannot be read (ENOENT)"),
    });
    await writeFile(at("words.pem"), "words");
    expect(await key(["show", at("words.pem")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("not an Ed25519 key"),
    });
    const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({
      format: "pem",
      type: "pkcs8",
    });
    await writeFile(at("rsa.pem"), rsa);
    expect(await key(["show", at("rsa.pem")])).toMatchObject({
      code: 2,
      err: expect.stringContaining("not an Ed25519 key"),
    });
  });

  it("under an id that is not its own is not believed", async () => {
    const file = `${await made()}.pub.json`;
    await writeFile(file, (await readFile(file, "utf8")).replace(/"keyid": "..../, '"keyid": "0000'));
    expect(await key(["show", file])).toMatchObject({
      code: 2,
      err: expect.stringContaining("id in this file"),
    });
  });

  it("wrapped again by openssl with more rounds is the same key", async () => {
    const file = await made();
    const words = [
      "pkcs8",
      "-topk8",
      "-v2",
      "aes-256-cbc",
      "-iter",
      "100000",
      "-in",
      file,
      "-out",
      at("s.pem"),
      "-passin",
      "env:S",
      "-passout",
      "env:S",
    ];
    execFileSync("openssl", words, { env: { PATH: process.env.PATH, S: SECRET } });
    expect((await key(["show", at("s.pem")])).out).toBe((await key(["show", file])).out);
  });
});
