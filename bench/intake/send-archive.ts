/** In a process of its own, as the browser is: sends an archive in parts and waits until it is verified and staged, or refused. */
import { type FileHandle, open } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { API_PATH } from "../../shared/api/base.ts";
import type { RunFollow } from "../../shared/api/follow.ts";
import { UPLOAD_HEAD_PART_BYTES, UPLOAD_PARALLEL_PARTS, UPLOAD_PART_BYTES } from "../../shared/api/import.ts";
import { PartLine, type Session } from "./part-request.ts";

export interface SendArchive extends Session {
  readonly runId: string;
  readonly file: string;
  /** How often it asks for the verdict. */
  readonly pollMs: number;
}
export interface SentArchive {
  /** From the first byte sent to the verdict. */
  readonly seconds: number;
  /** Until the server had every byte. */
  readonly sendingSeconds: number;
  /** On the line until the refusal, or in all. */
  readonly sentBytes: number;
  /** Code; null when the archive waits for consent. */
  readonly refusal: string | null;
}

async function piece(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, offset);
  return buffer.subarray(0, bytesRead);
}

/** The refusal, or null when the server has every byte. */
async function sendAll(line: PartLine, file: FileHandle): Promise<string | null> {
  const { size } = await file.stat();
  let next = 0;
  let refusal: string | null = null;
  const sendNext = async (most: number): Promise<boolean> => {
    const offset = next;
    const bytes = Math.min(most, size - offset);
    next += bytes;
    const answer = await line.send(offset, await piece(file, offset, bytes));
    if ("refusal" in answer) refusal ??= answer.refusal;
    return "judged" in answer && answer.judged;
  };
  for (let judged = false; !judged && next < size && refusal === null; )
    judged = await sendNext(UPLOAD_HEAD_PART_BYTES);
  const others = Array.from({ length: UPLOAD_PARALLEL_PARTS }, async () => {
    while (next < size && refusal === null) await sendNext(UPLOAD_PART_BYTES);
  });
  await Promise.all(others);
  return refusal;
}

async function verdict({ url, cookie, runId, pollMs }: SendArchive): Promise<string | null> {
  for (;;) {
    const response = await fetch(`${url}${API_PATH}/runs/${runId}`, { headers: { cookie } });
    if (!response.ok) throw new Error(`GET /runs/${runId}: ${response.status} ${await response.text()}`);
    const { state } = (await response.json()) as RunFollow;
    if (state.phase === "ended") return state.error?.code ?? state.phase;
    if (state.phase !== "receiving") return null;
    await setTimeout(pollMs);
  }
}

const input: SendArchive = JSON.parse(process.argv[2] ?? "");
const line = new PartLine(input, input.runId);
const file = await open(input.file);
const start = performance.now();
const early = await sendAll(line, file);
const sentBytes = line.sent();
const sendingSeconds = (performance.now() - start) / 1000;
const refusal = early ?? (await verdict(input));
const seconds = (performance.now() - start) / 1000;
line.close();
await file.close();
console.log(JSON.stringify({ seconds, sendingSeconds, sentBytes, refusal } satisfies SentArchive));
