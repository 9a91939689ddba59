import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { broken } from "../../robustness/archives/broken-archives.ts";
import { runIdSchema, SUPERVISEUR } from "../../shared/journal.ts";
import { openJournal } from "../journal/journal.ts";
import { tinyVendor } from "../testing/tiny-archive.ts";

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
  return { code: status, out: plain(stdout), err: plain(stderr) };
}
/** French is printed with spaces that do not break a line. */
const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, " ");

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-cli-"));
  const vendor = await tinyVendor(directory);
  const good = await vendor.pack("1.1.0");
  await mkdir(at("out"));
  await writeFile(archive(), good);
  await writeFile(at("altered.tgz"), broken.changedPayload(good));
  await tinyVendor(at("other"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

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
      answer: {
        ok: true,
        code: null,
        trust: "trusted",
        facts: { prefix: "tiny", version: "1.1.0", payloadFiles: 1 },
      },
    });
  });

  it("leaves with 1 for one that does not, and says what to do", () => {
    expect(superviseur("verify", "altered.tgz", "--root", root())).toEqual({
      code: 1,
      out: "",
      err:
        "Archive refusée (ARCHIVE_FILE_ALTERED).\nUn fichier de l’archive a été modifié : service.mjs.\n" +
        "Ne l’installez pas. Téléchargez de nouveau l’archive. Si l’erreur persiste, appelez le support.\n",
    });
    const { code, out, err } = superviseur("verify", "altered.tgz", "--root", root(), "--json");
    expect({ code, err, answer: JSON.parse(out) }).toMatchObject({
      code: 1,
      err: "",
      answer: {
        ok: false,
        code: "ARCHIVE_FILE_ALTERED",
        trust: "altered",
        entry: "service.mjs",
        offset: expect.any(Number),
      },
    });
  });

  it("leaves with 1 for another vendor's root, and for a folder", () => {
    expect(superviseur("verify", archive(), "--root", at("other", "keys", "root.json"))).toMatchObject({
      code: 1,
      err: expect.stringContaining("ARCHIVE_UNKNOWN_SIGNER"),
    });
    expect(superviseur("verify", "out", "--root", root())).toMatchObject({
      code: 1,
      err: expect.stringContaining("ARCHIVE_IS_FOLDER"),
    });
  });

  it("leaves with 2 when it could not be tried", () => {
    expect(superviseur("verify", "nowhere.tgz", "--root", root())).toMatchObject({
      code: 2,
      err: expect.stringContaining("nowhere.tgz"),
    });
    expect(superviseur("verify", archive(), "--root", at("altered.tgz")).code).toBe(2);
    expect(superviseur("verify", archive())).toMatchObject({
      code: 2,
      err: expect.stringContaining("superviseur.yaml"),
    });
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
    journal.append(runId, {
      type: "run:opened",
      by: SUPERVISEUR,
      fileName: "tiny.maj.1.1.0.tgz",
      fileSize: 1,
      from: "1.0.0",
      source: "upload",
    });
    journal.append(runId, { type: "run:ended", outcome: "cancelled", error: null, locked: false });
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
    expect(superviseur("--help")).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^Utilisation : superviseur/),
    });
    expect(superviseur("vendor", "--help").out).not.toContain("display");
    expect(superviseur("verify", "--help", "--language", "en").out).toMatch(/^Usage: superviseur verify/);
    expect(superviseur("--language=en", "verify", "altered.tgz", "--root", root()).err).toContain(
      "A file in the archive",
    );
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
    ["vendor", "release", "build", "release", "--out", "o", "--now", "hier"],
    ["vendor"],
    ["--language", "de", "trust", "show"],
  ])("leaves with 2 for a wrong command: %j %j", (...args: string[]) => {
    expect(superviseur(...args)).toMatchObject({
      code: 2,
      out: "",
      err: expect.stringMatching(/^La commande est incorrecte : /),
    });
  });
});
