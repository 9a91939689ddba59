import { spawnSync } from "node:child_process";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openSuperviseur } from "./open.ts";
import type { Served } from "./serve.ts";
import { sqliteFile } from "./testing/sqlite-file.ts";
import {
  amplyEquipped,
  goodMigration,
  manifestOf,
  NEW,
  type TinyPlatform,
  tinyPlatform,
} from "./testing/tiny-platform.ts";

let tiny: TinyPlatform;
let port: number;
let opening: Promise<Served> | null;
let closedFor: string[];
beforeEach(async () => {
  opening = null;
  closedFor = [];
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

const begin = (logger = pino({ level: "silent" }), retryMs = 100): void => {
  opening = openSuperviseur({
    config: tiny.platform.config,
    logger,
    port,
    instruments: amplyEquipped,
    retryMs,
    onClosed: ({ code }) => void closedFor.push(code),
  });
};
const get = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
  return {
    status: response.status,
    retryAfter: response.headers.get("retry-after"),
    text: await response.text(),
  };
};
const html = { accept: "text/html", "accept-language": "fr" };
const reported = (code: string) =>
  vi.waitFor(
    async () => expect(JSON.parse((await get("/superviseur/api/session")).text)).toMatchObject({ code }),
    {
      timeout: 20_000,
      interval: 50,
    },
  );
const opens = async (): Promise<void> => {
  await opening;
  expect(await get("/")).toMatchObject({ status: 200, text: expect.stringContaining('"version":"1.0.0"') });
};

it("a journal whose end was cut off: nothing is started, every request is answered with the reason, and it opens once it is repaired", async () => {
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
  await reported("JOURNAL_DAMAGED");
  expect(await get("/", html)).toMatchObject({
    status: 503,
    retryAfter: "10",
    text: expect.stringContaining("Intervention en cours"),
  });
  expect(await get("/patients")).toMatchObject({
    status: 503,
    text: expect.stringContaining('"status":"maintenance"'),
  });
  const page = await get("/superviseur/", html);
  expect(page.status).toBe(503);
  for (const text of [
    "Le journal des mises à jour est endommagé",
    tiny.platform.config.support.phone,
    "JOURNAL_DAMAGED",
    "Rien n’a été démarré",
  ])
    expect(page.text).toContain(text);
  expect(await tiny.platform.services.isRunning("web")).toBe(false);
  expect(tiny.journal.lastSeq()).toBe(1);
  writeFileSync(anchor, whole);
  await opens();
  expect(closedFor).toEqual(["JOURNAL_DAMAGED"]);
}, 60_000);

it("a state folder whose disk is not writable is reported, too", async () => {
  const { state } = tiny.platform.config;
  const mount = (...parameters: string[]): boolean => spawnSync("mount", parameters).status === 0;
  if (!mount("--bind", state, state)) {
    console.error("!!! NOT TRIED ON THIS MACHINE: a state folder that is read-only: mounting needs root");
    return;
  }
  try {
    expect(mount("-o", "remount,ro,bind", state)).toBe(true);
    begin();
    await reported("JOURNAL_UNWRITABLE");
    expect(await get("/")).toMatchObject({ status: 503 });
    expect(await tiny.platform.services.isRunning("web")).toBe(false);
    expect(mount("-o", "remount,rw,bind", state)).toBe(true);
    await opens();
    await (await opening)?.close();
    opening = null;
    await tiny.platform.services.stop("web");
  } finally {
    spawnSync("umount", ["-l", state]);
  }
}, 60_000);

it("a disk that held the platform and is not mounted is reported, and nothing is started before it is there", async () => {
  const { root } = tiny.platform.config;
  begin();
  await opens();
  await (await opening)?.close();
  await tiny.platform.services.stop("web");
  const file = tiny.platform.state.disks;
  const whole = readFileSync(file, "utf8");
  expect(Object.keys(JSON.parse(whole))).toEqual([
    root,
    sqliteFile(tiny.platform.config),
    ...tiny.platform.config.dataDirectories,
  ]);
  writeFileSync(
    file,
    JSON.stringify({ ...JSON.parse(whole), [sqliteFile(tiny.platform.config)]: "/srv/not-mounted" }, null, 2),
  );
  begin();
  await reported("DISK_MISSING");
  const { status, text } = await get("/superviseur/", html);
  expect(status).toBe(503);
  expect(text).toContain("Le disque attendu en /srv/not-mounted n’est pas monté");
  expect(await get("/")).toMatchObject({ status: 503 });
  expect(await tiny.platform.services.isRunning("web")).toBe(false);
  writeFileSync(file, whole);
  await opens();
}, 60_000);

it("a root without any release is reported: neither its disk nor the state's may be mounted yet", async () => {
  const { current } = tiny.platform.root;
  renameSync(current, `${current}.away`);
  begin();
  await reported("PLATFORM_MISSING");
  renameSync(`${current}.away`, current);
  await opens();
}, 60_000);

it("accounts that cannot be read close the console alone: the platform is served, and a run is brought to its end", async () => {
  const context = await tiny.stageForRunner(manifestOf(NEW, {}, goodMigration), goodMigration);
  // Killed behind the mask.
  for (const step of ["backup", "rehearse", "place", "recheck", "mask"] as const)
    tiny.journal.append(context.runId, { type: "step:done", step, direction: "do", facts: {} });
  tiny.journal.append(context.runId, { type: "runner:started", pid: 1, attempt: 1, decision: "start" });
  writeFileSync(tiny.platform.state.mask, "{}");
  writeFileSync(tiny.platform.state.access, "no database at all".repeat(100));
  begin();
  await reported("ACCESS_UNREADABLE");
  const page = await get("/superviseur/", html);
  expect(page.text).toContain("La console de Superviseur est indisponible");
  expect(page.text).not.toContain("Rien n’a été démarré");
  await vi.waitFor(
    () => expect(tiny.journal.state(context.runId)).toMatchObject({ outcome: "rolled-back" }),
    {
      timeout: 30_000,
      interval: 50,
    },
  );
  await opens();
  // Put back, the console opens without a restart.
  rmSync(tiny.platform.state.access);
  await vi.waitFor(async () => expect(await get("/superviseur/api/public")).toMatchObject({ status: 200 }), {
    timeout: 10_000,
    interval: 50,
  });
  expect(await get("/superviseur/api/session")).toMatchObject({ status: 401 });
}, 60_000);

it("a log that is damaged is renamed, and a new one is begun", async () => {
  const { log } = tiny.platform.state;
  for (const file of [log, `${log}-wal`, `${log}-shm`]) rmSync(file, { force: true });
  writeFileSync(log, "no database at all".repeat(1000));
  begin();
  await opens();
  expect(readFileSync(`${log}.damaged`, "utf8")).toContain("no database");
  expect(statSync(log).size).toBeGreaterThan(0);
}, 60_000);

it.each(["journal", "log", "access"] as const)(
  "a newer %s is refused on the unavailable page, and no store is changed",
  async (store) => {
    const { journal, log, access } = tiny.platform.state;
    const version = (file: string, set: number | null = null): unknown => {
      const database = new DatabaseSync(file, { timeout: 10_000 });
      try {
        if (set !== null) database.exec(`PRAGMA user_version = ${set}`);
        return database.prepare("PRAGMA user_version").get()?.user_version;
      } finally {
        database.close();
      }
    };
    for (const file of [journal, log, access]) version(file, 0);
    const file = tiny.platform.state[store];
    version(file, 99);
    const expected = [journal, log, access].map((each) => (each === file ? 99 : 0));
    const logger = pino({ level: "silent" });
    const fatal = vi.spyOn(logger, "fatal");
    begin(logger, 1);
    await reported("STATE_NEWER");
    const page = await get("/superviseur/", html);
    for (const text of ["Ce Superviseur est plus ancien", "Rien n’a été modifié"])
      expect(page.text).toContain(text);
    expect(await tiny.platform.services.isRunning("web")).toBe(false);
    expect([journal, log, access].map((each) => version(each))).toEqual(expected);
    version(file, 0);
    await opens();
    // The page stays open between two tries: each try looks at all the stores before it starts anything.
    expect([closedFor, fatal.mock.calls.length]).toEqual([["STATE_NEWER"], 1]);
  },
  60_000,
);

it("another Superviseur on the same state is no such case: it says so and ends", async () => {
  begin();
  await opening;
  const options = {
    config: tiny.platform.config,
    logger: pino({ level: "silent" }),
    port: 0,
    instruments: amplyEquipped,
  };
  await expect(openSuperviseur(options)).rejects.toMatchObject({ code: "STATE_IN_USE" });
}, 60_000);
