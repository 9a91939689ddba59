/** A client that writes all the time through the front door and remembers every write that was answered 200. */
import { Agent, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";

/** Milliseconds between two writes, and after one that was not acknowledged. */
const PAUSE_MS = 8;
const PAUSE_AFTER_FAILURE_MS = 15;
const ANSWER_TIMEOUT_MS = 10_000;

export interface Acknowledged {
  readonly id: string;
  /** Of the service that answered. */
  readonly version: string;
  /** When the answer came, Unix ms. */
  readonly at: number;
}

export interface Writer {
  readonly acknowledged: readonly Acknowledged[];
  /** Resolves at the next acknowledged write; false when none comes within `withinMs`. */
  next(withinMs: number): Promise<boolean>;
  /** What was answered since `from`, Unix ms, is taken back, and an answer that is still on its way: a machine without power sends none. */
  forgetSince(from: number): void;
  /** Ends after the write at work. */
  stop(): Promise<void>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

export function ask(agent: Agent, url: string, method: "GET" | "POST", body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent, method, timeout: ANSWER_TIMEOUT_MS }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.once("end", () => resolve({ status: response.statusCode ?? 0, text }));
      response.once("error", reject);
    });
    asked.once("timeout", () => asked.destroy(new Error("no answer")));
    asked.once("error", reject);
    asked.end(body);
  });
}

/** `door` is asked each time: a restarted gateway may have moved. */
export function startWriter(door: () => string): Writer {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let acknowledged: Acknowledged[] = [];
  const waiting = new Set<() => void>();
  let stopped = false;
  let count = 0;
  /** The last write that was asked of a machine without power. */
  let forgotten = 0;

  const write = async (): Promise<boolean> => {
    const number = ++count;
    const id = `w${String(number).padStart(6, "0")}`;
    const answer = await ask(agent, `${door()}/write`, "POST", id).catch(() => null);
    if (answer?.status !== 200 || number <= forgotten) return false;
    acknowledged.push({ id, version: answer.text, at: Date.now() });
    for (const tell of waiting) tell();
    return true;
  };
  const work = (async () => {
    while (!stopped) await delay((await write()) ? PAUSE_MS : PAUSE_AFTER_FAILURE_MS);
  })();

  return {
    get acknowledged() {
      return acknowledged;
    },
    forgetSince(from) {
      acknowledged = acknowledged.filter(({ at }) => at < from);
      forgotten = count;
    },
    next: (withinMs) =>
      new Promise((resolve) => {
        const end = (came: boolean): void => {
          clearTimeout(timer);
          waiting.delete(tell);
          resolve(came);
        };
        const tell = (): void => end(true);
        const timer = setTimeout(() => end(false), withinMs);
        waiting.add(tell);
      }),
    async stop() {
      stopped = true;
      await work;
      agent.destroy();
    },
  };
}
