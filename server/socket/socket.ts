/** The live channel: it only reads. Each event may be lost without harm: records carry an index, lines a seq, without holes. */
import type { Server as HttpServer, IncomingMessage } from "node:http";
import { Server } from "socket.io";
import { SOCKET_PATH } from "../../shared/api/base.ts";
import { CodedError, reportOf } from "../../shared/errors.ts";
import { type RunId, type RunRecord, runIdSchema } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import type { ClientToServer, ServerToClient } from "../../shared/socket.ts";
import type { Visitor } from "../access/access.ts";
import { SESSION_RECHECK_MS, SOCKET_CLOSE_MS, SOCKET_MESSAGE_MAX_BYTES } from "../limits.ts";
import type { Components } from "../web/components.ts";
import { followOf } from "../web/follow.ts";
import { isSameOrigin, visitorOf } from "../web/session-cookie.ts";
import { LineBatches } from "./line-batches.ts";
import { refuseOtherUpgrades } from "./refuse-upgrade.ts";
import { type LiveSocket, type SocketData, Viewer } from "./viewer.ts";

const roomOf = (runId: string): string => `run ${runId}`;

/** Records after which the overview and the list look different; a step can raise or lift the mask. */
const CHANGES_OVERVIEW = new Set<RunRecord["event"]["type"]>([
  "run:opened",
  "archive:identified",
  "run:planned",
  "run:consented",
  "run:rolling-back",
  "run:committed",
  "run:ended",
  "run:unlocked",
  "step:intended",
  "step:done",
]);

const mayFollow = (visitor: Visitor | null): visitor is Visitor =>
  visitor !== null && !visitor.account.mustChangePassword && visitor.permissions.includes("run:follow");

// Over 80 lines because the viewers, the tail and the closing share one state that nothing else may touch.
export function attachSocket(httpServer: HttpServer, components: Components): { close(): Promise<void> } {
  const { access, tail, dropFolder, logger } = components;
  /** Session of each handshake that was let in. */
  const admitted = new WeakMap<IncomingMessage, string>();
  const viewers = new Map<string, Viewer>();

  const io = new Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>(httpServer, {
    path: SOCKET_PATH,
    transports: ["websocket"],
    serveClient: false,
    maxHttpBufferSize: SOCKET_MESSAGE_MAX_BYTES,
    destroyUpgrade: false,
    allowRequest: (request, decide) => {
      const visitor = isSameOrigin(request) ? visitorOf(access, request) : null;
      const allowed = mayFollow(visitor);
      if (allowed) admitted.set(request, visitor.session.tokenHash);
      decide(allowed ? null : "refused", allowed);
    },
  });
  const allowOtherUpgrades = refuseOtherUpgrades(httpServer);

  io.use((socket, next) => {
    const tokenHash = admitted.get(socket.request);
    if (tokenHash === undefined) return next(new Error("refused"));
    socket.data.tokenHash = tokenHash;
    next();
  });
  io.on("connection", (socket) => {
    viewers.set(socket.id, new Viewer(socket));
    socket.on("disconnect", () => viewers.delete(socket.id));
    socket.on("run:follow", (id, ack) => {
      if (typeof ack === "function") ack(follow(socket, id));
    });
    // What arrives is anything: even its conversion to text can throw.
    socket.on("run:unfollow", (id) => {
      const runId = runIdSchema.safeParse(id);
      if (runId.success) void socket.leave(roomOf(runId.data));
    });
  });

  /** State read and room joined in one turn: an event in between comes twice, with an index or seq already known, never not at all. */
  function follow(
    socket: LiveSocket,
    id: unknown,
  ): Parameters<Parameters<ClientToServer["run:follow"]>[1]>[0] {
    try {
      const runId = runIdSchema.safeParse(id);
      if (!runId.success) throw new CodedError("NOT_FOUND");
      const data = followOf(components, runId.data);
      void socket.join(roomOf(runId.data));
      return { data };
    } catch (error) {
      if (!(error instanceof CodedError)) logger.error({ err: error }, "follow failed");
      return { error: reportOf(error) };
    }
  }

  const batches = new LineBatches((runId, lines) => {
    for (const id of io.of("/").adapter.rooms.get(roomOf(runId)) ?? []) viewers.get(id)?.send(runId, lines);
  });
  const onLines = (runId: RunId, lines: readonly LogLine[]): void => batches.add(runId, lines);
  const onRecords = (records: readonly RunRecord[]): void => {
    // The tail reports lines before the records that follow them; a batch that waits must not turn that round.
    batches.flush();
    for (const [runId, own] of Map.groupBy(records, (record) => record.runId)) {
      io.to(roomOf(runId)).emit("run:recorded", own);
      if (own.some(({ event }) => CHANGES_OVERVIEW.has(event.type))) io.emit("runs:changed", runId);
    }
  };
  const onProgress: Parameters<typeof tail.on<"progress">>[1] = (runId, progress) => {
    const room = io.to(roomOf(runId));
    // The next one replaces it: it need not wait for a slow viewer. The end of a step has no next one.
    (progress === null ? room : room.volatile).emit("run:progressed", runId, progress);
  };
  const onDepot = (): void => void io.emit("depot:changed");
  dropFolder.changes.on("changed", onDepot);
  tail.on("records", onRecords).on("lines", onLines).on("progress", onProgress);

  /** A session that ended, or a right withdrawn, closes the live view as well. Looking counts as activity of the session. */
  const recheck = (): void => {
    for (const { socket } of viewers.values()) {
      if (mayFollow(access.visitorByHash(socket.data.tokenHash))) continue;
      socket.emit("session:ended");
      socket.disconnect(true);
    }
  };
  const rechecks = setInterval(recheck, SESSION_RECHECK_MS);
  rechecks.unref();
  access.changes.on("changed", recheck);

  return {
    /** Viewers are not asked to leave: their connection breaks, and they reconnect to the next process that listens here. */
    async close() {
      clearInterval(rechecks);
      access.changes.off("changed", recheck);
      dropFolder.changes.off("changed", onDepot);
      tail.off("records", onRecords).off("lines", onLines).off("progress", onProgress);
      batches.flush();
      const connections = [...viewers.values()]
        .map(({ socket }) => socket.request.socket)
        .filter((connection) => !connection.destroyed);
      const closed = Promise.all(
        connections.map((connection) => new Promise((resolve) => connection.once("close", resolve))),
      );
      // A viewer that sleeps answers no closing handshake; it must not hold the restart up.
      const impatience = setTimeout(() => {
        for (const connection of connections) connection.destroy();
      }, SOCKET_CLOSE_MS);
      io.engine.close();
      await closed;
      clearTimeout(impatience);
      allowOtherUpgrades();
    },
  };
}
