/** The whole web process, stopped and started again on the same state while a viewer looks on. */

import { pino } from "pino";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { SOCKET_PATH } from "../../shared/api/base.ts";
import type { LogPage, RunFollow } from "../../shared/api/follow.ts";
import type { ErrorReport } from "../../shared/errors.ts";
import { type RunRecord, runIdSchema } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import type { ClientToServer, ServerToClient } from "../../shared/socket.ts";
import { type Served, serve } from "../serve.ts";
import { HttpClient } from "../testing/http-client.ts";
import { amplyEquipped, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";

const RUN = runIdSchema.parse("20261121-031200-a1b2c3");
const logger = pino({ level: "silent" });

let tiny: TinyPlatform;
let served: Served;
let live: Socket<ServerToClient, ClientToServer>;
beforeEach(async () => {
  tiny = await tinyPlatform();
  served = await serve({ config: tiny.platform.config, logger, port: 0, instruments: amplyEquipped });
});
afterEach(async () => {
  live.disconnect();
  await served.close();
  await tiny.close();
});

const write = (from: number, count: number): void => {
  const line = { at: 1, step: "receive", source: "superviseur", level: "info" } as const;
  tiny.log.write(
    RUN,
    Array.from({ length: count }, (_, i) => ({ ...line, text: `ligne ${from + i}` })),
  );
};

it("a viewer that follows again after a restart ends with the very lines and records that are stored", async () => {
  const admin = new HttpClient(served.url);
  await admin.enter("Admin", served.firstAccount?.password ?? "", "un mot de passe à moi");
  // An upload that is never resumed: the restart must end it.
  const by = { id: "1", name: "Ada" };
  tiny.journal.append(RUN, {
    type: "run:opened",
    by,
    fileName: "tiny.maj.1.1.0.tgz",
    fileSize: 1,
    from: "1.0.0",
  });
  tiny.journal.append(RUN, { type: "step:intended", step: "receive", direction: "do", facts: {} });
  write(1, 3);

  const lines = new Map<number, LogLine>();
  const records: RunRecord[] = [];
  const follows: RunFollow[] = [];
  live = io(served.url, {
    path: SOCKET_PATH,
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: 20,
    extraHeaders: { origin: served.url, cookie: admin.cookie ?? "" },
  });
  const page = async (from: number): Promise<void> => {
    const { body } = await admin.get<LogPage>(`/runs/${RUN}/log?from=${from}`);
    for (const line of body.lines) lines.set(line.seq, line);
  };
  live.on("log:written", (_, written) => {
    for (const line of written) lines.set(line.seq, line);
  });
  live.on("run:recorded", (recorded) => void records.push(...recorded));
  live.on("connect", () =>
    live.emit("run:follow", RUN, (answer: { data: RunFollow } | { error: ErrorReport }) => {
      if ("data" in answer) follows.push(answer.data);
    }),
  );
  /** A record that the state already holds may come as well; a viewer passes over it. */
  const beyond = () =>
    records.filter(({ index }) => index > (follows.at(-1)?.state.records ?? 0)).map(({ index }) => index);
  await vi.waitFor(() => expect(follows).toHaveLength(1));
  expect(follows[0]).toMatchObject({ state: { records: 2 }, logLength: 3 });
  await page(1);
  write(4, 3);
  tiny.journal.append(RUN, { type: "step:effected", step: "receive", direction: "do", facts: {} });
  await vi.waitFor(() => expect([...lines.keys()]).toEqual([1, 2, 3, 4, 5, 6]));
  await vi.waitFor(() => expect(beyond()).toEqual([3]));

  const port = Number(new URL(served.url).port);
  await served.close();
  // Another process keeps writing while no web process listens.
  write(7, 4);
  served = await serve({ config: tiny.platform.config, logger, port, instruments: amplyEquipped });
  expect(served.firstAccount).toBeNull();
  await vi.waitFor(() => expect(follows).toHaveLength(2), { timeout: 10_000 });
  expect(follows[1]).toMatchObject({
    state: { records: 4, phase: "ended", outcome: "cancelled", error: { code: "UPLOAD_INTERRUPTED" } },
    logLength: 10,
  });
  await page(7);
  write(11, 2);
  const error = { code: "RUNNER_STOPPED", facts: {} } as const;
  tiny.journal.append(RUN, { type: "run:warned", step: null, error });
  await vi.waitFor(() => expect(lines.size).toBe(12));
  await vi.waitFor(() => expect(beyond()).toEqual([5]));

  expect([...lines.values()].sort((a, b) => a.seq - b.seq)).toEqual(tiny.log.range(RUN, 1, 100));
  const stored = tiny.journal.recordsOf(RUN);
  for (const record of records) expect(record).toEqual(stored[record.index - 1]);
});
