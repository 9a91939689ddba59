/**
 * WebSocket `/live`, by hand (RFC 6455): reports to each open page how many colleagues look and which days changed, and sends a
 * text frame back to its sender. No extension, no fragments, small frames only.
 */
import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
const FRAME_MAX_BYTES = 4096;
const OPCODE = { text: 1, close: 8, ping: 9, pong: 10 } as const;
const CLOSE = { goingAway: 1001, unsupported: 1003 } as const;

function frame(opcode: number, payload: Buffer): Buffer {
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 4 : 2);
  head[0] = 0x80 | opcode;
  head[1] = long ? 126 : payload.length;
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
const closing = (code: number): Buffer => {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return frame(OPCODE.close, payload);
};

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly rest: Buffer;
}
/** The first whole frame; null: more bytes are needed; "refused": not what we speak. */
function parse(bytes: Buffer): Frame | "refused" | null {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return null;
  let length = second & 0x7f;
  // A client must mask, and must not use what was not agreed on.
  if ((second & 0x80) === 0 || (first & 0xf0) !== 0x80 || length === 127) return "refused";
  let at = 2;
  if (length === 126) {
    if (bytes.length < 4) return null;
    length = bytes.readUInt16BE(2);
    at = 4;
  }
  if (length > FRAME_MAX_BYTES) return "refused";
  if (bytes.length < at + 4 + length) return null;
  const mask = bytes.subarray(at, at + 4);
  const payload = Buffer.from(bytes.subarray(at + 4, at + 4 + length)).map(
    (byte, index) => byte ^ (mask[index % 4] ?? 0),
  );
  return { opcode: first & 0x0f, payload: Buffer.from(payload), rest: bytes.subarray(at + 4 + length) };
}

export class Live {
  readonly #sockets = new Set<Duplex>();

  /** Answers the handshake; who may is judged before. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const key = request.headers["sec-websocket-key"];
    if (request.headers.upgrade?.toLowerCase() !== "websocket" || typeof key !== "string") {
      socket.end("HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n");
      return;
    }
    const accepted = createHash("sha1")
      .update(key + GUID)
      .digest("base64");
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accepted}\r\n\r\n`,
    );
    let waiting: Buffer = head;
    const read = (): void => {
      for (let next = parse(waiting); next !== null; next = parse(waiting)) {
        if (next === "refused") return void socket.end(closing(CLOSE.unsupported));
        waiting = next.rest;
        if (next.opcode === OPCODE.text) socket.write(frame(OPCODE.text, next.payload));
        else if (next.opcode === OPCODE.ping) socket.write(frame(OPCODE.pong, next.payload));
        else if (next.opcode === OPCODE.close)
          return void socket.end(frame(OPCODE.close, next.payload.subarray(0, 2)));
      }
    };
    socket.on("data", (bytes: Buffer) => {
      waiting = Buffer.concat([waiting, bytes]);
      read();
    });
    socket.on("error", () => socket.destroy());
    socket.once("close", () => {
      this.#sockets.delete(socket);
      this.#announcePresence();
    });
    this.#sockets.add(socket);
    this.#announcePresence();
    read();
  }

  #announcePresence(): void {
    this.tell({ type: "presence", watching: this.#sockets.size });
  }

  tell(message: { type: "presence"; watching: number } | { type: "appointment"; date: string }): void {
    const bytes = frame(OPCODE.text, Buffer.from(JSON.stringify(message)));
    for (const socket of this.#sockets) if (!socket.destroyed && socket.writable) socket.write(bytes);
  }

  close(): void {
    for (const socket of this.#sockets) socket.end(closing(CLOSE.goingAway), () => socket.destroy());
  }
}
