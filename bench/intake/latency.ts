/** How long the other pages take while an archive comes in, against an idle server: the same requests, one at a time. */
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { API_PATH, BASE_PATH } from "../../shared/api/base.ts";
import { compare, p95 } from "../compare.ts";
import { type Measure, measure } from "../measure.ts";
import { type BenchServer, startServer } from "../server.ts";
import type { Part, PartOptions } from "./part.ts";
import { sendAccepted } from "./send.ts";

const GOAL = 2;
/** Few enough a minute for the server's own limit. */
const REQUESTS = 200;
const PAUSE_MS = 10;
const ROUNDS_MAX = 3;
/** Its own questions must not be what the other pages wait for. */
const SENDER_POLL_MS = 250;
/** From the start of the sender's process to its first byte. */
const SENDER_START_MS = 300;
const PATHS = [
  ["latency.overview", `${API_PATH}/overview`],
  ["latency.page", `${BASE_PATH}/`],
] as const;

class Visitor {
  readonly #server: BenchServer;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(server: BenchServer) {
    this.#server = server;
  }

  /** Milliseconds until the last byte of the answer. */
  visit(path: string): Promise<number> {
    const start = performance.now();
    const { url, client } = this.#server;
    return new Promise((resolve, reject) => {
      request(
        `${url}${path}`,
        {
          agent: this.#agent,
          headers: { cookie: client.cookie ?? "", accept: "text/html,application/json" },
        },
        (response) => {
          response.resume().once("end", () => {
            if (response.statusCode === 200) resolve(performance.now() - start);
            else reject(new Error(`GET ${path}: ${response.statusCode}`));
          });
        },
      )
        .once("error", reject)
        .end();
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** The requested number of answers, one upload after the other meanwhile; starting the sender and dropping the upload do not count. */
async function underUpload(
  server: BenchServer,
  visitor: Visitor,
  path: string,
  { fixtures, payloadBytes }: PartOptions,
): Promise<number[]> {
  const times: number[] = [];
  while (times.length < REQUESTS) {
    let over = false;
    const uploading = sendAccepted(server, fixtures.archive, payloadBytes, SENDER_POLL_MS).finally(() => {
      over = true;
    });
    // Awaited below, after the last visit.
    uploading.catch(() => {});
    await setTimeout(SENDER_START_MS);
    while (!over && times.length < REQUESTS) {
      const took = await visitor.visit(path);
      if (!over) times.push(took);
      await setTimeout(PAUSE_MS);
    }
    await server.cancel((await uploading).runId);
  }
  return times;
}

async function whileIdle(visitor: Visitor, path: string): Promise<number[]> {
  const times: number[] = [];
  while (times.length < REQUESTS) {
    times.push(await visitor.visit(path));
    await setTimeout(PAUSE_MS);
  }
  return times;
}

async function latencyOf(id: string, path: string, options: PartOptions): Promise<Measure[]> {
  const { scratch, trustRoot } = options.fixtures;
  // A server for each: what is asked of the other does not count towards the limit of requests a minute.
  const server = await startServer(join(scratch, "latency"), trustRoot);
  const visitor = new Visitor(server);
  try {
    await whileIdle(visitor, path);
    const { ratio, ours, theirs } = await compare(`${id} p95`, "ms", Math.min(options.rounds, ROUNDS_MAX), {
      ours: async () => p95(await underUpload(server, visitor, path, options)),
      theirs: async () => p95(await whileIdle(visitor, path)),
    });
    return [
      measure(id, ratio, "ratio", GOAL),
      measure(`${id}.during`, ours, "ms"),
      measure(`${id}.idle`, theirs, "ms"),
    ];
  } finally {
    visitor.close();
    await server.stop();
  }
}

export const latency: Part = async (options): Promise<Measure[]> => {
  const measures: Measure[] = [];
  for (const [id, path] of PATHS) measures.push(...(await latencyOf(id, path, options)));
  return measures;
};
