import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIdSchema, SUPERVISEUR } from "../../shared/journal.ts";
import { openJournal } from "../journal/journal.ts";
import { broken } from "../testing/broken-archives.ts";
import { manifestOf } from "../testing/tiny-platform.ts";

const CLI = fileURLToPath(new URL("./index.ts", import.meta.url));
let directory: string;
const at = (...parts: string[]): string => join(directory, ...parts);
const archive = (): string => at("out", "tiny.maj.1.1.0.tgz");
const root = (): string => at("keys", "root.json");

interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}
function superviseur(...args: string[]): Answer {
  return superviseurIn({}, ...args);
}
/** The tester's own locale decides nothing. */
function superviseurIn(environment: NodeJS.ProcessEnv, ...args: string[]): Answer {
  const env = { PATH: process.env.PATH, ...environment };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    cwd: directory,
    encoding: "utf8",
    timeout: 20_000,
    env,
  });
  return { code: status, out: stdout, err: stderr };
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-cli-"));
  await mkdir(at("release"));
  const { order: _, ...draft } = manifestOf("1.1.0");
  await writeFile(at("release", "release.yaml"), JSON.stringify(draft));
  await writeFile(at("release", "service.mjs"), "// the service\n");
  expect(superviseur("keys", "keys")).toMatchObject({ code: 0, err: "" });
  expect(superviseur("pack", "release", "--keys", "keys", "--out", "out")).toMatchObject({ code: 0, err: "" });
  await writeFile(at("altered.tgz"), broken.changedPayload(await readFile(archive())));
  await writeFile(at("unsigned.tgz"), broken.unsigned(await readFile(archive())));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

describe("superviseur keys", () => {
  it("never replaces a key ring", async () => {
    const before = await readFile(root(), "utf8");
    expect(superviseur("keys", "keys")).toMatchObject({ code: 2, err: expect.stringContaining("contient déjà un trousseau") });
    expect(await readFile(root(), "utf8")).toBe(before);
  });
});

describe("superviseur pack", () => {
  it("gives the same archive for the same date", async () => {
    for (const out of ["one", "two"])
      expect(superviseur("pack", "release", "--keys", "keys", "--out", out, "--now", "2026-11-21T03:00:00Z").code).toBe(0);
    expect(await readFile(at("one", "tiny.maj.1.1.0.tgz"))).toEqual(await readFile(at("two", "tiny.maj.1.1.0.tgz")));
  });

  it("says every problem of release.yaml with its path, and writes nothing", async () => {
    await mkdir(at("bad"), { recursive: true });
    await writeFile(at("bad", "release.yaml"), "kind: release\nprefix: Tiny\nversion: one\n");
    await writeFile(at("bad", "service.mjs"), "");
    const { code, err } = superviseur("pack", "bad", "--keys", "keys", "--out", "bad-out");
    expect(code).toBe(2);
    expect(err).toMatch(/^prefix: /m);
    expect(err).toMatch(/^version: /m);
    expect(err).toMatch(/^minFrom: /m);
    expect(await readdir(directory)).not.toContain("bad-out");
  });

  it("names what is not payload", async () => {
    await mkdir(at("linked"));
    await cp(at("release"), at("linked"), { recursive: true });
    await symlink("service.mjs", at("linked", "alias.mjs"));
    expect(superviseur("pack", "linked", "--keys", "keys", "--out", "linked-out")).toMatchObject({
      code: 2,
      err: expect.stringContaining("alias.mjs: c’est un lien"),
    });
    expect(superviseur("pack", "nowhere", "--keys", "keys", "--out", "linked-out")).toMatchObject({
      code: 2,
      err: expect.stringMatching(/nowhere\/release\.yaml.* ne peut pas être lu \(ENOENT\)/),
    });
    expect(superviseur("pack", "release", "--keys", "keys", "--out", "release/service.mjs/x").code).toBe(2);
  });

  it("says that the key ring is not there", () => {
    expect(superviseur("pack", "release", "--keys", "nowhere", "--out", "out")).toMatchObject({
      code: 2,
      err: expect.stringContaining("ENOENT"),
    });
  });
});

describe("superviseur verify", () => {
  it("leaves with 0 for an archive that verifies", () => {
    expect(superviseur("verify", archive(), "--root", root())).toMatchObject({
      code: 0,
      out: expect.stringContaining("Archive vérifiée : tiny 1.1.0, canal stable."),
      err: "",
    });
    const { code, out } = superviseur("verify", archive(), "--root", root(), "--json");
    expect({ code, answer: JSON.parse(out) }).toMatchObject({
      code: 0,
      answer: { ok: true, code: null, facts: { prefix: "tiny", version: "1.1.0", payloadFiles: 1 } },
    });
  });

  it("leaves with 1 for one that does not, and says what to do", () => {
    expect(superviseur("verify", "altered.tgz", "--root", root())).toEqual({
      code: 1,
      out: "",
      err:
        "Archive refusée (ARCHIVE_FILE_ALTERED).\nUn fichier de l’archive a été modifié : service.mjs.\n" +
        "Ne l’installez pas. Téléchargez de nouveau l’archive ; si l’erreur se répète, appelez le support.\n",
    });
    const { code, out, err } = superviseur("verify", "altered.tgz", "--root", root(), "--json");
    expect({ code, err, answer: JSON.parse(out) }).toMatchObject({
      code: 1,
      err: "",
      answer: { ok: false, code: "ARCHIVE_FILE_ALTERED", facts: { entry: "service.mjs" } },
    });
  });

  it("leaves with 1 for another vendor's root, and for a folder", () => {
    expect(superviseur("keys", "other").code).toBe(0);
    expect(superviseur("verify", archive(), "--root", at("other", "root.json"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("ARCHIVE_UNKNOWN_SIGNER"),
    });
    expect(superviseur("verify", "release", "--root", root())).toMatchObject({
      code: 1,
      err: expect.stringContaining("ARCHIVE_IS_FOLDER"),
    });
  });

  it("leaves with 2 when it could not be tried", () => {
    expect(superviseur("verify", "nowhere.tgz", "--root", root())).toMatchObject({ code: 2, err: expect.stringContaining("nowhere.tgz") });
    expect(superviseur("verify", archive(), "--root", at("release", "release.yaml")).code).toBe(2);
    expect(superviseur("verify", archive())).toMatchObject({ code: 2, err: expect.stringContaining("--root") });
  });
});

describe("superviseur inspect", () => {
  it("shows an archive that nobody vouches for, and says so", () => {
    const { code, out } = superviseur("inspect", "unsigned.tgz");
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toMatch(/^RIEN N’A ÉTÉ VÉRIFIÉ/);
    expect(out).toContain("tiny 1.1.0, canal stable");
    expect(out).toContain("Ne porte aucune signature");
    expect(JSON.parse(superviseur("inspect", "unsigned.tgz", "--json").out)).toMatchObject({
      verified: false,
      claimedSigners: [],
      files: 1,
    });
  });

  it("leaves with 1 for what is no archive", () => {
    expect(superviseur("inspect", CLI)).toMatchObject({ code: 1, err: expect.stringContaining("pas une archive de mise à jour") });
  });
});

describe("superviseur journal verify", () => {
  it("finds the record that was changed", async () => {
    await writeFile(
      at("superviseur.yaml"),
      'name: T\nprefix: tiny\nroot: .\nstate: state\nlisten: {port: 0}\nsupport: {name: S, phone: "1", email: s@example.org}\ndatabase: {engine: sqlite, file: t.sqlite}\n',
    );
    const verify = () => superviseur("journal", "verify", "--platform", "superviseur.yaml");
    expect(verify()).toMatchObject({ code: 2, err: expect.stringContaining("journal.sqlite") });
    await mkdir(at("state"));
    const journal = openJournal(at("state", "journal.sqlite"));
    const runId = runIdSchema.parse("20261121-031200-a1b2c3");
    journal.append(runId, { type: "run:opened", by: SUPERVISEUR, fileName: "tiny.maj.1.1.0.tgz", fileSize: 1, from: "1.0.0" });
    journal.append(runId, { type: "run:cancel-requested", by: SUPERVISEUR });
    journal.close();
    expect(verify()).toMatchObject({ code: 0, out: "Journal intact : 2 enregistrements.\n" });

    const database = new DatabaseSync(at("state", "journal.sqlite"));
    database.exec("DROP TRIGGER record_is_append_only_update; UPDATE record SET at = at + 1 WHERE seq = 2");
    database.close();
    expect(verify()).toMatchObject({ code: 1, err: expect.stringContaining("l’enregistrement 2") });
  });

  it("says every problem of the platform file", async () => {
    await writeFile(at("wrong.yaml"), "name: T\nprefix: T T\n");
    const { code, err } = superviseur("journal", "verify", "--platform", "wrong.yaml");
    expect(code).toBe(2);
    expect(err).toMatch(/prefix: .*\n.*root: /);
  });
});

describe("superviseur", () => {
  it("helps in French, or in English when asked", () => {
    expect(superviseur("--help")).toMatchObject({ code: 0, out: expect.stringMatching(/^Utilisation : superviseur/) });
    expect(superviseur("verify", "--help", "--language", "en").out).toMatch(/^Usage: superviseur verify/);
    expect(superviseur("--language=en", "verify", "altered.tgz", "--root", root()).err).toContain("A file of the archive");
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ["SUPERVISEUR_LANGUAGE", { SUPERVISEUR_LANGUAGE: "en", LANG: "fr_FR.UTF-8" }, "Usage:"],
    ["an English locale", { LANG: "en_GB.UTF-8" }, "Usage:"],
    ["LC_ALL before LANG", { LC_ALL: "fr_FR.UTF-8", LANG: "en_GB.UTF-8" }, "Utilisation :"],
    ["a locale that says nothing", { LANG: "C.UTF-8" }, "Utilisation :"],
  ])("speaks the language of %s", (_, environment, word) => {
    expect(superviseurIn(environment, "--help").out).toContain(word);
  });

  it.each([
    ["nope"],
    [],
    ["verify", "a", "b", "--root", "r"],
    ["pack", "release", "--keys", "keys", "--out", "o", "--now", "hier"],
    ["--language", "de", "keys", "k"],
  ])("leaves with 2 for a wrong command: %j %j", (...args: string[]) => {
    expect(superviseur(...args)).toMatchObject({ code: 2, out: "", err: expect.stringMatching(/^La commande est incorrecte : /) });
  });
});
