import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAccess } from "../access/access.ts";
import { commandLine } from "../testing/command-line.ts";
import { sqliteFile } from "../testing/sqlite-file.ts";
import { goodMigration, manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import { LIGHT, PASSWORD } from "../testing/web-harness.ts";

let tiny: TinyPlatform;
let passwordFile: string;
beforeEach(async () => {
  tiny = await tinyPlatform();
  passwordFile = join(tiny.directory, "password");
  await writeFile(passwordFile, `${PASSWORD}\n`);
});
afterEach(() => tiny.close());

const asked = (...words: string[]) =>
  commandLine(["revert", "--platform", tiny.platform.config.file, ...words], { LANG: "fr" });
const account = async (name: string, groups: readonly string[]): Promise<void> => {
  const access = openAccess({ path: tiny.platform.state.access, clock: Date.now, cost: LIGHT });
  await access.ensureFactoryAccount();
  const { password } = await access.createUser({ name, groups });
  const { visitor } = await access.login(name, password, "192.0.2.9");
  await access.changePassword(visitor, password, PASSWORD, "192.0.2.9");
  access.close();
};
const audited = (): unknown[] => {
  const access = openAccess({ path: tiny.platform.state.access, clock: Date.now, cost: LIGHT });
  const { entries } = access.audit.page(null, 20);
  access.close();
  return entries.filter(({ action }) => action === "run:revert" || action === "access:refused");
};
const updateAndWork = async (): Promise<string> => {
  const { id } = await tiny.run(await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration));
  const database = new DatabaseSync(sqliteFile(tiny.platform.config), { timeout: 5_000 });
  database.exec("INSERT INTO visit (patient) VALUES ('Dora'), ('Émile')");
  database.close();
  return id;
};

describe("superviseur revert", () => {
  it("says why there is nothing to go back to", async () => {
    expect(await asked("--json")).toMatchObject({
      code: 1,
      out: expect.stringContaining('"reason":"no-update"'),
    });
    expect(await asked()).toMatchObject({ code: 1, err: expect.stringContaining("il n’y a rien à annuler") });
  });

  it("says what would be lost, and with --dry-run no more than that", async () => {
    await updateAndWork();
    const { code, out } = await asked("--dry-run");
    expect(code).toBe(0);
    expect(out).toContain("2 lignes ajoutées dans visit");
    expect(tiny.journal.states({ limit: 9 })).toHaveLength(1);
  });

  it("goes back where no server runs, follows the run to its end, and leaves an audit line", async () => {
    const update = await updateAndWork();
    await account("Zoé", ["systeme"]);
    const said = await asked("--account", "Zoé", "--password-file", passwordFile, "--yes", "--json");
    expect(said).toMatchObject({ code: 0, err: expect.stringContaining("Restauration") });
    const { run, ...answer } = JSON.parse(said.out);
    expect(answer).toMatchObject({
      ok: true,
      outcome: "succeeded",
      from: NEW,
      to: "1.0.0",
      losses: { tables: [{ table: "visit", inserted: 2 }] },
    });
    expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
    expect(tiny.journal.state(run)).toMatchObject({
      kind: "revert",
      reverts: update,
      openedBy: { name: "Zoé" },
      outcome: "succeeded",
    });
    expect(audited()).toMatchObject([
      { outcome: "done", actor: { name: "Zoé" }, address: "cli", facts: { run, reverts: update } },
    ]);
  }, 60_000);

  it.each([
    ["a user without the permission", "Sacha", "support", "PERMISSION_DENIED"],
    ["an unknown user", "Personne", "systeme", "LOGIN_FAILED"],
  ])("refuses %s", async (_, name, group, code) => {
    await updateAndWork();
    await account(name === "Personne" ? "Zoé" : name, [group]);
    expect(await asked("--account", name, "--password-file", passwordFile, "--yes", "--json")).toMatchObject({
      code: 1,
      out: expect.stringContaining(code),
    });
    expect(tiny.journal.states({ limit: 9 })).toHaveLength(1);
  });

  it("does not prompt without a terminal", async () => {
    await updateAndWork();
    expect(await asked()).toMatchObject({ code: 2, err: expect.stringContaining("--password-file") });
    expect(tiny.journal.states({ limit: 9 })).toHaveLength(1);
  });
});
