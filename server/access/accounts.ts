/** Users and groups, and the rules that prevent a lock-out: one active Système user who may manage and start always remains. */
import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { GroupView, UserView } from "../../shared/api/accounts.ts";
import { CodedError } from "../../shared/errors.ts";
import { BUILT_IN_GROUPS, PERMISSIONS, type Permission } from "../../shared/permissions.ts";
import { inTransaction } from "./store.ts";

interface AccountRow {
  id: string;
  name: string;
  password: string;
  active: number;
  factory: number;
  must_change: number;
  last_login: number | null;
}
interface GroupRow {
  id: string;
  name: string;
  permissions: string;
  built_in: number;
}
export interface Account extends UserView {
  readonly passwordHash: string;
}

export const FACTORY_NAME = "Admin";
export const SYSTEM_GROUP = "systeme";
/** What the Système group must keep, or no account could grant it again. */
const SYSTEM_CORE: readonly Permission[] = ["user:manage", "run:start", "run:follow"];

/** SQLite folds the case of a–z only: « ÉLOÏSE » and « Éloïse » would be two users. */
const nameKey = (name: string): string => name.normalize("NFKC").toLowerCase();

export class Accounts {
  readonly #database: DatabaseSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    for (const [id, group] of Object.entries(BUILT_IN_GROUPS)) {
      database
        .prepare("INSERT OR IGNORE INTO team (id, name, permissions, built_in) VALUES (?, ?, ?, 1)")
        .run(id, group.name, JSON.stringify(group.permissions));
    }
  }

  isEmpty(): boolean {
    return this.#database.prepare("SELECT 1 FROM account LIMIT 1").get() === undefined;
  }

  #view(row: AccountRow): Account {
    const groups = this.#database
      .prepare("SELECT team_id FROM membership WHERE account_id = ? ORDER BY team_id")
      .all(row.id);
    return {
      id: row.id,
      name: row.name,
      groups: groups.map((group) => String(group.team_id)),
      active: row.active === 1,
      factory: row.factory === 1,
      mustChangePassword: row.must_change === 1,
      lastLoginAt: row.last_login,
      passwordHash: row.password,
    };
  }

  list(): Account[] {
    return (
      this.#database.prepare("SELECT * FROM account ORDER BY name").all() as unknown as AccountRow[]
    ).map((row) => this.#view(row));
  }

  byId(id: string): Account | null {
    const row = this.#database.prepare("SELECT * FROM account WHERE id = ?").get(id) as unknown as
      | AccountRow
      | undefined;
    return row ? this.#view(row) : null;
  }

  byName(name: string): Account | null {
    return this.list().find((account) => nameKey(account.name) === nameKey(name)) ?? null;
  }

  #existing(id: string): Account {
    const account = this.byId(id);
    if (account === null) throw new CodedError("NOT_FOUND");
    return account;
  }

  create(account: {
    name: string;
    groups: readonly string[];
    passwordHash: string;
    factory?: boolean;
  }): Account {
    const id = randomUUID();
    return this.#guarded(() => {
      this.#requireFreeName(account.name, id);
      this.#database
        .prepare("INSERT INTO account (id, name, password, factory) VALUES (?, ?, ?, ?)")
        .run(id, account.name, account.passwordHash, account.factory ? 1 : 0);
      this.#setGroups(id, account.groups);
      return this.#existing(id);
    });
  }

  update(
    id: string,
    change: {
      name?: string | undefined;
      groups?: readonly string[] | undefined;
      active?: boolean | undefined;
    },
  ): Account {
    return this.#guarded(() => {
      this.#existing(id);
      if (change.name !== undefined) this.#requireFreeName(change.name, id);
      if (change.name !== undefined)
        this.#database.prepare("UPDATE account SET name = ? WHERE id = ?").run(change.name, id);
      if (change.active !== undefined)
        this.#database.prepare("UPDATE account SET active = ? WHERE id = ?").run(change.active ? 1 : 0, id);
      if (change.groups !== undefined) this.#setGroups(id, change.groups);
      return this.#existing(id);
    });
  }

  setPassword(id: string, passwordHash: string, mustChange: boolean): void {
    this.#database
      .prepare("UPDATE account SET password = ?, must_change = ? WHERE id = ?")
      .run(passwordHash, mustChange ? 1 : 0, id);
  }

  loggedIn(id: string, at: number): void {
    this.#database.prepare("UPDATE account SET last_login = ? WHERE id = ?").run(at, id);
  }

  #setGroups(id: string, groups: readonly string[]): void {
    this.#database.prepare("DELETE FROM membership WHERE account_id = ?").run(id);
    for (const group of new Set(groups)) {
      if (this.group(group) === null) throw new CodedError("INPUT_INVALID", { field: "groups" });
      this.#database.prepare("INSERT INTO membership (account_id, team_id) VALUES (?, ?)").run(id, group);
    }
  }

  /** The change, then the rule: a change that breaks it is undone whole. */
  #guarded<T>(change: () => T): T {
    return inTransaction(this.#database, () => {
      const result = change();
      this.#requireSystemUser();
      return result;
    });
  }

  #requireFreeName(name: string, ownId: string): void {
    const other = this.byName(name);
    if (other !== null && other.id !== ownId) throw new CodedError("USER_NAME_TAKEN", { name });
  }

  #requireSystemUser(): void {
    const remaining = this.#database
      .prepare(
        "SELECT COUNT(*) AS n FROM membership JOIN account ON account.id = account_id WHERE team_id = ? AND active = 1",
      )
      .get(SYSTEM_GROUP);
    if (Number(remaining?.n) === 0) throw new CodedError("LAST_SYSTEM_USER");
  }

  // --- groups ---

  groups(): GroupView[] {
    return (
      this.#database.prepare("SELECT * FROM team ORDER BY built_in DESC, name").all() as unknown as GroupRow[]
    ).map((row) => this.#groupView(row));
  }

  group(id: string): GroupView | null {
    const row = this.#database.prepare("SELECT * FROM team WHERE id = ?").get(id) as unknown as
      | GroupRow
      | undefined;
    return row ? this.#groupView(row) : null;
  }

  #groupView(row: GroupRow): GroupView {
    const members = this.#database
      .prepare("SELECT COUNT(*) AS n FROM membership WHERE team_id = ?")
      .get(row.id);
    const stored = new Set<string>(JSON.parse(row.permissions) as string[]);
    return {
      id: row.id,
      name: row.name,
      permissions: PERMISSIONS.filter((permission) => stored.has(permission)),
      builtIn: row.built_in === 1,
      members: Number(members?.n),
    };
  }

  /** `id` null makes a new group. */
  saveGroup(id: string | null, group: { name: string; permissions: readonly Permission[] }): GroupView {
    if (id === SYSTEM_GROUP && SYSTEM_CORE.some((permission) => !group.permissions.includes(permission)))
      throw new CodedError("LAST_SYSTEM_USER");
    const key = id ?? randomUUID();
    return this.#guarded(() => {
      if (this.groups().some((other) => other.id !== key && nameKey(other.name) === nameKey(group.name)))
        throw new CodedError("GROUP_NAME_TAKEN", { name: group.name });
      const permissions = JSON.stringify(group.permissions);
      if (id === null)
        this.#database
          .prepare("INSERT INTO team (id, name, permissions) VALUES (?, ?, ?)")
          .run(key, group.name, permissions);
      else
        this.#database
          .prepare("UPDATE team SET name = ?, permissions = ? WHERE id = ?")
          .run(group.name, permissions, key);
      const saved = this.group(key);
      if (saved === null) throw new CodedError("NOT_FOUND");
      return saved;
    });
  }

  deleteGroup(id: string): void {
    const group = this.group(id);
    if (group === null) throw new CodedError("NOT_FOUND");
    if (group.builtIn) throw new CodedError("BUILT_IN_PROTECTED");
    if (group.members > 0) throw new CodedError("GROUP_IN_USE", { name: group.name });
    this.#database.prepare("DELETE FROM team WHERE id = ?").run(id);
  }

  /** Union over the account's groups, read at each request: a right withdrawn is gone at once. */
  permissionsOf(account: UserView): Permission[] {
    const granted = new Set(account.groups.flatMap((id) => this.group(id)?.permissions ?? []));
    return PERMISSIONS.filter((permission) => granted.has(permission));
  }
}
