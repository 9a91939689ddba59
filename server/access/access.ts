import type { NewPassword, SessionView, UserView } from "../../shared/api.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Actor } from "../../shared/journal.ts";
import type { Permission } from "../../shared/permissions.ts";
import type { Clock } from "../io/clock.ts";
import { type Account, Accounts, FACTORY_NAME, SYSTEM_GROUP } from "./accounts.ts";
import { Audit } from "./audit.ts";
import { DEFAULT_COST, type HashCost, hashPassword, passwordMatches, readablePassword, requireStrong } from "./passwords.ts";
import { type Session, Sessions } from "./sessions.ts";
import { openAccessStore } from "./store.ts";
import { Throttle } from "./throttle.ts";

export interface AccessOptions {
  readonly path: string;
  readonly clock: Clock;
  /** A test may hash faster. */
  readonly cost?: HashCost;
}

/** Somebody who is logged in, as of this request. */
export interface Visitor {
  readonly session: Session;
  readonly account: Account;
  readonly permissions: readonly Permission[];
}
export const actorOf = (visitor: Visitor): Actor => ({ id: visitor.account.id, name: visitor.account.name });

const withoutSecret = ({ passwordHash: _, ...view }: Account): UserView => view;

/** Who may come in, and what they may do. */
export class Access {
  readonly accounts: Accounts;
  readonly audit: Audit;
  readonly sessions: Sessions;
  readonly #throttle: Throttle;
  readonly #clock: Clock;
  readonly #cost: HashCost;
  readonly #close: () => void;
  /** Compared with when the account is unknown, so that the time tells nothing. */
  #decoy: Promise<string> | null = null;

  constructor({ path, clock, cost = DEFAULT_COST }: AccessOptions) {
    const database = openAccessStore(path);
    this.accounts = new Accounts(database);
    this.audit = new Audit(database, clock);
    this.sessions = new Sessions(database, clock);
    this.#throttle = new Throttle(database, clock);
    this.#clock = clock;
    this.#cost = cost;
    this.#close = () => database.close();
  }

  close(): void {
    this.#close();
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

  /** @throws CodedError LOGIN_THROTTLED, LOGIN_FAILED */
  async login(name: string, password: string, address: string): Promise<{ token: string; visitor: Visitor }> {
    this.#throttle.require(name, address);
    const account = this.accounts.byName(name);
    this.#decoy ??= hashPassword(readablePassword(), this.#cost);
    const matches = await passwordMatches(account?.passwordHash ?? (await this.#decoy), password);
    if (account === null || !matches || !account.active) {
      this.#throttle.failed(name, address);
      this.audit.write({ actor: { id: account?.id ?? "?", name }, action: "session:login", outcome: "refused", address });
      throw new CodedError("LOGIN_FAILED");
    }
    this.#throttle.succeeded(name, address);
    this.accounts.loggedIn(account.id, this.#clock());
    const { token, session } = this.sessions.open(account.id);
    this.audit.write({ actor: { id: account.id, name: account.name }, action: "session:login", outcome: "done", address });
    return { token, visitor: { session, account, permissions: this.accounts.permissionsOf(account) } };
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

  /** The step-up: the password again. @throws CodedError LOGIN_THROTTLED, PASSWORD_WRONG */
  async confirm(visitor: Visitor, password: string, address: string): Promise<void> {
    const { account, session } = visitor;
    this.#throttle.require(account.name, address);
    if (!(await passwordMatches(account.passwordHash, password))) {
      this.#throttle.failed(account.name, address);
      this.audit.write({ actor: actorOf(visitor), action: "session:confirm", outcome: "refused", address });
      throw new CodedError("PASSWORD_WRONG");
    }
    this.#throttle.succeeded(account.name, address);
    this.sessions.confirm(session);
  }

  /** Other sessions of the account are closed. @throws CodedError PASSWORD_WRONG, PASSWORD_WEAK */
  async changePassword(visitor: Visitor, current: string, next: string, address: string): Promise<void> {
    await this.confirm(visitor, current, address);
    requireStrong(next, visitor.account.name, current);
    this.accounts.setPassword(visitor.account.id, await hashPassword(next, this.#cost), false);
    this.sessions.closeAllOf(visitor.account.id, visitor.session.tokenHash);
    this.audit.write({ actor: actorOf(visitor), action: "password:change", outcome: "done", address });
  }

  async createUser(request: { name: string; groups: readonly string[] }): Promise<NewPassword> {
    const password = readablePassword();
    const account = this.accounts.create({ ...request, passwordHash: await hashPassword(password, this.#cost) });
    return { user: withoutSecret(account), password };
  }

  updateUser(
    id: string,
    change: { name?: string | undefined; groups?: readonly string[] | undefined; active?: boolean | undefined },
  ): UserView {
    const account = this.accounts.update(id, change);
    if (!account.active) this.sessions.closeAllOf(id);
    return withoutSecret(account);
  }

  async resetPassword(id: string): Promise<NewPassword> {
    const account = this.accounts.byId(id);
    if (account === null) throw new CodedError("NOT_FOUND");
    const password = readablePassword();
    this.accounts.setPassword(id, await hashPassword(password, this.#cost), true);
    this.sessions.closeAllOf(id);
    return { user: withoutSecret({ ...account, mustChangePassword: true }), password };
  }

  users(): UserView[] {
    return this.accounts.list().map(withoutSecret);
  }
}

export const openAccess = (options: AccessOptions): Access => new Access(options);
