import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { schemaVersion } from "../io/schema.ts";
import { CHAIN_START, chainHash } from "../journal/chain.ts";
import { type Access, openAccess } from "./access.ts";
import { ACCESS_MIGRATIONS } from "./migrations.ts";

/** As light as argon2 allows. */
const cost = { memoryCost: 8, timeCost: 1, parallelism: 1 };
const AT = Date.UTC(2026, 10, 21);

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-access-"));
  path = join(directory, "access.sqlite");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const open = (): Access => openAccess({ path, clock: () => AT, cost });
const raw = <T>(work: (database: DatabaseSync) => T): T => {
  const database = new DatabaseSync(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
};

const LINES = [
  ["run:return", "done", '{"returns":"20261121-031200-a1b2c3"}'],
  ["run:return", "refused", '{"code":"RETURN_IMPOSSIBLE"}'],
  ["run:unlock", "refused", '{"code":"UNLOCK_NOBODY_MAY"}'],
  ["access:refused", "refused", '{"permission":"release:return","method":"POST"}'],
  ["session:login", "refused", '{"code":"LOGIN_FAILED"}'],
].map(([action = "", outcome = "", facts = ""], index) => [
  index + 1,
  AT,
  "1",
  "Admin",
  action,
  outcome,
  facts,
  "192.0.2.1",
]);

/** The store of 0.1.0, whose schema had no version: groups that may revert, and audit lines under the names of then. */
const writeVersion0 = (): void =>
  raw((database) => {
    database.exec(`
      PRAGMA journal_mode = WAL;
      CREATE TABLE account (
        id TEXT PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, password TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 1,
        factory INTEGER NOT NULL DEFAULT 0, must_change INTEGER NOT NULL DEFAULT 1, last_login INTEGER
      ) STRICT;
      CREATE TABLE team (id TEXT PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE, permissions TEXT NOT NULL, built_in INTEGER NOT NULL DEFAULT 0) STRICT;
      CREATE TABLE membership (
        account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE, team_id TEXT NOT NULL REFERENCES team (id), PRIMARY KEY (account_id, team_id)
      ) STRICT, WITHOUT ROWID;
      CREATE TABLE session (
        token_hash TEXT PRIMARY KEY, account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE, csrf TEXT NOT NULL,
        created_at INTEGER NOT NULL, seen_at INTEGER NOT NULL, confirmed_at INTEGER NOT NULL
      ) STRICT;
      CREATE TABLE attempt (subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;
      CREATE TABLE audit (
        seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor_id TEXT NOT NULL, actor_name TEXT NOT NULL, action TEXT NOT NULL, outcome TEXT NOT NULL,
        facts TEXT NOT NULL, address TEXT NOT NULL, hash TEXT NOT NULL
      ) STRICT;
      CREATE TRIGGER audit_is_append_only_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
      CREATE TRIGGER audit_is_append_only_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END;
      INSERT INTO team (id, name, permissions, built_in) VALUES
        ('systeme', 'Système', '["run:follow","release:return","user:manage"]', 1),
        ('garde', 'Astreinte', '["release:return","run:follow"]', 0),
        ('deux', 'Deux noms', '["release:return","release:revert"]', 0),
        ('lecture', 'Lecture', '["run:follow"]', 0);
    `);
    let previous = CHAIN_START;
    for (const row of LINES) {
      previous = chainHash(previous, JSON.stringify(row));
      database.prepare("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)").run(...row, previous);
    }
  });

describe("a store of version 0", () => {
  beforeEach(writeVersion0);

  it("gives each group its right to revert under the current name, and loses nothing else", () => {
    const access = open();
    expect(access.accounts.groups().find(({ id }) => id === "garde")).toMatchObject({
      name: "Astreinte",
      permissions: expect.arrayContaining(["release:revert", "run:follow"]),
    });
    access.close();
    const stored = raw((database) => database.prepare("SELECT id, permissions FROM team ORDER BY id").all());
    expect(Object.fromEntries(stored.map(({ id, permissions }) => [id, permissions]))).toMatchObject({
      deux: '["release:revert"]',
      garde: '["release:revert","run:follow"]',
      lecture: '["run:follow"]',
      systeme: '["run:follow","release:revert","user:manage"]',
    });
    expect(raw(schemaVersion)).toBe(ACCESS_MIGRATIONS.length);
  });

  it("shows its audit lines under the current names, and verifies them as they were written", () => {
    const access = open();
    const { entries } = access.audit.page(null, 10);
    expect(entries.reverse().map(({ action, facts }) => [action, facts])).toEqual([
      ["run:revert", { reverts: "20261121-031200-a1b2c3" }],
      ["run:revert", { code: "REVERT_IMPOSSIBLE" }],
      ["run:unlock", { code: "UNLOCK_NO_SUPPORT_KEY" }],
      ["access:refused", { permission: "release:revert", method: "POST" }],
      ["session:login", { code: "LOGIN_FAILED" }],
    ]);
    access.audit.write({
      actor: { id: "1", name: "Admin" },
      action: "run:revert",
      outcome: "done",
      address: "",
    });
    expect(access.audit.verify()).toBeNull();
    access.close();
    const stored = raw((database) => database.prepare("SELECT action, facts FROM audit WHERE seq < 6").all());
    expect(stored.map(({ action, facts }) => [action, facts])).toEqual(
      LINES.map((line) => [line[4], line[6]]),
    );
  });

  it("is migrated once by processes that open it at the same time", async () => {
    const store = new URL("./store.ts", import.meta.url).href;
    const script = `import { openAccessStore } from "${store}"; openAccessStore(process.argv[1]).close();`;
    const run = promisify(execFile);
    await Promise.all(
      [1, 2, 3].map(() => run(process.execPath, ["--input-type=module", "--eval", script, path])),
    );
    expect(raw(schemaVersion)).toBe(ACCESS_MIGRATIONS.length);
  }, 60_000);
});

it("a store of a newer version is refused and left as it is", () => {
  open().close();
  raw((database) => database.exec("PRAGMA user_version = 99"));
  const before = readFileSync(path);
  const facts = { file: path, found: 99, supported: ACCESS_MIGRATIONS.length };
  expect(open).toThrow(expect.objectContaining({ code: "STATE_NEWER", facts }));
  expect(readFileSync(path).equals(before)).toBe(true);
});
