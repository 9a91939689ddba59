import { createHash, randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { API_PATH } from "../../../../shared/api/base.ts";
import type { PartAnswer, UploadedPart } from "../../../../shared/api/import.ts";
import type { CodedError, ErrorReport } from "../../../../shared/errors.ts";
import { entry, FORMAT, PAYLOAD, STABLE, TARGETS } from "../../../../shared/testing/sample-archive.ts";

const NAME = "gts.maj.3.19.274.tgz";
const RUN = "20261121-031200-a1b2c3";
const PLATFORM = { name: "Plateforme", prefix: "gts", version: "3.19.200", datasets: {}, floor: null };
const END = new Uint8Array(1024);
const ARCHIVE = new Uint8Array(
  gzipSync(
    Buffer.concat([
      FORMAT,
      TARGETS,
      STABLE,
      PAYLOAD,
      entry("b.txt", randomBytes(500_000).toString("hex")),
      END,
    ]),
  ),
);
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const later = <T>(value: T): Promise<T> => new Promise((resolve) => setImmediate(() => resolve(value)));

/** Superviseur as the page sees it: one run, its parts, and its verdict. Unknown questions are refused. */
const server = {
  opened: [] as unknown[],
  parts: [] as UploadedPart[],
  /** Answers to the next parts, before they are looked at: a refusal, or no answer at all. */
  troubles: [] as (ErrorReport | "cut")[],
  ended: null as ErrorReport | null,
  cancelled: false,
  reset(): void {
    Object.assign(this, { opened: [], parts: [], troubles: [], ended: null, cancelled: false });
  },
  received(): number {
    return this.parts.reduce((sum, { bytes }) => sum + bytes, 0);
  },
  answer(): PartAnswer {
    return { received: this.received(), judged: this.parts.length > 0 };
  },
  ask(method: string, path: string, body: unknown): { status: number; body: unknown } {
    const ok = (answer: unknown) => ({ status: 200, body: answer });
    switch (`${method} ${path}`) {
      case "POST /runs":
        this.opened.push(body);
        return { status: 201, body: { runId: RUN } };
      case `GET /runs/${RUN}/upload`:
        return ok({ ...this.answer(), fileName: NAME, fileSize: ARCHIVE.length, parts: this.parts });
      case `GET /runs/${RUN}`: {
        const whole = this.received() === ARCHIVE.length;
        const phase = this.ended || this.cancelled ? "ended" : whole ? "reviewing" : "receiving";
        return ok({ state: { phase, error: this.ended }, progress: null, logLength: 0, now: Date.now() });
      }
      case `POST /runs/${RUN}/cancel`:
        this.cancelled = true;
        return ok({});
      case "GET /session":
        return ok({ csrfToken: "t", mustChangePassword: false, permissions: [] });
      default:
        return { status: 404, body: { error: { code: "NOT_FOUND", facts: {} } } };
    }
  },
  async take(url: URL, content: Uint8Array): Promise<{ status: number; body: unknown } | "cut"> {
    const trouble = this.troubles.shift();
    if (trouble === "cut") return "cut";
    if (trouble) {
      if (trouble.code.startsWith("ARCHIVE_")) this.ended = trouble;
      return { status: 422, body: { error: trouble } };
    }
    const part = {
      offset: Number(url.searchParams.get("offset")),
      bytes: content.length,
      sha256: sha256(content),
    };
    expect([url.searchParams.get("bytes"), url.searchParams.get("sha256")]).toEqual([
      String(part.bytes),
      part.sha256,
    ]);
    this.parts = [...this.parts, part].sort((a, b) => a.offset - b.offset);
    return { status: 200, body: this.answer() };
  },
};

class FakeRequest {
  upload: { onprogress?: (event: { loaded: number }) => void } = {};
  status = 0;
  response: unknown = null;
  responseType = "";
  onload = (): void => {};
  onerror = (): void => {};
  onabort = (): void => {};
  #url = new URL("http://localhost/");
  open(_method: string, url: string): void {
    this.#url = new URL(url, "http://localhost/");
  }
  setRequestHeader(): void {}
  abort(): void {
    this.onabort();
  }
  async send(form: FormData): Promise<void> {
    const file = form.get("archive") as File;
    this.upload.onprogress?.({ loaded: 10 });
    const answer = await later(await server.take(this.#url, new Uint8Array(await file.arrayBuffer())));
    if (answer === "cut") return this.onerror();
    Object.assign(this, { status: answer.status, response: answer.body });
    this.onload();
  }
}

async function fakeFetch(url: string, init: { method: string; body?: string }): Promise<Response> {
  const answer = server.ask(
    init.method,
    url.slice(API_PATH.length),
    init.body ? JSON.parse(init.body) : null,
  );
  return await later(new Response(JSON.stringify(answer.body), { status: answer.status }));
}

type Upload = typeof import("./upload.ts")["upload"];
let upload: Upload;
beforeEach(async () => {
  server.reset();
  vi.stubGlobal("location", new URL("http://localhost/superviseur"));
  vi.stubGlobal("window", new EventTarget());
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
  vi.stubGlobal("fetch", fakeFetch);
  vi.resetModules();
  ({ upload } = await import("./upload.ts"));
});
afterEach(() => vi.unstubAllGlobals());

/** What was shown on the way, and how it ended. */
function over(): Promise<{ stages: string[]; error: unknown }> {
  const stages = new Set<string>();
  return new Promise((resolve) => {
    const stop = upload.subscribe(() => {
      const { reading, sending, error } = upload.state();
      if (reading !== null) stages.add("reading");
      if (sending) stages.add(sending.stage);
      if (reading !== null || sending) return;
      stop();
      resolve({ stages: [...stages], error });
    });
  });
}
async function imported(bytes: Uint8Array<ArrayBuffer>, name = NAME) {
  const ended = over();
  upload.begin(new File([bytes], name), PLATFORM);
  return await ended;
}
// Modules are loaded again for each test: the class differs, its code is the same.
const codeOf = (error: unknown): string => (error as CodedError | null)?.code ?? "none";

describe("an import", () => {
  it("looks, announces what it saw, sends, and waits for the verdict", async () => {
    expect(await imported(ARCHIVE)).toEqual({ stages: ["reading", "sending", "verifying"], error: null });
    expect(server.opened).toEqual([
      { fileName: NAME, fileSize: ARCHIVE.length, claimed: { payloadBytes: 42 } },
    ]);
    expect(server.received()).toBe(ARCHIVE.length);
  });

  it.each<[string, string, Uint8Array<ArrayBuffer>, string]>([
    ["a zip under a good name", "ARCHIVE_IS_ZIP", new Uint8Array([0x50, 0x4b, 3, 4]), NAME],
    ["an ordinary tgz", "ARCHIVE_UNSIGNED", new Uint8Array(gzipSync(Buffer.concat([PAYLOAD, END]))), NAME],
    ["a download that was cut", "ARCHIVE_TRUNCATED", ARCHIVE.slice(0, 300), NAME],
    ["a renamed archive", "ARCHIVE_NAME_MISMATCH", ARCHIVE, "gts.maj.3.19.300.tgz"],
    ["another platform's archive", "ARCHIVE_WRONG_PLATFORM", ARCHIVE, "tuv3.maj.3.11.45.tgz"],
  ])("of %s is refused before the server hears of it", async (_what, code, bytes, name) => {
    const { error, stages } = await imported(bytes, name);
    expect([codeOf(error), stages]).toEqual([code, ["reading"]]);
    expect([server.opened, server.parts]).toEqual([[], []]);
  });

  it("shows the server's refusal", async () => {
    server.troubles = [{ code: "ARCHIVE_UNKNOWN_SIGNER", facts: { entry: "META/stable.json" } }];
    const { error } = await imported(ARCHIVE);
    expect(codeOf(error)).toBe("ARCHIVE_UNKNOWN_SIGNER");
    expect(server.parts).toEqual([]);
  });

  it("learns from the run why the server no longer waits for its parts", async () => {
    server.troubles = [{ code: "RUN_NOT_WAITING", facts: {} }];
    server.ended = { code: "DISK_FULL", facts: {} };
    expect(codeOf((await imported(ARCHIVE)).error)).toBe("DISK_FULL");
  });
});

describe("an upload whose line breaks", () => {
  it("says so, and resumes as soon as the workstation is back on the network", async () => {
    server.troubles = ["cut"];
    const ended = over();
    upload.subscribe(() => {
      if (upload.state().sending?.stage === "waiting")
        setImmediate(() => window.dispatchEvent(new Event("online")));
    });
    upload.begin(new File([ARCHIVE], NAME), PLATFORM);
    expect(await ended).toEqual({ stages: ["reading", "sending", "waiting", "verifying"], error: null });
    expect(server.received()).toBe(ARCHIVE.length);
  });
});

describe("an upload that the server holds", () => {
  const content = ARCHIVE.slice(0, 128 * 1024);
  const standing = { offset: 0, bytes: content.length, sha256: sha256(content) };
  async function resumed(bytes: Uint8Array<ArrayBuffer>) {
    server.parts = [standing];
    const ended = over();
    upload.resume(new File([bytes], NAME), RUN);
    return await ended;
  }

  it("resumes with the same file, and sends only the rest", async () => {
    expect((await resumed(ARCHIVE)).error).toBeNull();
    expect(server.opened).toEqual([]);
    expect(server.parts[0]).toEqual(standing);
    expect(server.received()).toBe(ARCHIVE.length);
  });

  it("does not take another file of the same name and size", async () => {
    const other = ARCHIVE.map((byte, index) => (index === 5_000 ? byte ^ 1 : byte));
    expect(codeOf((await resumed(other)).error)).toBe("UPLOAD_OTHER_FILE");
    expect(server.parts).toEqual([standing]);
  });
});

describe("an upload that is not wanted any more", () => {
  it("is dropped on the server first, and shows no error", async () => {
    server.troubles = ["cut"];
    const ended = over();
    const stop = upload.subscribe(() => {
      if (upload.state().sending?.stage !== "waiting") return;
      stop();
      upload.cancel();
    });
    upload.begin(new File([ARCHIVE], NAME), PLATFORM);
    const { error, stages } = await ended;
    expect([error, stages, server.cancelled]).toEqual([null, ["reading", "sending", "waiting"], true]);
  });
});
