import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { GroupView, NewPassword, UserView } from "../../shared/api/accounts.ts";
import type { AuditEntry } from "../../shared/api/audit.ts";
import { PERMISSIONS } from "../../shared/permissions.ts";
import { AUDIT_PAGE } from "../limits.ts";
import type { HttpClient } from "../testing/http-client.ts";
import { openWebHarness, type WebHarness } from "../testing/web-harness.ts";

let web: WebHarness;
let admin: HttpClient;
beforeEach(async () => {
  web = await openWebHarness();
  admin = await web.admin();
});
afterEach(() => web.stop());

const users = async (): Promise<UserView[]> => (await admin.get<{ users: UserView[] }>("/users")).body.users;
const lastLine = async (): Promise<AuditEntry | undefined> =>
  (await admin.get<{ entries: AuditEntry[] }>("/audit")).body.entries[0];
const patch = (json: unknown) => ({ method: "PATCH", json });

describe("a user", () => {
  it("is created with a password that is shown once, and no answer ever holds a hash", async () => {
    const { status, body } = await admin.post<NewPassword>("/users", { name: "Zoé", groups: ["support"] });
    expect([status, body.user.name, body.user.mustChangePassword]).toEqual([201, "Zoé", true]);
    expect((await web.client().login("Zoé", body.password)).user.groups).toEqual(["Support"]);
    expect(JSON.stringify(await users())).not.toMatch(/argon2|password"/);
    const line = web.access.audit.page(null, 2).entries[1];
    expect(line).toMatchObject({
      actor: { name: "Admin" },
      action: "user:create",
      outcome: "done",
      facts: { user: "Zoé", groups: "support" },
    });
  });

  it("is renamed, moved and disabled, and the audit says what was asked", async () => {
    const { body } = await admin.post<NewPassword>("/users", { name: "Zoé", groups: ["support"] });
    const answer = await admin.call<UserView>(
      `/users/${body.user.id}`,
      patch({ name: "Zoé L.", groups: [], active: false }),
    );
    expect(answer.body).toMatchObject({ name: "Zoé L.", groups: [], active: false });
    expect(await lastLine()).toMatchObject({
      action: "user:update",
      facts: { user: "Zoé", name: "Zoé L.", groups: "", active: "false" },
    });
    expect(
      await web
        .client()
        .refusal("/session", { method: "POST", json: { name: "Zoé L.", password: body.password } }),
    ).toMatchObject({
      code: "LOGIN_FAILED",
    });
  });

  it("whose password is reset is thrown out and must choose a new one", async () => {
    const zoe = await web.user("Zoé", ["support"]);
    const id = (await users()).find(({ name }) => name === "Zoé")?.id;
    const { body } = await admin.post<NewPassword>(`/users/${id}/password`);
    expect(await zoe.refusal("/session")).toMatchObject({ code: "SESSION_REQUIRED" });
    expect((await web.client().login("Zoé", body.password)).mustChangePassword).toBe(true);
  });

  it("that is the last of Système stays, and the try is written down", async () => {
    const id = (await users())[0]?.id;
    for (const change of [{ active: false }, { groups: [] }])
      expect(await admin.refusal(`/users/${id}`, patch(change))).toEqual({
        status: 409,
        code: "LAST_SYSTEM_USER",
        facts: {},
      });
    expect(await lastLine()).toMatchObject({
      action: "user:update",
      outcome: "refused",
      facts: { user: "Admin", code: "LAST_SYSTEM_USER" },
    });
    expect((await users())[0]).toMatchObject({ active: true, groups: ["systeme"] });
  });

  it("that does not exist cannot be changed", async () => {
    expect(await admin.refusal("/users/ghost", patch({ active: false }))).toMatchObject({
      status: 404,
      code: "NOT_FOUND",
    });
    expect(await admin.refusal("/users/ghost/password", { method: "POST" })).toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

describe("a group", () => {
  it("is created, changed and deleted", async () => {
    const { status, body } = await admin.post<GroupView>("/groups", {
      name: "Nuit",
      permissions: ["run:follow"],
    });
    expect([status, body]).toMatchObject([
      201,
      { name: "Nuit", permissions: ["run:follow"], builtIn: false, members: 0 },
    ]);
    const changed = await admin.call<GroupView>(
      `/groups/${body.id}`,
      patch({ name: "Garde", permissions: ["run:follow", "run:cancel"] }),
    );
    expect(changed.body).toMatchObject({ name: "Garde", permissions: ["run:follow", "run:cancel"] });
    expect((await admin.call(`/groups/${body.id}`, { method: "DELETE" })).status).toBe(204);
    expect(await lastLine()).toMatchObject({
      action: "group:delete",
      outcome: "done",
      facts: { group: "Garde" },
    });
  });

  it("that is built in can be edited, not deleted, and Système keeps what it needs", async () => {
    expect(await admin.refusal("/groups/support", { method: "DELETE" })).toMatchObject({
      status: 409,
      code: "BUILT_IN_PROTECTED",
    });
    const without = PERMISSIONS.filter((permission) => permission !== "user:manage");
    expect(
      await admin.refusal("/groups/systeme", patch({ name: "Système", permissions: without })),
    ).toMatchObject({
      status: 409,
      code: "LAST_SYSTEM_USER",
    });
  });

  it("with a permission that does not exist is refused, with the field", async () => {
    expect(
      await admin.refusal("/groups", { method: "POST", json: { name: "N", permissions: ["run:fly"] } }),
    ).toEqual({
      status: 400,
      code: "INPUT_INVALID",
      facts: { field: "permissions.0" },
    });
  });

  it("that grants a right less takes it at once from those who are logged in", async () => {
    const support = await web.user("Camille", ["support"]);
    expect((await support.get("/runs")).status).toBe(200);
    await admin.call("/groups/support", patch({ name: "Support", permissions: [] }));
    expect(await support.refusal("/runs")).toMatchObject({ code: "PERMISSION_DENIED" });
  });
});

describe("the audit", () => {
  it("is read page by page, newest first, without a hole", async () => {
    const passerBy = await web.user("Dominique", []);
    for (let i = 0; i < AUDIT_PAGE; i += 1) await passerBy.refusal("/runs");
    const first = (await admin.get<{ entries: AuditEntry[]; more: boolean }>("/audit")).body;
    const before = first.entries.at(-1)?.seq ?? 0;
    const second = (await admin.get<{ entries: AuditEntry[]; more: boolean }>(`/audit?before=${before}`))
      .body;
    expect([first.entries.length, first.more, second.more]).toEqual([AUDIT_PAGE, true, false]);
    const seqs = [...first.entries, ...second.entries].map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, index) => seqs.length - index));
    expect(web.access.audit.verify()).toBeNull();
  });
});
