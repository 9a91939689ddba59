import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Metadata, MetadataKind } from "@tufjs/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  archiveOf,
  edited,
  part,
  partsOf,
  untarred,
  withDocument,
} from "../../robustness/archives/archive-builder.ts";
import { broken, withNamesAdded, withThreshold } from "../../robustness/archives/broken-archives.ts";
import { CodedError, type ErrorCode } from "../../shared/errors.ts";
import { inChunks, type TinyVendor, tinyVendor } from "../testing/tiny-archive.ts";
import { rootEntry } from "./layout.ts";
import { loadStaged, type ReadOptions, readArchive } from "./read.ts";
import { firstTrust, type TrustedRoot } from "./trust.ts";
import { loadTrustedRoot } from "./trust-store.ts";

let directory: string;
let vendor: TinyVendor;
let root: TrustedRoot;
let good: Buffer;
const FILES = { "assets/a.txt": "a".repeat(700), "assets/empty.txt": "", "notes.md": "# Notes\n" };

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-read-"));
  vendor = await tinyVendor(join(directory, "vendor"));
  root = await loadTrustedRoot(vendor.rootFile);
  good = await vendor.pack("1.1.0", {}, FILES);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const staging = (): string => join(directory, "staging");
const options = (change: Partial<ReadOptions> = {}): ReadOptions => ({
  trust: firstTrust(root),
  now: Date.now(),
  staging: staging(),
  judge() {},
  ...change,
});
const openFiles = (): number => readdirSync("/proc/self/fd").length;

async function codeOf(
  source: AsyncIterable<Uint8Array>,
  change: Partial<ReadOptions> = {},
): Promise<ErrorCode | "accepted"> {
  try {
    await readArchive(source, options(change));
    return "accepted";
  } catch (error) {
    if (error instanceof CodedError) return error.code;
    throw error;
  }
}

/** Refused so, by any size of chunk, and nothing stays: no folder, no open file. */
async function expectRefusal(bytes: Buffer, code: ErrorCode): Promise<void> {
  const before = openFiles();
  expect(await codeOf(inChunks(bytes))).toBe(code);
  expect(await codeOf(inChunks(bytes, 511))).toBe(code);
  expect(existsSync(staging())).toBe(false);
  expect(openFiles()).toBe(before);
}

describe("a hazard", () => {
  it("of one changed byte, wherever it is, never passes", async () => {
    for (let at = 10; at < good.length; at += 97) {
      const changed = Buffer.from(good);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      expect(await codeOf(inChunks(changed), { staging: null }), `byte ${at}`).not.toBe("accepted");
    }
  });

  it("of being cut, wherever it is cut, never passes", async () => {
    for (let length = 1; length < good.length; length += 89) {
      const code = await codeOf(inChunks(good.subarray(0, length)), { staging: null });
      expect(["ARCHIVE_TRUNCATED", "ARCHIVE_NOT_GZIP"], `${length} bytes`).toContain(code);
    }
  });
});

describe("a good archive", () => {
  it.each([1, 7, 509, 513, 4093, 1 << 20])(
    "is accepted in chunks of %i bytes, and says the same",
    async (size) => {
      const before = openFiles();
      const verdict = await readArchive(inChunks(good, size), options());
      expect(verdict).toMatchObject({
        bytes: good.length,
        summary: { version: "1.1.0", payloadFiles: 4, threshold: 1 },
      });
      expect(verdict.files.map(({ path, staged }) => [path, readFileSync(staged, "utf8")])).toEqual([
        ["assets/a.txt", "a".repeat(700)],
        ["assets/empty.txt", ""],
        ["notes.md", "# Notes\n"],
        ["service.mjs", "// the service\n"],
      ]);
      expect(openFiles()).toBe(before);
      await rm(staging(), { recursive: true });
    },
  );

  it("is accepted between empty chunks", async () => {
    async function* gaps() {
      for await (const chunk of inChunks(good, 1000)) yield* [Buffer.alloc(0), chunk, Buffer.alloc(0)];
    }
    expect(await codeOf(gaps(), { staging: null })).toBe("accepted");
  });

  it("is read back from its staging folder as it was accepted", async () => {
    const verdict = await readArchive(inChunks(good), options());
    expect(await loadStaged(staging())).toEqual(verdict);
    await rm(join(staging(), "verdict.json"));
    await expect(loadStaged(staging())).rejects.toMatchObject({ code: "NOT_FOUND" });
    await rm(staging(), { recursive: true });
  });

  it("writes nothing when it is only verified", async () => {
    expect(await codeOf(inChunks(good), { staging: null })).toBe("accepted");
    expect(existsSync(staging())).toBe(false);
  });

  it("is accepted when its role wants two signatures and has them", async () => {
    const { stable, unstable } = vendor.keys.signers;
    const signed = withDocument(
      withThreshold(good, vendor.keys, 2),
      "META/stable.json",
      (document) => document,
      [stable, unstable],
    );
    const { summary } = await readArchive(inChunks(signed), options({ staging: null }));
    expect(summary).toMatchObject({ threshold: 2, signedBy: [stable.key.keyID, unstable.key.keyID] });
  });

  it("may hold a payload that packs as well as it likes", async () => {
    const zeros = await vendor.pack("1.1.0", {}, { "a-zeros.bin": "\0".repeat(8 * 1024 * 1024) });
    expect(zeros.length).toBeLessThan(32 * 1024);
    expect(await codeOf(inChunks(zeros, 512), { staging: null })).toBe("accepted");
  });

  it("may hold as many files as a real application", async () => {
    const names = Array.from(
      { length: 20_000 },
      (_, file) => `z/module-${file}/node-modules-have-long-paths.js`,
    );
    const { summary } = await readArchive(
      inChunks(withNamesAdded(good, names, vendor.keys.signers)),
      options({ staging: null }),
    );
    expect(summary.payloadFiles).toBe(20_004);
  });

  it("reports its progress up to the whole", async () => {
    const seen: number[] = [];
    await readArchive(
      inChunks(good, 100),
      options({ staging: null, onProgress: (packed) => void seen.push(packed) }),
    );
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every((packed) => packed <= good.length)).toBe(true);
  });
});

describe("what a refusal shows", () => {
  it("names no character that could move a cursor", async () => {
    const refusal = readArchive(inChunks(broken.terminalTrick(good)), options());
    await expect(refusal).rejects.toMatchObject({
      facts: { entry: "?]0;owned??gpj.exe", offset: expect.any(Number) },
    });
  });

  it("says where the altered file is", async () => {
    const refusal = readArchive(inChunks(broken.changedPayload(good)), options());
    const offset = untarred(good).indexOf("assets/a.txt\0");
    await expect(refusal).rejects.toMatchObject({
      code: "ARCHIVE_FILE_ALTERED",
      facts: { entry: "assets/a.txt", offset },
    });
  });
});

describe("a chain of roots", () => {
  /** The archive with one more root after the installed one, signed by the vendor's root key. */
  const withRoot = (version: number): Buffer => {
    const name = rootEntry(version);
    const next = archiveOf([
      part(name, JSON.stringify({ signed: { ...root.signed.toJSON(), version }, signatures: [] })),
    ]);
    const signed = withDocument(next, name, (document) => document, [vendor.keys.signers.root]);
    return edited(good, ([format, first, ...rest]) =>
      [format, first, ...partsOf(signed), ...rest].filter((entry) => entry !== undefined),
    );
  };

  it("is followed one by one from the installed root", async () => {
    expect(await codeOf(inChunks(withRoot(2)), { staging: null })).toBe("accepted");
  });

  it("may begin before the installed root", async () => {
    const later = Metadata.fromJSON(MetadataKind.Root, {
      ...root.toJSON(),
      signed: { ...root.signed.toJSON(), version: 7 },
    });
    expect(await codeOf(inChunks(good), { staging: null, trust: firstTrust(later) })).toBe("accepted");
  });

  it("with a gap is refused", async () => {
    await expectRefusal(withRoot(3), "ARCHIVE_METADATA_INVALID");
  });
});

/** Gives `bytes`, then stays silent for ever; records when it was stopped. */
function silentAfter(bytes: Buffer, size = bytes.length) {
  const chunks = inChunks(bytes, size);
  const state = { asked: 0, stopped: false };
  const source: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      async next() {
        state.asked += 1;
        const chunk = await chunks.next();
        return chunk.done ? await new Promise<never>(() => {}) : chunk;
      },
      async return() {
        state.stopped = true;
        return { done: true, value: undefined };
      },
    }),
  };
  return { source, state };
}

describe("a source", () => {
  it.each([0, 3, 600])("that falls silent after %i bytes is given up, and stopped", async (length) => {
    const { source, state } = silentAfter(good.subarray(0, length), 100);
    expect(await codeOf(source, { idleMs: 20 })).toBe("ARCHIVE_STALLED");
    expect(state.stopped).toBe(true);
    expect(existsSync(staging())).toBe(false);
  });

  it("that is aborted ends at once as an interrupted upload", async () => {
    const abort = new AbortController();
    const { source, state } = silentAfter(good.subarray(0, good.length / 2));
    const reading = codeOf(source, { signal: abort.signal });
    abort.abort();
    expect(await reading).toBe("UPLOAD_INTERRUPTED");
    expect(state.stopped).toBe(true);
    expect(await codeOf(inChunks(good), { signal: abort.signal })).toBe("UPLOAD_INTERRUPTED");
    expect(existsSync(staging())).toBe(false);
  });

  it("that breaks is an interrupted upload", async () => {
    async function* breaking() {
      yield good.subarray(0, good.length / 2);
      throw new Error("ECONNRESET");
    }
    expect(await codeOf(breaking())).toBe("UPLOAD_INTERRUPTED");
    expect(existsSync(staging())).toBe(false);
  });
});

describe("the judge", () => {
  const refuse = (): never => {
    throw new CodedError("ARCHIVE_OLDER");
  };

  it("is asked once, with verified metadata", async () => {
    const seen: unknown[] = [];
    await readArchive(
      inChunks(good),
      options({ staging: null, judge: ({ version }, { contentId }) => void seen.push(version, contentId) }),
    );
    expect(seen).toEqual(["1.1.0", expect.stringMatching(/^[0-9a-f]{64}$/)]);
  });

  it("is not asked about an unsigned archive", async () => {
    const asked: string[] = [];
    await codeOf(inChunks(broken.unsigned(good)), { judge: ({ version }) => void asked.push(version) });
    expect(asked).toEqual([]);
  });

  it("refuses before the payload is sent", async () => {
    const noise = Object.fromEntries(
      Array.from({ length: 40 }, (_, file) => [
        `f/${file}.txt`,
        Array.from({ length: 4000 }, () => Math.random().toString(36)).join(""),
      ]),
    );
    const large = await vendor.pack("1.1.0", {}, noise);
    // As the network and multer bring it.
    const chunk = 64 * 1024;
    const { source, state } = silentAfter(large, chunk);
    const slowly = async (): Promise<void> => {
      for (let turn = 0; turn < 100; turn++) await setImmediate();
      refuse();
    };
    expect(await codeOf(source, { judge: slowly })).toBe("ARCHIVE_OLDER");
    expect(large.length).toBeGreaterThan(20 * chunk);
    // The chunk with the metadata in it, and one read ahead.
    expect(state.asked).toBeLessThanOrEqual(2);
    expect(existsSync(staging())).toBe(false);
  });

  it("refuses at once, also when the source falls silent after the metadata", async () => {
    const { source, state } = silentAfter(good.subarray(0, -20));
    expect(await codeOf(source, { judge: refuse, idleMs: 60_000 })).toBe("ARCHIVE_OLDER");
    expect(state.stopped).toBe(true);
  });

  it("whose source fails leaves nothing either", async () => {
    const bug = new Error("bug");
    await expect(readArchive(inChunks(good), options({ judge: () => Promise.reject(bug) }))).rejects.toBe(
      bug,
    );
    expect(existsSync(staging())).toBe(false);
  });
});
