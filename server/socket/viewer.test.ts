import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { runIdSchema } from "../../shared/journal.ts";
import type { LogLine } from "../../shared/log.ts";
import { SOCKET_BUFFER_MAX_BYTES } from "../limits.ts";
import { type LiveSocket, Viewer } from "./viewer.ts";

const runId = runIdSchema.parse("20261121-031200-a1b2c3");
const LINE_TEXT = "x".repeat(1_000);

/** A connection whose other end reads on demand. */
function slowConnection() {
  const transport = Object.assign(new EventEmitter(), { writable: true });
  const sent: number[] = [];
  const socket = {
    conn: { transport },
    emit: (_event: string, _runId: string, lines: readonly LogLine[]) => {
      transport.writable = false;
      sent.push(...lines.map(({ seq }) => seq));
    },
  };
  return {
    viewer: new Viewer(socket as unknown as LiveSocket),
    sent,
    read(): void {
      transport.writable = true;
      transport.emit("ready");
    },
  };
}
const batch = (from: number, count: number): LogLine[] =>
  Array.from({ length: count }, (_, index) => ({
    seq: from + index,
    at: 1,
    step: null,
    source: "stdout",
    level: "info",
    text: LINE_TEXT,
  }));

describe("a viewer", () => {
  it("that reads gets every line", () => {
    const { viewer, sent, read } = slowConnection();
    for (let from = 1; from <= 10_000; from += 100) {
      viewer.send(runId, batch(from, 100));
      read();
    }
    expect(sent).toEqual(batch(1, 10_000).map(({ seq }) => seq));
  });

  it("that does not read has a bounded amount waiting, and learns of the hole when it reads again", () => {
    const { viewer, sent, read } = slowConnection();
    for (let from = 1; from <= 10_000; from += 100) viewer.send(runId, batch(from, 100));
    const waiting = sent.length * LINE_TEXT.length;
    expect(waiting).toBeGreaterThan(SOCKET_BUFFER_MAX_BYTES / 2);
    expect(waiting).toBeLessThan(SOCKET_BUFFER_MAX_BYTES * 1.2);
    read();
    expect(sent.at(-1)).toBe(10_000);
    const known = sent.length;
    read();
    expect(sent).toHaveLength(known);
    viewer.send(runId, batch(10_001, 1));
    expect(sent.at(-1)).toBe(10_001);
  });

  it("that fell behind a little loses nothing", () => {
    const { viewer, sent, read } = slowConnection();
    for (let from = 1; from <= 500; from += 100) viewer.send(runId, batch(from, 100));
    read();
    expect(sent).toEqual(batch(1, 500).map(({ seq }) => seq));
  });
});
