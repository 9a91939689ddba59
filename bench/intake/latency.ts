/** How long the other pages take while an archive comes in, against an idle server: the same requests, one at a time. */
import { Agent, request } from "node:http";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { API_PATH, BASE_PATH } from "../../shared/api.ts";
import { compare, p95 } from "../compare.ts";
import { type Measure, measure, say } from "../measure.ts";
import { type BenchServer, startServer } from "../server.ts";
import type { Part } from "./part.ts";
import { sendAccepted } from "./send.ts";

const GOAL = 2;
/** Few enough a minute for the server's own limit. */
const REQUESTS = 200;
const PAUSE_MS = 10;
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
        { agent: this.#agent, headers: { cookie: client.cookie ?? "", accept: "text/html,application/json" } },
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

export const latency: Part = async ({ fixtures, rounds, payloadBytes }): Promise<Measure[]> => {
  const server = await startServer(join(fixtures.scratch, "latency"), fixtures.trustRoot);
  const visitor = new Visitor(server);
  /** As many answers as asked for, one upload after the other meanwhile; starting the sender and dropping the upload do not count. */
  const underUpload = async (path: string): Promise<number[]> => {
    const times: number[] = [];
    while (times.length < REQUESTS) {
      let over = false;
      const uploading = sendAccepted(server, fixtures.archive, payloadBytes).finally(() => {
        over = true;
      });
      // Awaited below, after the last visit.
      uploading.catch(() => {});
      await setTimeout(SENDER_START_MS);
      while (!over) {
        const took = await visitor.visit(path);
        if (!over && times.length < REQUESTS) times.push(took);
        await setTimeout(PAUSE_MS);
      }
      await server.cancel((await uploading).runId);
    }
    return times;
  };
  const idle = async (path: string): Promise<number[]> => {
    const times: number[] = [];
    while (times.length < REQUESTS) {
      times.push(await visitor.visit(path));
      await setTimeout(PAUSE_MS);
    }
    return times;
  };
  try {
    const measures: Measure[] = [];
    for (const [id, path] of PATHS) {
      await idle(path);
      const { ratio, ours, theirs } = await compare(id, "ms", Math.min(rounds, 3), {
        ours: async () => p95(await underUpload(path)),
        theirs: async () => p95(await idle(path)),
      });
      say(`${id}: p95 ${ours.toFixed(1)} ms during uploads, ${theirs.toFixed(1)} ms when idle`);
      measures.push(measure(id, ratio, "ratio", GOAL), measure(`${id}.during`, ours, "ms"), measure(`${id}.idle`, theirs, "ms"));
    }
    return measures;
  } finally {
    visitor.close();
    await server.stop();
  }
};
