import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  UPLOAD_HEAD_PART_BYTES as HEAD,
  UPLOAD_PART_BYTES as PART,
  type PartAnswer,
  type UploadedPart,
} from "../../../../shared/api/import.ts";
import { CodedError } from "../../../../shared/errors.ts";
import { ServerUnreachable } from "../../../lib/http.ts";
import { PART_ALTERED_TRIES, UPLOAD_FAULT_TRIES, UPLOAD_RETRY_MAX_MS } from "../../../limits.ts";
import { bytesOf, type Range, withRange } from "./part-plan.ts";
import { PartSender, type SenderNeeds, type SendingStage } from "./part-sender.ts";

const SIZE = 3 * PART + 2 * HEAD + 17;
const FILE = new File(
  [Uint8Array.from({ length: SIZE }, (_, index) => (index * 31) % 253)],
  "gts.maj.3.19.274.tgz",
);
const sha256 = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");

type Trouble = (part: UploadedPart, count: number) => Error | "lose" | null;

/** A server that keeps parts; `trouble` is asked before each of them. The metadata is judged once it holds two small parts. */
class FakeServer {
  parts: UploadedPart[] = [];
  readonly asked: UploadedPart[] = [];
  readonly pauses: number[] = [];
  readonly seen: { readonly sent: number; readonly stage: SendingStage }[] = [];
  questions = 0;
  sessions = 0;
  most = 0;
  #underWay = 0;
  readonly #trouble: Trouble;

  constructor(trouble: Trouble = () => null) {
    this.#trouble = trouble;
  }

  get #ranges(): readonly Range[] {
    return this.parts.reduce(withRange, [] as readonly Range[]);
  }
  get received(): number {
    return bytesOf(this.#ranges);
  }
  get judged(): boolean {
    return (this.#ranges[0]?.offset === 0 && this.#ranges[0].bytes >= 2 * HEAD) || this.received === SIZE;
  }
  stages(): SendingStage[] {
    return this.seen.map(({ stage }) => stage).filter((stage, index, all) => stage !== all[index - 1]);
  }

  async #take(part: UploadedPart, content: Uint8Array, signal: AbortSignal): Promise<PartAnswer> {
    const count = this.asked.push(part);
    this.most = Math.max(this.most, ++this.#underWay);
    try {
      await new Promise((resolve) => setImmediate(resolve));
      signal.throwIfAborted();
      const trouble = this.#trouble(part, count);
      if (trouble instanceof Error) throw trouble;
      if (sha256(content) !== part.sha256)
        throw new CodedError("UPLOAD_PART_ALTERED", { offset: part.offset });
      if (trouble !== "lose") this.parts = [...this.parts, part].sort((a, b) => a.offset - b.offset);
      return { received: this.received, judged: this.judged };
    } finally {
      this.#underWay -= 1;
    }
  }

  sender(change: Partial<SenderNeeds> = {}): PartSender {
    return new PartSender({
      file: FILE,
      standing: async () => {
        this.questions += 1;
        return { parts: this.parts, received: this.received, judged: this.judged };
      },
      send: (part, content, { signal, onSent }) => {
        onSent(part.bytes / 2);
        return this.#take(part, content, signal);
      },
      hash: async (content) => sha256(content),
      pause: async (ms, signal) => {
        signal.throwIfAborted();
        this.pauses.push(ms);
      },
      session: async () => {
        this.sessions += 1;
      },
      onChange: (sent, stage) => this.seen.push({ sent, stage }),
      ...change,
    });
  }
}

const codeOf = async (running: Promise<void>): Promise<string> =>
  await running.then(
    () => "done",
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );
const offsets = (parts: readonly UploadedPart[]): number[] => parts.map(({ offset }) => offset);
const refused = new CodedError("ARCHIVE_UNKNOWN_SIGNER", { entry: "META/stable.json" });

describe("an upload in parts", () => {
  it("goes in small parts one by one until it is judged, then in large ones, some at once", async () => {
    const server = new FakeServer();
    await server.sender().run();
    expect(server.asked.map(({ offset, bytes }) => [offset, bytes])).toEqual([
      [0, HEAD],
      [HEAD, HEAD],
      [2 * HEAD, PART],
      [2 * HEAD + PART, PART],
      [2 * HEAD + 2 * PART, PART],
      [2 * HEAD + 3 * PART, 17],
    ]);
    expect(server.most).toBe(3);
    expect(server.received).toBe(SIZE);
    expect(server.seen.at(-1)).toEqual({ sent: SIZE, stage: "sending" });
  });

  it("sends only what is missing when the server holds some of it", async () => {
    const first = new FakeServer();
    await first.sender().run();
    const server = new FakeServer();
    server.parts = first.parts.filter((_, index) => index !== 1 && index !== 3);
    await server.sender().run();
    expect(offsets(server.asked)).toEqual([HEAD, 2 * HEAD + PART]);
  });

  it("asks once and sends nothing when the server holds all of it", async () => {
    const first = new FakeServer();
    await first.sender().run();
    const server = new FakeServer();
    server.parts = first.parts;
    await server.sender().run();
    expect([server.questions, server.asked]).toEqual([1, []]);
  });

  it("ends with the archive's refusal, after as little as was needed for it", async () => {
    const server = new FakeServer((_part, count) => (count === 2 ? refused : null));
    expect(await codeOf(server.sender().run())).toBe("ARCHIVE_UNKNOWN_SIGNER");
    expect(offsets(server.asked)).toEqual([0, HEAD]);
    expect(server.pauses).toEqual([]);
  });

  it("sends an altered part again, and only it", async () => {
    const server = new FakeServer(({ offset }, count) =>
      offset === 2 * HEAD && count < 7 ? new CodedError("UPLOAD_PART_ALTERED", { offset }) : null,
    );
    await server.sender().run();
    const counts = new Map(
      offsets(server.asked).map((offset) => [
        offset,
        offsets(server.asked).filter((o) => o === offset).length,
      ]),
    );
    expect([...counts.entries()].filter(([, count]) => count > 1).map(([offset]) => offset)).toEqual([
      2 * HEAD,
    ]);
    expect([server.questions, server.received]).toEqual([1, SIZE]);
  });

  it("gives up a part that always arrives altered", async () => {
    const server = new FakeServer(({ offset }) =>
      offset === 0 ? new CodedError("UPLOAD_PART_ALTERED", { offset }) : null,
    );
    expect(await codeOf(server.sender().run())).toBe("UPLOAD_PART_ALTERED");
    expect(server.asked).toHaveLength(PART_ALTERED_TRIES);
  });
});

describe("an upload over a bad line", () => {
  it("resumes where it stopped, with growing waits, for as long as it takes", async () => {
    const server = new FakeServer((_part, count) =>
      count > 3 && count < 40 ? new ServerUnreachable("cut") : null,
    );
    await server.sender().run();
    expect(server.received).toBe(SIZE);
    expect(server.pauses.slice(0, 6)).toEqual([500, 1_000, 2_000, 4_000, 8_000, UPLOAD_RETRY_MAX_MS]);
    expect(server.stages().slice(0, 4)).toEqual(["sending", "waiting", "sending", "waiting"]);
    expect(server.seen.at(-1)).toEqual({ sent: SIZE, stage: "sending" });
  });

  it("asks again what the server holds: after a restart it may hold less than it said", async () => {
    const server = new FakeServer(({ offset }, count) => (offset === 2 * HEAD && count < 5 ? "lose" : null));
    await server.sender().run();
    expect(server.questions).toBe(2);
    expect(offsets(server.asked).filter((offset) => offset === 2 * HEAD)).toHaveLength(2);
    expect(server.received).toBe(SIZE);
  });

  it("waits also when the very first question has no answer", async () => {
    const server = new FakeServer();
    let questions = 0;
    const standing = async () => {
      questions += 1;
      if (questions < 3) throw new ServerUnreachable("restarting");
      return { parts: [], received: 0, judged: false };
    };
    await server.sender({ standing }).run();
    expect(server.pauses).toEqual([500, 1_000]);
  });

  it("does not take a fault for a bad line for ever", async () => {
    const server = new FakeServer(() => new CodedError("INTERNAL"));
    expect(await codeOf(server.sender().run())).toBe("INTERNAL");
    expect(server.asked).toHaveLength(UPLOAD_FAULT_TRIES + 1);
  });

  it("waits until a user logs in, and resumes", async () => {
    const server = new FakeServer((_part, count) =>
      count === 3 || count === 8 ? new CodedError("SESSION_REQUIRED") : null,
    );
    await server.sender().run();
    expect(server.sessions).toBeGreaterThan(0);
    expect(server.stages()).toContain("session");
    expect(server.received).toBe(SIZE);
  });
});

describe("an upload that must end", () => {
  it("is cancelled in the middle of its parts", async () => {
    const server = new FakeServer();
    let sender: PartSender | null = null;
    sender = server.sender({
      onChange: (sent) => {
        if (sent > PART) sender?.cancel();
      },
    });
    expect(await codeOf(sender.run())).toBe("RUN_CANCELLED");
    expect(server.received).toBeLessThan(SIZE);
  });

  it("is cancelled while it waits", async () => {
    const server = new FakeServer(() => new ServerUnreachable("cut"));
    const sender = server.sender({
      pause: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(signal.reason));
          sender.cancel();
        }),
    });
    expect(await codeOf(sender.run())).toBe("RUN_CANCELLED");
  });

  it("reports that the local file changed or is gone", async () => {
    const server = new FakeServer();
    const gone = {
      name: FILE.name,
      size: SIZE,
      slice: () => ({ arrayBuffer: () => Promise.reject(new Error("gone")) }) as unknown as Blob,
    };
    expect(await codeOf(server.sender({ file: gone }).run())).toBe("UPLOAD_OTHER_FILE");
    const shorter = { name: FILE.name, size: SIZE, slice: () => new Blob(["short"]) };
    expect(await codeOf(server.sender({ file: shorter }).run())).toBe("UPLOAD_OTHER_FILE");
    expect(server.asked).toEqual([]);
  });
});
