import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createHarness, type DemoHarness, type Portal, TODAY } from "./demo-harness.ts";
import { DEMO_API_TOKEN, DEMO_PASSWORD } from "./seed/accounts.ts";

let demo: DemoHarness;
beforeEach(async () => {
  demo = await createHarness();
});
afterEach(() => demo.remove());

const form = (fields: Record<string, string>): RequestInit => ({
  method: "POST",
  body: new URLSearchParams(fields),
  redirect: "manual",
});

/** The session's cookie, `name=value`. */
async function logIn(portal: Portal, login = "marie.durand"): Promise<string> {
  const answer = await fetch(`${portal.url}/login`, form({ login, password: DEMO_PASSWORD }));
  expect(answer.status).toBe(303);
  return answer.headers.get("set-cookie")?.split(";")[0] ?? "";
}
const read = async (portal: Portal, path: string, cookie: string): Promise<string> =>
  (await fetch(`${portal.url}${path}`, { headers: { cookie } })).text();

const post = (portal: Portal, body: unknown, token = DEMO_API_TOKEN): Promise<Response> =>
  fetch(`${portal.url}/api/appointments`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
const APPOINTMENT = {
  patientId: 3,
  practitionerId: 2,
  startsAt: `${TODAY}T10:00`,
  durationMinutes: 30,
  note: "Essai",
};

describe("4.6.2", () => {
  let portal: Portal;
  beforeEach(async () => {
    portal = await demo.start("4.6.2");
  });

  test("is healthy, and counts the rows of its database", async () => {
    const answer = await fetch(`${portal.url}/health`);
    expect(answer.status).toBe(200);
    const rows = Number(demo.query("SELECT COUNT(*) AS n FROM appointments")[0]?.n);
    expect(await answer.json()).toMatchObject({
      status: "ok",
      version: "4.6.2",
      appointments: rows,
      patients: 400,
    });
  });

  test("shows nothing before the login, and refuses a wrong password", async () => {
    const answer = await fetch(`${portal.url}/`, { redirect: "manual" });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, "/login"]);
    expect((await fetch(`${portal.url}/api/appointments/1`)).status).toBe(401);
    expect(
      (await fetch(`${portal.url}/login`, form({ login: "marie.durand", password: "faux" }))).status,
    ).toBe(401);
    expect((await post(portal, APPOINTMENT, "inconnu")).status).toBe(401);
  });

  test("leads an administrator to the Superviseur, and no other account", async () => {
    expect(await read(portal, "/", await logIn(portal))).toContain('href="/superviseur"');
    expect(await read(portal, "/", await logIn(portal, "paul.lefevre"))).not.toContain("/superviseur");
  });

  test("lists a day, of one service or of all", async () => {
    const cookie = await logIn(portal);
    const rows = (page: string): number => page.split("<tr ").length - 1;
    const of = (where: string): number =>
      Number(
        demo.query(`SELECT COUNT(*) AS n FROM appointments WHERE starts_at LIKE '${TODAY}%' ${where}`)[0]?.n,
      );
    expect(rows(await read(portal, `/?date=${TODAY}`, cookie))).toBe(of(""));
    expect(rows(await read(portal, `/?date=${TODAY}&service=1`, cookie))).toBe(of("AND service_id = 1"));
  });

  test("adds an appointment from the form, escapes what was typed, and shows it", async () => {
    const cookie = await logIn(portal);
    const fields = {
      patientId: "3",
      practitionerId: "2",
      date: TODAY,
      time: "07:05",
      durationMinutes: "20",
      actCode: "",
      note: "<b>ici</b>",
    };
    const answer = await fetch(`${portal.url}/appointments`, { ...form(fields), headers: { cookie } });
    expect(answer.headers.get("location")).toBe(`/?date=${TODAY}&added=1`);
    const page = await read(portal, `/?date=${TODAY}`, cookie);
    expect(page).toContain("07:05");
    expect(page).toContain("&lt;b&gt;ici&lt;/b&gt;");
  });

  test("says what is wrong in the form and keeps what was typed", async () => {
    const cookie = await logIn(portal);
    const fields = {
      patientId: "3",
      practitionerId: "99",
      date: TODAY,
      time: "07:05",
      durationMinutes: "20",
      note: "gardée",
    };
    const answer = await fetch(`${portal.url}/appointments`, { ...form(fields), headers: { cookie } });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/role="alert">practitionerId[\s\S]*value="gardée"/);
  });

  test("answers 201 to the API once another reader of the database sees the row", async () => {
    const answer = await post(portal, APPOINTMENT);
    expect(answer.status).toBe(201);
    const { id } = (await answer.json()) as { id: number };
    expect(demo.query("SELECT note, ends_at, created_by FROM appointments WHERE id = ?", id)).toEqual([
      { note: "Essai", ends_at: `${TODAY}T10:30`, created_by: "paul.lefevre" },
    ]);
    const headers = { authorization: `Bearer ${DEMO_API_TOKEN}` };
    expect(await (await fetch(`${portal.url}/api/appointments/${id}`, { headers })).json()).toMatchObject({
      id,
      note: "Essai",
    });
  });

  test("refuses bad API input and forms of another site", async () => {
    expect((await post(portal, { ...APPOINTMENT, startsAt: "2026-02-30T10:00" })).status).toBe(400);
    expect((await post(portal, { ...APPOINTMENT, patientId: 9999 })).status).toBe(400);
    const cookie = await logIn(portal);
    const foreign = await fetch(`${portal.url}/appointments`, {
      ...form({}),
      headers: { cookie, origin: "https://ailleurs.example" },
    });
    expect(foreign.status).toBe(403);
  });

  test("gives a patient's letter from the data files, and the nomenclature", async () => {
    const cookie = await logIn(portal);
    const letter = await fetch(`${portal.url}/letters/1`, { headers: { cookie } });
    expect(letter.headers.get("content-type")).toBe("application/pdf");
    expect(Buffer.from(await letter.arrayBuffer()).toString("latin1", 0, 5)).toBe("%PDF-");
    expect(await read(portal, "/nomenclature?q=genou", cookie)).toContain("Radiographie du genou");
  });

  test("speaks WebSocket: sends a text back, reports colleagues and new appointments", async () => {
    const cookie = await logIn(portal);
    const socket = connect(Number(new URL(portal.url).port), "127.0.0.1");
    const heard: string[] = [];
    let wake = (): void => {};
    socket.setEncoding("latin1").on("data", (text: string) => {
      heard.push(text);
      wake();
    });
    const until = async (part: string): Promise<void> => {
      while (!heard.join("").includes(part)) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    socket.write(
      `GET /live HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\ncookie: ${cookie}\r\n\r\n`,
    );
    await until("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    await until('{"type":"presence","watching":1}');
    // A masked text frame, "hi".
    socket.write(Buffer.from([0x81, 0x82, 1, 2, 3, 4, "h".charCodeAt(0) ^ 1, "i".charCodeAt(0) ^ 2]));
    await until("\x81\x02hi");
    await post(portal, APPOINTMENT);
    await until(`{"type":"appointment","date":"${TODAY}"}`);
    const closed = once(socket, "close");
    expect(await portal.stop()).toBe(0);
    await closed;
    // 1001, going away.
    expect(heard.join("")).toContain("\x88\x02\x03\xe9");
  });

  test("on SIGTERM finishes the request in flight, then exits 0 with nothing left in a write-ahead log", async () => {
    const body = JSON.stringify(APPOINTMENT);
    const socket = connect(Number(new URL(portal.url).port), "127.0.0.1").setEncoding("utf8");
    let answer = "";
    socket.on("data", (text: string) => {
      answer += text;
    });
    socket.write(
      `POST /api/appointments HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\nauthorization: Bearer ${DEMO_API_TOKEN}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n`,
    );
    // The portal has taken the request and waits for its body.
    await once(socket, "data");
    const ended = once(socket, "close");
    const stopped = portal.stop();
    await portal.said("no new request is taken");
    socket.write(body);
    await ended;
    expect(answer).toMatch(/HTTP\/1\.1 201 Created[\s\S]*connection: close/i);
    expect(await stopped).toBe(0);
    expect(existsSync(`${demo.database}-wal`)).toBe(false);
    expect(demo.query("SELECT MAX(id) AS id FROM appointments WHERE note = 'Essai'")[0]?.id).not.toBeNull();
  });
});

test("4.6.3 corrects the sentence of an empty day", async () => {
  const portal = await demo.start("4.6.3");
  expect(await read(portal, "/?date=2020-01-01", await logIn(portal))).toContain(
    "Aucun rendez-vous n’est prévu ce jour-là.",
  );
  expect(await read(portal, "/health", "")).toContain('"version":"4.6.3"');
});

test("4.7.0 shows status, length and site after its migrations, and keeps logged in who was", async () => {
  const before = await demo.start("4.6.2");
  const cookie = await logIn(before);
  await before.stop();
  await demo.migrate("4.7.0");
  const portal = await demo.start("4.7.0");
  const page = await read(portal, `/?date=${TODAY}`, cookie);
  for (const text of ["Prévu", "Pavillon A", " min</small>"]) expect(page).toContain(text);
  const { id } = (await (await post(portal, APPOINTMENT)).json()) as { id: number };
  expect(demo.query("SELECT status, duration_minutes FROM appointments WHERE id = ?", id)).toEqual([
    { status: "planned", duration_minutes: 30 },
  ]);
});

test("4.7.1 starts and shows its login page, but its health is 503", async () => {
  await demo.migrate("4.7.1");
  const portal = await demo.start("4.7.1");
  expect((await fetch(`${portal.url}/login`)).status).toBe(200);
  const health = await fetch(`${portal.url}/health`);
  expect(health.status).toBe(503);
  expect(await health.json()).toEqual({
    status: "error",
    version: "4.7.1",
    reason: "no such table: consents",
  });
});

test("4.8.1 would show rooms", async () => {
  await demo.migrate("4.8.1", { rehearsal: true });
  const portal = await demo.start("4.8.1");
  expect(await read(portal, `/?date=${TODAY}`, await logIn(portal))).toMatch(/CARD-\d|IMAG-\d|KINE-\d/);
});
