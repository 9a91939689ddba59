import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { runModule } from "../run.ts";
import type { BenchServer } from "../server.ts";
import type { SendArchive, SentArchive } from "./send-archive.ts";

const SENDER = new URL("./send-archive.ts", import.meta.url);
const POLL_MS = 25;

/** Announces `file` and sends it from a process of its own. */
export async function send(
  server: BenchServer,
  file: string,
  payloadBytes: number,
  pollMs = POLL_MS,
): Promise<SentArchive & { readonly runId: string }> {
  const { url, client } = server;
  const runId = await server.open(basename(file), (await stat(file)).size, payloadBytes);
  const sent = await runModule<SentArchive>(SENDER, {
    url,
    cookie: client.cookie ?? "",
    csrf: client.csrf ?? "",
    runId,
    file,
    pollMs,
  } satisfies SendArchive);
  return { ...sent, runId };
}

/** The same, of an archive that must be accepted. */
export async function sendAccepted(
  server: BenchServer,
  file: string,
  payloadBytes: number,
  pollMs = POLL_MS,
): Promise<SentArchive & { readonly runId: string }> {
  const sent = await send(server, file, payloadBytes, pollMs);
  if (sent.refusal !== null) throw new Error(`${file} was refused: ${sent.refusal}`);
  return sent;
}
