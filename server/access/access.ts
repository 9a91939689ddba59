import { EventEmitter } from "node:events";
import type { DatabaseSync } from "node:sqlite";
import type { GroupView, NewPassword, UserView } from "../../shared/api/accounts.ts";
import type { AuditAction, AuditEntry } from "../../shared/api/audit.ts";
import type { SessionView } from "../../shared/api/session.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Actor } from "../../shared/journal.ts";
import type { Permission } from "../../shared/permissions.ts";
import type { Clock } from "../io/clock.ts";
import { type Account, Accounts, FACTORY_NAME, SYSTEM_GROUP } from "./accounts.ts";
import { Audit, type Origin } from "./audit.ts";
import {
  DEFAULT_COST,
  type HashCost,
  hashPassword,
  passwordMatches,
  readablePassword,
  requireStrong,
} from "./passwords.ts";
import { type Session, Sessions } from "./sessions.ts";
import { inTransaction, openAccessStore } from "./store.ts";
import { Throttle } from "./throttle.ts";

export interface AccessOptions {
  readonly path: string;
  readonly clock: Clock;
  /** A test may hash faster. */
  readonly cost?: HashCost;
}

/** A logged-in person, as of this request. */
export interface Visitor {
  readonly session: Session;
  readonly account: Account;
  readonly permissions: readonly Permission[];
}
export const actorOf = (visitor: Visitor): Actor => ({ id: visitor.account.id, name: visitor.account.name });

export interface UserChange {
  readonly name?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly active?: boolean | undefined;
}

/** A password typed into the name's field must not appear in the audit: a name that no account has is not kept. */
const UNKNOWN: Actor = { id: "?", name: "?" };

const withoutSecret = ({ passwordHash: _, ...view }: Account): UserView => view;

/** Who may come in, and what they may do. Each change and its audit line reach the disk together, or neither does. */
export class Access {
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly sessions: Sessions;
  /** After any change that may end a session or withdraw a right. */
  readonly changes = new EventEmitter<{ changed: [] }>();
  readonly #database: DatabaseSync;
  readonly #throttle: Throttle;
  readonly #clock: Clock;
  readonly #cost: HashCost;
  /** Compared with when the account is unknown, so that the response time reveals nothing. */
  readonly #decoy: Promise<string>;

  constructor({ path, clock, cost = DEFAULT_COST }: AccessOptions) {
    const database = openAccessStore(path);
    this.#database = database;
    this.accounts = new Accounts(database);
    this.audit = new Audit(database, clock);
    this.sessions = new Sessions(database, clock);
    this.#throttle = new Throttle(database, clock);
    this.#clock = clock;
    this.#cost = cost;
    this.#decoy = hashPassword(readablePassword(), cost);
  }

  close(): void {
    this.#database.close();
  }

  /** Makes `Admin` at the very first start; its password is answered once and stored nowhere. */
  async ensureFactoryAccount(): Promise<{ name: string; password: string } | null> {
    if (!this.accounts.isEmpty()) return null;
    const password = readablePassword();
    this.accounts.create({
      name: FACTORY_NAME,
      groups: [SYSTEM_GROUP],
      passwordHash: await hashPassword(password, this.#cost),
      factory: true,
    });
    return { name: FACTORY_NAME, password };
  }

  // --- coming and going ---

  /**
   * An attempt that the throttle stops is not written down: the failures before it are, and a guesser must not fill the disk.
   * @throws CodedError LOGIN_THROTTLED, LOGIN_FAILED
   */
  async login(name: string, password: string, address: string): Promise<{ token: string; visitor: Visitor }> {
    const admission = this.#throttle.admit(name, address);
    const known = this.accounts.byName(name);
    const matches = await passwordMatches(known?.passwordHash ?? (await this.#decoy), password);
    // Read again: the account may have been disabled, or its password reset, while the hash was computed.
    const account = known && this.accounts.byId(known.id);
    if (!matches || !account?.active || account.passwordHash !== known?.passwordHash) {
      const actor = known === null ? UNKNOWN : { id: known.id, name: known.name };
      this.audit.write({
        actor,
        action: "session:login",
        outcome: "refused",
        facts: { code: "LOGIN_FAILED" },
        address,
      });
      throw new CodedError("LOGIN_FAILED");
    }
    admission.forgive();
    return inTransaction(this.#database, () => {
      this.accounts.loggedIn(account.id, this.#clock());
      const { token, session } = this.sessions.open(account.id);
      this.audit.write({
        actor: { id: account.id, name: account.name },
        action: "session:login",
        outcome: "done",
        address,
      });
      return { token, visitor: { session, account, permissions: this.accounts.permissionsOf(account) } };
    });
  }

  logout(visitor: Visitor, address: string): void {
    this.#recorded({ actor: actorOf(visitor), address }, "session:logout", {}, () =>
      this.sessions.close(visitor.session.tokenHash),
    );
  }

  /** The visitor behind a cookie's token, or null; a disabled account has none. */
  visitor(token: string | undefined): Visitor | null {
    return token === undefined ? null : this.#visitorOf(this.sessions.find(token));
  }

  visitorByHash(tokenHash: string): Visitor | null {
    return this.#visitorOf(this.sessions.byHash(tokenHash));
  }

  #visitorOf(session: Session | null): Visitor | null {
    const account = session && this.accounts.byId(session.accountId);
    if (!session || !account?.active) return null;
    return { session, account, permissions: this.accounts.permissionsOf(account) };
  }

  view({ session, account, permissions }: Visitor): SessionView {
    const groups = account.groups.map((id) => this.accounts.group(id)?.name ?? id);
    return {
      user: { id: account.id, name: account.name, groups },
      permissions,
      csrfToken: session.csrfToken,
      mustChangePassword: account.mustChangePassword,
    };
  }

  // --- one's own password ---

  /** The step-up: the password again. @throws CodedError LOGIN_THROTTLED, PASSWORD_WRONG */
  async confirm(visitor: Visitor, password: string, address: string): Promise<void> {
    await this.#prove(visitor, password, address);
    this.audit.write({ actor: actorOf(visitor), action: "session:confirm", outcome: "done", address });
  }

  /** A stolen session must not find the password by trying: guesses here are slowed like those at login. */
  async #prove(visitor: Visitor, password: string, address: string): Promise<void> {
    const { account, session } = visitor;
    const admission = this.#throttle.admit(account.name, address);
    if (!(await passwordMatches(account.passwordHash, password))) {
      const facts = { code: "PASSWORD_WRONG" };
      this.audit.write({
        actor: actorOf(visitor),
        action: "session:confirm",
        outcome: "refused",
        facts,
        address,
      });
      throw new CodedError("PASSWORD_WRONG");
    }
    admission.forgive();
    this.sessions.confirm(session);
  }

  /** Other sessions of the account are closed. @throws CodedError LOGIN_THROTTLED, PASSWORD_WRONG, PASSWORD_WEAK */
  async changePassword(visitor: Visitor, current: string, next: string, address: string): Promise<void> {
    const { account, session } = visitor;
    const origin = { actor: actorOf(visitor), address };
    await this.#prove(visitor, current, address);
    const passwordHash = await hashPassword(next, this.#cost);
    this.#recorded(origin, "password:change", {}, () => {
      requireStrong(next, account.name, current);
      this.accounts.setPassword(account.id, passwordHash, false);
      this.sessions.closeAllOf(account.id, session.tokenHash);
    });
  }

  // --- users and groups ---
  // `origin` null: the installation itself, from its command line or a test; there is no person to hold to account.

  users(): UserView[] {
    return this.accounts.list().map(withoutSecret);
  }

  /** @throws CodedError USER_NAME_TAKEN, INPUT_INVALID */
  async createUser(
    request: { name: string; groups: readonly string[] },
    origin: Origin | null = null,
  ): Promise<NewPassword> {
    const password = readablePassword();
    const passwordHash = await hashPassword(password, this.#cost);
    const facts = { user: request.name, groups: request.groups.join(", ") };
    const account = this.#recorded(origin, "user:create", facts, () =>
      this.accounts.create({ ...request, passwordHash }),
    );
    return { user: withoutSecret(account), password };
  }

  /** A disabled user's sessions are closed. @throws CodedError NOT_FOUND, USER_NAME_TAKEN, LAST_SYSTEM_USER, INPUT_INVALID */
  updateUser(id: string, change: UserChange, origin: Origin | null = null): UserView {
    const facts = {
      user: this.#nameOf(id),
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.groups === undefined ? {} : { groups: change.groups.join(", ") }),
      ...(change.active === undefined ? {} : { active: String(change.active) }),
    };
    return this.#recorded(origin, "user:update", facts, () => {
      const account = this.accounts.update(id, change);
      if (!account.active) this.sessions.closeAllOf(id);
      return withoutSecret(account);
    });
  }

  /** All the user's sessions are closed. @throws CodedError NOT_FOUND */
  async resetPassword(id: string, origin: Origin | null = null): Promise<NewPassword> {
    const password = readablePassword();
    const passwordHash = await hashPassword(password, this.#cost);
    const user = this.#recorded(origin, "password:reset", { user: this.#nameOf(id) }, () => {
      const account = this.accounts.byId(id);
      if (account === null) throw new CodedError("NOT_FOUND");
      this.accounts.setPassword(id, passwordHash, true);
      this.sessions.closeAllOf(id);
      return withoutSecret({ ...account, mustChangePassword: true });
    });
    return { user, password };
  }

  /** `id` null makes a new group. @throws CodedError NOT_FOUND, GROUP_NAME_TAKEN, LAST_SYSTEM_USER */
  saveGroup(
    id: string | null,
    group: { name: string; permissions: readonly Permission[] },
    origin: Origin,
  ): GroupView {
    const facts = {
      group: id === null ? group.name : this.#groupName(id),
      name: group.name,
      permissions: group.permissions.join(", "),
    };
    return this.#recorded(origin, id === null ? "group:create" : "group:update", facts, () =>
      this.accounts.saveGroup(id, group),
    );
  }

  /** @throws CodedError NOT_FOUND, BUILT_IN_PROTECTED, GROUP_IN_USE */
  deleteGroup(id: string, origin: Origin): void {
    this.#recorded(origin, "group:delete", { group: this.#groupName(id) }, () =>
      this.accounts.deleteGroup(id),
    );
  }

  #nameOf(id: string): string {
    return this.accounts.byId(id)?.name ?? id;
  }

  #groupName(id: string): string {
    return this.accounts.group(id)?.name ?? id;
  }

  /** The change and its line in one transaction; a rule that refuses undoes the change and leaves a line of its own. */
  #recorded<T>(origin: Origin | null, action: AuditAction, facts: AuditEntry["facts"], change: () => T): T {
    try {
      return inTransaction(this.#database, () => {
        const result = change();
        if (origin) this.audit.write({ ...origin, action, outcome: "done", facts });
        return result;
      });
    } catch (error) {
      if (origin) this.audit.refusal({ ...origin, action, facts }, error);
      throw error;
    } finally {
      this.changes.emit("changed");
    }
  }
}

export const openAccess = (options: AccessOptions): Access => new Access(options);
