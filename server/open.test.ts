import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openSuperviseur } from "./open.ts";
import type { Served } from "./serve.ts";
import { amplyEquipped, type TinyPlatform, tinyPlatform } from "./testing/tiny-platform.ts";

let tiny: TinyPlatform;
let port: number;
let opening: Promise<Served> | null;
beforeEach(async () => {
  opening = null;
  tiny = await tinyPlatform();
  await tiny.platform.services.stop("web");
  const free = createServer();
  await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
  port = (free.address() as AddressInfo).port;
  await new Promise<void>((resolve) => free.close(() => resolve()));
});
afterEach(async () => {
  await (await opening)?.close();
  await tiny.close();
});

const begin = (): void => {
  opening = openSuperviseur({
    config: tiny.platform.config,
    logger: pino({ level: "silent" }),
    port,
    instruments: amplyEquipped,
    retryMs: 100,
  });
};
const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return { status: response.status, retryAfter: response.headers.get("retry-after"), text: await response.text() };
};
const html = { accept: "text/html", "accept-language": "fr" };
const told = (code: string) =>
  vi.waitFor(async () => expect(JSON.parse((await get("/superviseur/api/session")).text)).toMatchObject({ code }), {
    timeout: 20_000,
    interval: 50,
  });
const opens = async (): Promise<void> => {
  await opening;
  expect(await get("/")).toMatchObject({ status: 200, text: expect.stringContaining('"version":"1.0.0"') });
};

it("a journal whose end was cut off: nothing is started, everybody is told, and it opens by itself when it is mended", async () => {
  tiny.journal.append("20261121-031200-aaaaaa" as never, {
    type: "run:opened",
    by: { id: "1", name: "Admin" },
    fileName: "tiny.maj.1.1.0.tgz",
    fileSize: 1,
    from: "1.0.0",
  });
  const anchor = `${tiny.platform.state.journal}.anchor`;
  const whole = readFileSync(anchor);
  writeFileSync(anchor, JSON.stringify({ seq: 99, hash: "0" }));
  begin();
  await told("JOURNAL_DAMAGED");
  expect(await get("/", html)).toMatchObject({ status: 503, retryAfter: "10", text: expect.stringContaining("Intervention en cours") });
  expect(await get("/patients")).toMatchObject({ status: 503, text: expect.stringContaining('"status":"maintenance"') });
  const page = await get("/superviseur/", html);
  expect(page.status).toBe(503);
  for (const text of [
    "Le journal des mises à jour est abîmé",
    tiny.platform.config.support.phone,
    "JOURNAL_DAMAGED",
    "Rien n’a été démarré",
  ])
    expect(page.text).toContain(text);
  expect(tiny.platform.services.isRunning("web")).toBe(false);
  expect(tiny.journal.lastSeq()).toBe(1);
  writeFileSync(anchor, whole);
  await opens();
}, 60_000);

it("a state folder whose disk takes nothing is told, too", async () => {
  const { state } = tiny.platform.config;
  const mount = (...parameters: string[]): boolean => spawnSync("mount", parameters).status === 0;
  if (!mount("--bind", state, state)) {
    console.error("!!! NOT TRIED ON THIS MACHINE: a state folder that is read-only: mounting needs root");
    return;
  }
  try {
    expect(mount("-o", "remount,ro,bind", state)).toBe(true);
    begin();
    await told("JOURNAL_UNWRITABLE");
    expect(await get("/")).toMatchObject({ status: 503 });
    expect(tiny.platform.services.isRunning("web")).toBe(false);
    expect(mount("-o", "remount,rw,bind", state)).toBe(true);
    await opens();
    await (await opening)?.close();
    opening = null;
    await tiny.platform.services.stop("web");
  } finally {
    spawnSync("umount", ["-l", state]);
  }
}, 60_000);

it("any other store that cannot be opened is told, too, and nothing stays open behind the door", async () => {
  mkdirSync(tiny.platform.state.access);
  begin();
  await told("JOURNAL_UNWRITABLE");
  expect(tiny.platform.services.isRunning("web")).toBe(false);
  rmSync(tiny.platform.state.access, { recursive: true });
  await opens();
}, 60_000);

it("another Superviseur on the same state is no such case: it says so and ends", async () => {
  begin();
  await opening;
  const options = { config: tiny.platform.config, logger: pino({ level: "silent" }), port: 0, instruments: amplyEquipped };
  await expect(openSuperviseur(options)).rejects.toMatchObject({ code: "STATE_IN_USE" });
}, 60_000);
