/** The live channel: it only reads. Each event may be lost without harm: records carry an index, lines a seq, without holes. */
import type { Server as HttpServer, IncomingMessage } from "node:http";
import { Server, type Socket } from "socket.io";
import { SOCKET_PATH } from "../../shared/api.ts";
import { CodedError, reportOf } from "../../shared/errors.ts";
import { type RunId, type RunRecord, runIdSchema } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import type { ClientToServer, ServerToClient } from "../../shared/socket.ts";
import type { Components } from "../doors/components.ts";
import { followOf } from "../doors/follow.ts";
import { isSameOrigin, visitorOf } from "../doors/session-cookie.ts";
import { LOG_BATCH_LINES, LOG_BATCH_MS, SESSION_RECHECK_MS, SOCKET_BUFFER_MAX_BYTES, SOCKET_MESSAGE_MAX_BYTES } from "../limits.ts";

interface SocketData {
  tokenHash: string;
}
type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

const roomOf = (runId: string): string => `run ${runId}`;
/** Records after which the overview and the list look different. */
const CHANGES_LIST = new Set<RunRecord["event"]["type"]>([
  "run:opened",
  "archive:identified",
  "run:planned",
  "run:consented",
  "run:rolling-back",
  "run:committed",
  "run:ended",
]);
const changesOverview = ({ event }: RunRecord): boolean =>
  CHANGES_LIST.has(event.type) || event.type === "step:intended" || event.type === "step:done";

export function attachSocket(httpServer: HttpServer, components: Components): { close(): Promise<void> } {
  const { access, tail, logger } = components;
  const io = new Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>(httpServer, {
    path: SOCKET_PATH,
    transports: ["websocket"],
    serveClient: false,
    maxHttpBufferSize: SOCKET_MESSAGE_MAX_BYTES,
    destroyUpgrade: false,
    allowRequest: (request, decide) => {
      const allowed = isSameOrigin(request) && mayFollow(components, request);
      decide(allowed ? null : "refused", allowed);
    },
  });

  io.use((socket, next) => {
    const visitor = visitorOf(access, socket.request);
    if (visitor === null) return next(new Error("refused"));
    socket.data.tokenHash = visitor.session.tokenHash;
    next();
  });
  io.on("connection", (socket) => {
    socket.on("run:follow", (id, ack) => {
      if (typeof ack !== "function") return;
      try {
        const runId = runIdSchema.safeParse(id);
        if (!runId.success) throw new CodedError("NOT_FOUND");
        // Joined before the state is read: an event in between comes twice, never not at all.
        void socket.join(roomOf(runId.data));
        ack({ data: followOf(components, runId.data) });
      } catch (error) {
        if (!(error instanceof CodedError)) logger.error({ err: error }, "follow failed");
        ack({ error: reportOf(error) });
      }
    });
    socket.on("run:unfollow", (id) => void socket.leave(roomOf(String(id))));
  });

  const onRecords = (records: readonly RunRecord[]): void => {
    for (const [runId, own] of Map.groupBy(records, (record) => record.runId)) {
      io.to(roomOf(runId)).emit("run:recorded", own);
      if (own.some(changesOverview)) io.emit("runs:changed", runId);
    }
  };
  const batches = new LineBatches((runId, lines) => {
    for (const socket of followersOf(io.sockets.sockets.values(), runId)) {
      // A viewer that cannot keep up loses lines here and fetches them by range later; the server's memory stays bounded.
      if (bufferedBytes(socket) < SOCKET_BUFFER_MAX_BYTES) socket.emit("log:written", runId, lines);
    }
  });
  const onLines = (runId: RunId, lines: readonly LogLine[]): void => batches.add(runId, lines);
  const onProgress: Parameters<typeof tail.on<"progress">>[1] = (runId, progress) =>
    void io.to(roomOf(runId)).emit("run:progressed", runId, progress);
  tail.on("records", onRecords);
  tail.on("lines", onLines);
  tail.on("progress", onProgress);

  // A session that ended, or a right withdrawn, closes the live view as well.
  const recheck = setInterval(() => {
    for (const socket of io.sockets.sockets.values()) {
      const visitor = access.visitorByHash(socket.data.tokenHash);
      if (visitor?.permissions.includes("run:follow")) continue;
      socket.emit("session:ended");
      socket.disconnect(true);
    }
  }, SESSION_RECHECK_MS);
  recheck.unref();

  return {
    async close() {
      clearInterval(recheck);
      batches.flush();
      tail.off("records", onRecords).off("lines", onLines).off("progress", onProgress);
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}

function mayFollow({ access }: Components, request: IncomingMessage): boolean {
  const visitor = visitorOf(access, request);
  return visitor !== null && !visitor.account.mustChangePassword && visitor.permissions.includes("run:follow");
}

function* followersOf(sockets: Iterable<LiveSocket>, runId: string): Generator<LiveSocket> {
  for (const socket of sockets) if (socket.rooms.has(roomOf(runId))) yield socket;
}

/** Bytes that wait in the viewer's own connection. */
function bufferedBytes(socket: LiveSocket): number {
  const { transport } = socket.conn as unknown as { transport?: { socket?: { bufferedAmount?: number } } };
  return transport?.socket?.bufferedAmount ?? 0;
}

/** Lines wait a moment and go together: line by line 50,000 lines a second to 200 viewers is too much, in batches it is not. */
class LineBatches {
  readonly #send: (runId: RunId, lines: readonly LogLine[]) => void;
  #waiting = new Map<RunId, LogLine[]>();
  #timer: NodeJS.Timeout | null = null;

  constructor(send: (runId: RunId, lines: readonly LogLine[]) => void) {
    this.#send = send;
  }

  add(runId: RunId, lines: readonly LogLine[]): void {
    const waiting = this.#waiting.get(runId) ?? [];
    waiting.push(...lines);
    this.#waiting.set(runId, waiting);
    if (waiting.length >= LOG_BATCH_LINES) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), LOG_BATCH_MS);
  }

  flush(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [runId, lines] of waiting) this.#send(runId, lines);
  }
}
