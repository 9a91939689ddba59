import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { PERMISSIONS } from "../../shared/permissions.ts";
import {
  LOGIN_FREE_FAILURES,
  LOGIN_FREE_FAILURES_PER_ADDRESS,
  LOGIN_MEMORY_SECONDS,
  SESSION_ABSOLUTE_SECONDS,
  SESSION_IDLE_SECONDS,
} from "../limits.ts";
import { refusal } from "../testing/refusal.ts";
import { type Access, openAccess } from "./access.ts";
import { SYSTEM_GROUP } from "./accounts.ts";

const MINUTE = 60_000;
const HERE = "192.0.2.1";
const THERE = "192.0.2.2";
const CHOSEN = "un mot de passe à moi";
/** As light as argon2 allows. */
const LIGHT = { memoryCost: 8, timeCost: 1, parallelism: 1 };

let directory: string;
let now: number;
let access: Access;
let first: string;

const open = (): Access =>
  openAccess({ path: join(directory, "access.sqlite"), clock: () => now, cost: LIGHT });
const reopen = (): void => {
  access.close();
  access = open();
};

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-access-"));
  now = Date.UTC(2026, 10, 21);
  access = open();
  first = (await access.ensureFactoryAccount())?.password ?? "";
});
afterEach(() => {
  access.close();
  rmSync(directory, { recursive: true, force: true });
});

const wrong = (name = "Admin", address = HERE) =>
  refusal(() => access.login(name, "not the password", address));
const enter = (password = first, name = "Admin", address = HERE) => access.login(name, password, address);
const adminId = (): string => access.accounts.byName("Admin")?.id ?? "";
const outcomes = (): string[] =>
  access.audit.page(null, 100).entries.map(({ action, outcome }) => `${action} ${outcome}`);

describe("the first start", () => {
  it("makes one factory account, and only one", async () => {
    expect(await access.ensureFactoryAccount()).toBeNull();
    expect(access.users()).toMatchObject([
      { name: "Admin", groups: [SYSTEM_GROUP], active: true, factory: true, mustChangePassword: true },
    ]);
  });

  it("stores no password that could be read", () => {
    const raw = new DatabaseSync(join(directory, "access.sqlite"), { readOnly: true });
    expect(JSON.stringify(raw.prepare("SELECT * FROM account").all())).not.toContain(first);
    raw.close();
  });

  it("gives a password that can be read out by telephone", () => {
    expect(first).toMatch(/^([abcdefghjkmnpqrstuvwxyz2-9]{4}-){3}[abcdefghjkmnpqrstuvwxyz2-9]{4}$/);
  });
});

describe("logging in", () => {
  it("opens a session with the groups' permissions, whatever the case of the name", async () => {
    const { token, visitor } = await enter(first, "ADMIN");
    expect(visitor.permissions).toEqual(PERMISSIONS);
    expect(access.visitor(token)?.account.name).toBe("Admin");
    expect(access.view(visitor)).toMatchObject({
      user: { name: "Admin", groups: ["Système"] },
      mustChangePassword: true,
    });
    expect(access.users()[0]?.lastLoginAt).toBe(now);
  });

  it("refuses a wrong password, an unknown user and a disabled one in the same words", async () => {
    const { user, password } = await access.createUser({ name: "Zoé", groups: ["support"] });
    access.updateUser(user.id, { active: false });
    const answers = [
      await wrong(),
      await wrong("Nobody"),
      await refusal(() => access.login("Zoé", password, HERE)),
    ];
    expect(answers).toEqual(Array(3).fill({ code: "LOGIN_FAILED", facts: {} }));
    expect(outcomes()).toEqual(Array(3).fill("session:login refused"));
  });

  it("knows no visitor behind a made-up token or none", () => {
    expect(access.visitor("made-up")).toBeNull();
    expect(access.visitor(undefined)).toBeNull();
  });
});

describe("guessing", () => {
  const failFreely = async (name = "Admin", address = HERE): Promise<void> => {
    for (let i = 0; i < LOGIN_FREE_FAILURES; i += 1)
      expect(await wrong(name, address)).toMatchObject({ code: "LOGIN_FAILED" });
  };

  it("is slowed after some failures, even with the right password, and reports for how long", async () => {
    await failFreely();
    expect(await refusal(() => enter())).toEqual({ code: "LOGIN_THROTTLED", facts: { seconds: 2 } });
    now += 2_000;
    await expect(enter()).resolves.toBeDefined();
  });

  it("waits twice as long after each further failure, up to a quarter of an hour", async () => {
    await failFreely();
    const waits = [];
    for (let i = 0; i < 12; i += 1) {
      const { facts } = await refusal(() => enter());
      waits.push(facts.seconds);
      now += Number(facts.seconds) * 1000;
      await wrong();
    }
    expect(waits).toEqual([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]);
  });

  it("stays slowed when Superviseur is restarted", async () => {
    await failFreely();
    reopen();
    expect(await refusal(() => enter())).toMatchObject({ code: "LOGIN_THROTTLED" });
  });

  it("is counted the same for one name in any case", async () => {
    await failFreely("admin");
    expect(await wrong("ADMIN")).toMatchObject({ code: "LOGIN_THROTTLED" });
  });

  it("from one address does not lock the user out at another", async () => {
    await failFreely();
    await expect(enter(first, "Admin", THERE)).resolves.toBeDefined();
  });

  it("at many names from one address is slowed for all names", async () => {
    for (let i = 0; i < LOGIN_FREE_FAILURES_PER_ADDRESS; i += 1) await wrong(`name ${i}`);
    expect(await refusal(() => enter())).toMatchObject({ code: "LOGIN_THROTTLED" });
    await expect(enter(first, "Admin", THERE)).resolves.toBeDefined();
  });

  it("is forgiven by a success, and forgotten after a day", async () => {
    for (let i = 1; i < LOGIN_FREE_FAILURES; i += 1) await wrong();
    await enter();
    await failFreely();
    now += LOGIN_MEMORY_SECONDS * 1000;
    await failFreely();
  });

  it("with many requests at once is slowed as much as one by one", async () => {
    const guesses = await Promise.all(Array.from({ length: 12 }, () => wrong()));
    expect(guesses.filter(({ code }) => code === "LOGIN_FAILED")).toHaveLength(LOGIN_FREE_FAILURES);
  });

  it("at the step-up is slowed as well", async () => {
    const { visitor } = await enter();
    const guess = () => refusal(() => access.confirm(visitor, "not the password", HERE));
    for (let i = 0; i < LOGIN_FREE_FAILURES; i += 1)
      expect(await guess()).toMatchObject({ code: "PASSWORD_WRONG" });
    expect(await guess()).toMatchObject({ code: "LOGIN_THROTTLED" });
    expect(outcomes()).toContain("session:confirm refused");
  });
});

describe("a password of one's own", () => {
  it("ends the duty to change it", async () => {
    const { token, visitor } = await enter();
    await access.changePassword(visitor, first, CHOSEN, HERE);
    expect(access.visitor(token)?.account.mustChangePassword).toBe(false);
    await expect(enter(CHOSEN)).resolves.toBeDefined();
    expect(await refusal(() => enter(first))).toMatchObject({ code: "LOGIN_FAILED" });
    expect(outcomes()).toContain("password:change done");
  });

  it.each([
    ["too short", "court 1234"],
    ["containing the name", "vive-ADMIN-longtemps"],
    ["of too few different characters", "abababababababab"],
  ])("is refused when %s", async (_, next) => {
    const { visitor } = await enter();
    expect(await refusal(() => access.changePassword(visitor, first, next, HERE))).toEqual({
      code: "PASSWORD_WEAK",
      facts: { minimum: 12 },
    });
    expect(access.users()[0]?.mustChangePassword).toBe(true);
  });

  it("is refused when it is the first one again", async () => {
    const { visitor } = await enter();
    expect(await refusal(() => access.changePassword(visitor, first, first, HERE))).toMatchObject({
      code: "PASSWORD_WEAK",
    });
  });

  it("needs the current one", async () => {
    const { visitor } = await enter();
    expect(await refusal(() => access.changePassword(visitor, "wrong", CHOSEN, HERE))).toMatchObject({
      code: "PASSWORD_WRONG",
    });
  });
});

describe("a session", () => {
  it("ends when nothing was asked for half an hour", async () => {
    const { token } = await enter();
    now += SESSION_IDLE_SECONDS * 1000;
    expect(access.visitor(token)).not.toBeNull();
    now += SESSION_IDLE_SECONDS * 1000 + 1;
    expect(access.visitor(token)).toBeNull();
  });

  it("ends after twelve hours, however busy", async () => {
    const { token } = await enter();
    for (let passed = 0; passed < SESSION_ABSOLUTE_SECONDS * 1000; passed += 20 * MINUTE) {
      expect(access.visitor(token)).not.toBeNull();
      now += 20 * MINUTE;
    }
    now += 1;
    expect(access.visitor(token)).toBeNull();
  });

  it("outlives a restart", async () => {
    const { token } = await enter();
    reopen();
    expect(access.visitor(token)?.account.name).toBe("Admin");
  });

  it("cannot be taken from the stored file", async () => {
    const { token } = await enter();
    const raw = new DatabaseSync(join(directory, "access.sqlite"), { readOnly: true });
    expect(JSON.stringify(raw.prepare("SELECT * FROM session").all())).not.toContain(token);
    raw.close();
  });

  it("is the only one left when its user changes the password", async () => {
    const other = await enter();
    const { token, visitor } = await enter();
    await access.changePassword(visitor, first, CHOSEN, HERE);
    expect(access.visitor(other.token)).toBeNull();
    expect(access.visitor(token)).not.toBeNull();
  });

  it("ends when its user's password is reset, or the user disabled", async () => {
    const { user, password } = await access.createUser({ name: "Zoé", groups: ["support"] });
    const before = await enter(password, "Zoé");
    const reset = await access.resetPassword(user.id);
    expect(reset.user.mustChangePassword).toBe(true);
    expect(access.visitor(before.token)).toBeNull();
    const after = await enter(reset.password, "Zoé");
    access.updateUser(user.id, { active: false });
    expect(access.visitor(after.token)).toBeNull();
    access.updateUser(user.id, { active: true });
    expect(access.visitor(after.token)).toBeNull();
  });

  it("loses a right at once when it is withdrawn", async () => {
    const { user, password } = await access.createUser({ name: "Zoé", groups: ["support"] });
    const { token } = await enter(password, "Zoé");
    expect(access.visitor(token)?.permissions).toEqual(["run:follow", "support:bundle"]);
    access.updateUser(user.id, { groups: [] });
    expect(access.visitor(token)?.permissions).toEqual([]);
  });

  it("is confirmed by a password for five minutes", async () => {
    const { visitor } = await enter();
    now += 5 * MINUTE;
    expect(access.sessions.isConfirmed(visitor.session)).toBe(true);
    now += 1;
    expect(access.sessions.isConfirmed(visitor.session)).toBe(false);
    await access.confirm(visitor, first, HERE);
    expect(access.visitorByHash(visitor.session.tokenHash)?.session.confirmedAt).toBe(now);
  });
});

describe("the last active Système user", () => {
  it.each([
    ["disabled", { active: false }],
    ["taken out of the group", { groups: ["support"] }],
  ])("cannot be %s", async (_, change) => {
    expect(await refusal(() => access.updateUser(adminId(), change))).toMatchObject({
      code: "LAST_SYSTEM_USER",
    });
    expect(access.users()[0]).toMatchObject({ active: true, groups: [SYSTEM_GROUP] });
  });

  it("may leave once another one can log in", async () => {
    const { user } = await access.createUser({ name: "Zoé", groups: [SYSTEM_GROUP] });
    expect(access.updateUser(adminId(), { active: false }).active).toBe(false);
    expect(await refusal(() => access.updateUser(user.id, { active: false }))).toMatchObject({
      code: "LAST_SYSTEM_USER",
    });
  });

  it("keeps what the group must be able to do", async () => {
    const without = PERMISSIONS.filter((permission) => permission !== "user:manage");
    expect(
      await refusal(() => access.accounts.saveGroup(SYSTEM_GROUP, { name: "Système", permissions: without })),
    ).toMatchObject({
      code: "LAST_SYSTEM_USER",
    });
    expect(access.accounts.group(SYSTEM_GROUP)?.permissions).toEqual(PERMISSIONS);
  });
});

describe("names and groups", () => {
  it("refuses a name that another user has, in any case", async () => {
    const { user } = await access.createUser({ name: "Zoé", groups: [] });
    expect(await refusal(() => access.createUser({ name: "ADMIN", groups: [] }))).toEqual({
      code: "USER_NAME_TAKEN",
      facts: { name: "ADMIN" },
    });
    expect(await refusal(() => access.updateUser(user.id, { name: "Admin" }))).toMatchObject({
      code: "USER_NAME_TAKEN",
    });
  });

  it("holds accented names for the same in any case", async () => {
    await access.createUser({ name: "Éloïse", groups: [] });
    expect(await refusal(() => access.createUser({ name: "ÉLOÏSE", groups: [] }))).toMatchObject({
      code: "USER_NAME_TAKEN",
    });
  });

  it("refuses a group that does not exist, and leaves no half-made user", async () => {
    expect(await refusal(() => access.createUser({ name: "Zoé", groups: ["ghosts"] }))).toEqual({
      code: "INPUT_INVALID",
      facts: { field: "groups" },
    });
    expect(access.users()).toHaveLength(1);
  });

  it("refuses a group name twice, and a change to a group that is not there", async () => {
    expect(
      await refusal(() => access.accounts.saveGroup(null, { name: "support", permissions: [] })),
    ).toEqual({
      code: "GROUP_NAME_TAKEN",
      facts: { name: "support" },
    });
    expect(
      await refusal(() => access.accounts.saveGroup("ghosts", { name: "G", permissions: [] })),
    ).toMatchObject({ code: "NOT_FOUND" });
  });

  it("deletes a group only when it is neither built in nor in use", async () => {
    const group = access.accounts.saveGroup(null, { name: "Nuit", permissions: ["run:follow"] });
    const { user } = await access.createUser({ name: "Zoé", groups: [group.id] });
    expect(await refusal(() => access.accounts.deleteGroup("support"))).toMatchObject({
      code: "BUILT_IN_PROTECTED",
    });
    expect(await refusal(() => access.accounts.deleteGroup(group.id))).toEqual({
      code: "GROUP_IN_USE",
      facts: { name: "Nuit" },
    });
    access.updateUser(user.id, { groups: [] });
    access.accounts.deleteGroup(group.id);
    expect(access.accounts.groups().map(({ name }) => name)).toEqual(["Support", "Système"]);
    expect(await refusal(() => access.accounts.deleteGroup(group.id))).toMatchObject({ code: "NOT_FOUND" });
  });

  it("keeps what was changed in a built-in group over a restart", () => {
    access.accounts.saveGroup("support", { name: "Assistance", permissions: ["run:follow", "audit:read"] });
    reopen();
    expect(access.accounts.group("support")).toMatchObject({
      name: "Assistance",
      permissions: ["run:follow", "audit:read"],
      builtIn: true,
    });
  });
});

describe("the audit", () => {
  it("keeps a change that a rule refused, with the reason, and keeps no name that no account has", async () => {
    const origin = { actor: { id: adminId(), name: "Admin" }, address: HERE };
    await refusal(() => access.updateUser(adminId(), { active: false }, origin));
    await wrong("a password typed into the wrong field");
    expect(access.audit.page(null, 10).entries).toMatchObject([
      { actor: { id: "?", name: "?" }, action: "session:login", outcome: "refused" },
      {
        actor: { name: "Admin" },
        action: "user:update",
        outcome: "refused",
        facts: { user: "Admin", code: "LAST_SYSTEM_USER" },
      },
    ]);
  });

  const tamper = (sql: string): void => {
    const raw = new DatabaseSync(join(directory, "access.sqlite"));
    try {
      raw.exec(sql);
    } finally {
      raw.close();
    }
  };

  it("is read newest first, page by page", async () => {
    for (let i = 0; i < 3; i += 1) await enter();
    const page = access.audit.page(null, 2);
    expect([page.entries.map(({ seq }) => seq), page.more]).toEqual([[3, 2], true]);
    expect(access.audit.page(2, 2)).toMatchObject({
      entries: [{ seq: 1, actor: { name: "Admin" }, address: HERE }],
      more: false,
    });
  });

  it("takes neither change nor deletion", async () => {
    await enter();
    expect(() => tamper("UPDATE audit SET actor_name = 'Zoé'")).toThrow("append-only");
    expect(() => tamper("DELETE FROM audit")).toThrow("append-only");
  });

  it.each([
    ["a line that was changed", "UPDATE audit SET outcome = 'refused' WHERE seq = 2", 2],
    ["a line that was taken out", "DELETE FROM audit WHERE seq = 2", 2],
  ])("shows %s by its chain", async (_, sql, at) => {
    for (let i = 0; i < 3; i += 1) await enter();
    expect(access.audit.verify()).toBeNull();
    tamper(`DROP TRIGGER audit_is_append_only_update; DROP TRIGGER audit_is_append_only_delete; ${sql}`);
    expect(access.audit.verify()).toBe(at);
  });
});
