import type { Socket } from "socket.io";
import type { RunId } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import type { ClientToServer, ServerToClient } from "../../shared/socket.ts";
import { SOCKET_BUFFER_MAX_BYTES } from "../limits.ts";

export interface SocketData {
  /** Of the session that opened the connection. */
  tokenHash: string;
}
export type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

/** JSON around a line's text, about. */
const LINE_OVERHEAD = 100;

/**
 * One live connection. A viewer that cannot keep up loses lines here, so that the server's memory stays bounded, and reads
 * them by range later. When it has caught up it is sent the last of them: the hole before it shows what to request, also
 * when the run says nothing more.
 */
export class Viewer {
  readonly socket: LiveSocket;
  /** Characters of lines handed over since the connection was last idle: at least what still waits. */
  #waiting = 0;
  #missed: { readonly runId: RunId; readonly last: LogLine } | null = null;

  constructor(socket: LiveSocket) {
    this.socket = socket;
    // After socket.io's own listener, which sends what waits first.
    socket.conn.transport.on("ready", () => this.#caughtUp());
  }

  send(runId: RunId, lines: readonly LogLine[]): void {
    const last = lines.at(-1);
    if (last === undefined) return;
    if (this.#isIdle()) this.#waiting = 0;
    if (this.#waiting > SOCKET_BUFFER_MAX_BYTES) {
      this.#missed = { runId, last };
      return;
    }
    for (const { text } of lines) this.#waiting += text.length + LINE_OVERHEAD;
    this.#missed = null;
    this.socket.emit("log:written", runId, lines);
  }

  #isIdle(): boolean {
    return this.socket.conn.transport.writable;
  }

  #caughtUp(): void {
    if (this.#missed === null || !this.#isIdle()) return;
    const { runId, last } = this.#missed;
    this.send(runId, [last]);
  }
}
