import { once } from "node:events";
import { connect, type Socket as NetSocket } from "node:net";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SOCKET_PATH } from "../../shared/api/base.ts";
import type { RunFollow } from "../../shared/api/follow.ts";
import type { ErrorReport } from "../../shared/errors.ts";
import type { RunEvent, RunId, RunRecord } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import type { ClientToServer, ServerToClient } from "../../shared/socket.ts";
import { SESSION_ABSOLUTE_SECONDS } from "../limits.ts";
import type { HttpClient } from "../testing/http-client.ts";
import { openWebHarness, type WebHarness } from "../testing/web-harness.ts";

type Live = Socket<ServerToClient, ClientToServer>;

let web: WebHarness;
let support: HttpClient;
const open: Live[] = [];
beforeEach(async () => {
  web = await openWebHarness();
  support = await web.user("Camille", ["support"]);
});
afterEach(async () => {
  for (const live of open.splice(0)) live.disconnect();
  await web.stop();
});

const dial = (headers: Record<string, string>, reconnection = false): Live => {
  const live: Live = io(web.url, {
    path: SOCKET_PATH,
    transports: ["websocket"],
    extraHeaders: headers,
    forceNew: true,
    reconnection,
  });
  open.push(live);
  return live;
};
const headersOf = (client: HttpClient) => ({ origin: web.url, cookie: client.cookie ?? "" });
const next = (live: Live, event: string): Promise<unknown> =>
  new Promise((resolve) => live.once(event as "connect", resolve as () => void));

async function view(client = support): Promise<Live> {
  const live = dial(headersOf(client));
  await next(live, "connect");
  return live;
}
const outcomeOf = (headers: Record<string, string>): Promise<string> => {
  const live = dial(headers);
  return Promise.race([
    next(live, "connect").then(() => "let in"),
    next(live, "connect_error").then(() => "refused"),
  ]);
};
const follow = (live: Live, runId: string): Promise<{ data: RunFollow } | { error: ErrorReport }> =>
  new Promise((resolve) => live.emit("run:follow", runId, resolve));
async function followed(live: Live, runId: string): Promise<RunFollow> {
  const answer = await follow(live, runId);
  if ("error" in answer) throw new Error(answer.error.code);
  return answer.data;
}

const line = (text: string): Omit<LogLine, "seq"> => ({
  at: 1,
  step: "receive",
  source: "superviseur",
  level: "info",
  text,
});
const lines = (count: number, text = "ligne") =>
  Array.from({ length: count }, (_, index) => line(`${text} ${index + 1}`));
const intended: RunEvent = { type: "step:intended", step: "receive", direction: "do", facts: {} };
const ended: RunEvent = { type: "run:ended", outcome: "cancelled", error: null, locked: false };

describe("the handshake", () => {
  it("lets in who may follow", async () => {
    expect(await outcomeOf(headersOf(support))).toBe("let in");
  });

  it.each([
    ["without a session", () => ({ origin: web.url })],
    ["with a made-up session", () => ({ origin: web.url, cookie: "superviseur_session=made-up" })],
    ["from another site", () => ({ ...headersOf(support), origin: "https://elsewhere.example" })],
    ["without an origin", () => ({ cookie: support.cookie ?? "" })],
  ])("is refused %s", async (_, headers) => {
    expect(await outcomeOf(headers())).toBe("refused");
  });

  it("is refused without the permission", async () => {
    expect(await outcomeOf(headersOf(await web.user("Dominique", [])))).toBe("refused");
  });

  it("is refused before the first password is changed", async () => {
    const { password } = await web.access.createUser({ name: "Zoé", groups: ["systeme"] });
    const zoe = web.client();
    await zoe.login("Zoé", password);
    expect(await outcomeOf(headersOf(zoe))).toBe("refused");
  });

  it("is not had by polling", async () => {
    const answer = await fetch(`${web.url}${SOCKET_PATH}/?EIO=4&transport=polling`, {
      headers: { cookie: support.cookie ?? "" },
    });
    expect(answer.status).toBe(400);
  });

  it("at another address is answered, not left hanging", async () => {
    const { hostname, port } = new URL(web.url);
    const raw: NetSocket = connect(Number(port), hostname);
    raw.write(
      `GET /superviseur/elsewhere HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
    );
    const [answer] = (await once(raw, "data")) as [Buffer];
    await once(raw, "close");
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe("following", () => {
  it("begins with the whole state and continues with what comes after, in order and without a hole", async () => {
    web.tail.start();
    const runId = web.openRun(1_000, intended);
    web.log.write(runId, lines(3));
    const live = await view();
    const records: RunRecord[] = [];
    const seen: LogLine[] = [];
    live.on("run:recorded", (batch) => void records.push(...batch));
    live.on("log:written", (_, batch) => void seen.push(...batch));

    const { state, logLength } = await followed(live, runId);
    expect([state.phase, state.records, logLength]).toEqual(["receiving", 2, 3]);

    const over = next(live, "run:recorded");
    web.log.write(runId, lines(2, "suite"));
    web.journal.append(runId, ended);
    web.tail.poll();
    await over;
    // What was known already may come again; what is new comes whole, and lines before the record that ends the run.
    expect(records.filter(({ index }) => index > state.records).map(({ event }) => event.type)).toEqual([
      "run:ended",
    ]);
    expect(seen.filter(({ seq }) => seq > logLength).map(({ text }) => text)).toEqual(["suite 1", "suite 2"]);
  });

  it("sees lines that two viewers saw arrive alike, regardless of who connected later", async () => {
    web.tail.start();
    const runId = web.openRun();
    const views = [await view(), await view(await web.admin())];
    const texts: string[][] = [[], []];
    for (const [index, live] of views.entries()) {
      live.on("log:written", (_, batch) => void texts[index]?.push(...batch.map(({ text }) => text)));
      await followed(live, runId);
    }
    web.log.write(runId, lines(5_000));
    const over = Promise.all(views.map((live) => next(live, "run:recorded")));
    web.journal.append(runId, ended);
    web.tail.poll();
    await over;
    expect(texts[0]).toEqual(lines(5_000).map(({ text }) => text));
    expect(texts[1]).toEqual(texts[0]);
  });

  it("hears of one run only, and that others changed", async () => {
    web.tail.start();
    const mine = web.openRun(1_000, ended);
    const live = await view();
    await followed(live, mine);
    web.tail.poll();
    const heard: string[] = [];
    live.on("run:recorded", (batch) => void heard.push(...batch.map(({ runId }) => runId)));
    const changed = new Promise<string>((resolve) =>
      live.on("runs:changed", (runId) => runId !== mine && resolve(runId)),
    );
    const other = web.openRun();
    web.tail.poll();
    expect(await changed).toBe(other);
    expect(heard).not.toContain(other);
  });

  it("ends with the unfollowing", async () => {
    web.tail.start();
    const runId = web.openRun();
    web.tail.poll();
    const live = await view();
    await followed(live, runId);
    live.emit("run:unfollow", runId);
    // Answered after the unfollowing was: messages of one viewer are handled in order.
    await follow(live, "ghost");
    const heard: RunId[] = [];
    live.on("run:recorded", (batch) => void heard.push(...batch.map((record) => record.runId)));
    const changed = next(live, "runs:changed");
    web.journal.append(runId, ended);
    web.tail.poll();
    await changed;
    expect(heard).toEqual([]);
  });

  it("hears of progress, and that there is none any more", async () => {
    web.tail.start();
    const runId = web.openRun();
    const live = await view();
    await followed(live, runId);
    const first = new Promise((resolve) => live.once("run:progressed", (_, progress) => resolve(progress)));
    const progress = { step: "receive", done: 1, total: 2, unit: "bytes", startedAt: 1, at: 2 } as const;
    web.log.setProgress(runId, progress);
    web.tail.poll();
    expect(await first).toEqual(progress);
    const last = new Promise((resolve) => live.once("run:progressed", (_, none) => resolve(none)));
    web.log.setProgress(runId, null);
    web.tail.poll();
    expect(await last).toBeNull();
  });

  it.each([["20261121-031200-ffffff"], ["../../etc/passwd"], [""], [{ toString: 1, valueOf: 1 }], [null]])(
    "of %j is refused and harms no other viewer",
    async (id) => {
      const live = await view();
      live.emit("run:unfollow", id as string);
      expect(await follow(live, id as string)).toEqual({ error: { code: "NOT_FOUND", facts: {} } });
      expect(live.connected).toBe(true);
    },
  );
});

describe("the connection", () => {
  /** The session's end is sent before the connection is cut. */
  const ending = async (live: Live): Promise<unknown> => {
    const reason = next(live, "disconnect");
    await next(live, "session:ended");
    return await reason;
  };

  it("is closed at once with the logout", async () => {
    const over = ending(await view());
    await support.call("/session", { method: "DELETE" });
    expect(await over).toBe("io server disconnect");
  });

  it("is closed at once when the right is withdrawn", async () => {
    const over = ending(await view());
    const admin = await web.admin();
    await admin.call("/groups/support", { method: "PATCH", json: { name: "Support", permissions: [] } });
    expect(await over).toBe("io server disconnect");
  });

  it("is closed when the session's absolute life is over, however live", async () => {
    const over = ending(await view());
    web.pass(SESSION_ABSOLUTE_SECONDS + 1);
    expect(await over).toBe("io server disconnect");
  });

  it("reconnects after a restart", async () => {
    const live = dial(headersOf(support), true);
    await next(live, "connect");
    const reason = next(live, "disconnect");
    await web.closeSocket();
    expect(await reason).toBe("transport close");
    // True: socket.io will try again; after `io server disconnect` it would not.
    expect(live.active).toBe(true);
  });

  it("of a viewer that sleeps holds no flood back for it, and reports the hole when it wakes", async () => {
    const runId = web.openRun();
    web.tail.start();
    const live = await view();
    await followed(live, runId);
    const seqs: number[] = [];
    live.on("log:written", (_, batch) => void seqs.push(...batch.map(({ seq }) => seq)));
    const { ws } = live.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
    ws.pause();
    const count = 20_000;
    for (let written = 0; written < count; written += 2_000) {
      web.log.write(runId, lines(2_000, "x".repeat(1_000)));
      web.tail.poll();
    }
    const last = new Promise<void>((resolve) =>
      live.on("log:written", (_, batch) => batch.at(-1)?.seq === count && resolve()),
    );
    ws.resume();
    await last;
    expect(seqs.length).toBeLessThan(count / 2);
    expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b));
  });

  it("of a viewer that asks for too much is cut", async () => {
    const live = await view();
    const reason = next(live, "disconnect");
    live.emit("run:unfollow", "x".repeat(10_000));
    expect(await reason).toBe("transport close");
  });
});
