import { randomBytes } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it, vi } from "vitest";
import { CodedError } from "../../../../shared/errors.ts";
import {
  channel,
  encode,
  entry,
  FORMAT,
  PAYLOAD,
  ROOT,
  STABLE,
  TARGETS,
} from "../../../../shared/testing/sample-archive.ts";
import { judgeHead } from "./judge-head.ts";
import { readHead } from "./read-head.ts";

const END = Buffer.alloc(1024);
/** Does not pack: the file is as large as its content. */
const LARGE = entry("b.bin", randomBytes(300_000).toString("latin1"));
const tar = (...parts: Uint8Array[]): Buffer => Buffer.concat([...parts, END]);
const SMALL = gzipSync(tar(FORMAT, ROOT, TARGETS, STABLE, PAYLOAD));
/** Smaller than the first part of an upload. */
const MIDDLE = gzipSync(tar(FORMAT, ROOT, TARGETS, STABLE, PAYLOAD, LARGE.subarray(0, 512 * 200)));
const WHOLE = gzipSync(tar(FORMAT, ROOT, TARGETS, STABLE, PAYLOAD, LARGE));

/** A file that counts the bytes that were read of it. */
function fileOf(bytes: Uint8Array): { readonly file: Blob; read(): number } {
  const file = new Blob([new Uint8Array(bytes)]);
  let read = 0;
  const slice = file.slice.bind(file);
  file.slice = (start = 0, end = file.size) => {
    read += Math.min(end, file.size) - start;
    return slice(start, end);
  };
  return { file, read: () => read };
}
const codeOf = async (bytes: Uint8Array): Promise<string> =>
  await readHead(fileOf(bytes).file).then(
    (head) => (head === null ? "left to the server" : "read"),
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );

afterEach(() => vi.unstubAllGlobals());

describe("a local file, before a byte of it is sent", () => {
  it("says what it is after its first pieces", async () => {
    const { file, read } = fileOf(WHOLE);
    await expect(readHead(file)).resolves.toMatchObject({
      manifest: { version: "3.19.274" },
      payloadBytes: 42,
      payloadFiles: 2,
    });
    expect(read()).toBeLessThan(96 * 1024);
    await expect(codeOf(SMALL)).resolves.toBe("read");
  });

  it("is read also when its metadata is larger than many pieces", async () => {
    const targets = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, index) => [
        `f${index}-${randomBytes(40).toString("hex")}`,
        { length: 1 },
      ]),
    );
    const bytes = gzipSync(tar(FORMAT, TARGETS, entry("META/stable.json", channel({ targets })), LARGE));
    await expect(readHead(fileOf(bytes).file)).resolves.toMatchObject({ payloadFiles: 3_000 });
  });

  it.each<[string, string, Uint8Array]>([
    ["empty", "ARCHIVE_EMPTY", new Uint8Array()],
    ["a ZIP under a good name", "ARCHIVE_IS_ZIP", encode("PK\u0003\u0004 and so on")],
    ["a tar under a good name", "ARCHIVE_IS_TAR", tar(FORMAT)],
    ["a web page", "ARCHIVE_NOT_GZIP", encode("<!doctype html>")],
    ["an ordinary tgz", "ARCHIVE_UNSIGNED", gzipSync(tar(PAYLOAD, LARGE))],
    ["gzip of a text", "ARCHIVE_FORMAT_UNKNOWN", gzipSync(encode("Bonjour.\n".repeat(100)))],
    ["cut in its gzip header", "ARCHIVE_TRUNCATED", SMALL.subarray(0, 5)],
    ["cut in its metadata", "ARCHIVE_TRUNCATED", SMALL.subarray(0, 200)],
    ["cut after its metadata, which the server will see", "read", WHOLE.subarray(0, 200_000)],
  ])("is reported when it is %s", async (_what, code, bytes) => {
    expect(await codeOf(bytes)).toBe(code);
  });

  it("is refused as damaged when its metadata cannot be inflated; a small one is left to the server's stricter reader", async () => {
    // The first byte after the gzip header names the kind of the block: there is no fourth kind.
    const damaged = (bytes: Uint8Array): Uint8Array =>
      bytes.map((byte, index) => (index === 10 ? 0xff : byte));
    expect(await codeOf(damaged(WHOLE))).toBe("ARCHIVE_CORRUPT");
    expect(await codeOf(damaged(MIDDLE))).toBe("left to the server");
  });

  it("is left to the server by a browser that cannot inflate, but for its first bytes", async () => {
    vi.stubGlobal("DecompressionStream", undefined);
    expect(await codeOf(WHOLE)).toBe("left to the server");
    expect(await codeOf(encode("PK\u0003\u0004"))).toBe("ARCHIVE_IS_ZIP");
  });
});

describe("what an archive says of itself", () => {
  const platform = { name: "Plateforme", prefix: "gts", version: "3.19.200", datasets: {}, floor: null };
  const NOW = Date.parse("2026-12-01T00:00:00Z");
  async function judged(fileName: string, change: Partial<typeof platform>, now = NOW): Promise<string> {
    const head = await readHead(fileOf(SMALL).file);
    if (head === null) throw new Error("no head");
    try {
      judgeHead(head, fileName, { ...platform, ...change }, now);
      return "accepted";
    } catch (error) {
      if (error instanceof CodedError) return error.code;
      throw error;
    }
  }

  it("must suit the file's name, this platform and what is installed", async () => {
    const name = "gts.maj.3.19.274.tgz";
    expect(await judged(name, {})).toBe("accepted");
    expect(await judged("gts.maj.3.19.275.tgz", {})).toBe("ARCHIVE_NAME_MISMATCH");
    expect(await judged(name, { prefix: "tuv3" })).toBe("ARCHIVE_WRONG_PLATFORM");
    expect(await judged(name, { version: "3.19.274" })).toBe("ARCHIVE_ALREADY_INSTALLED");
    expect(await judged(name, { version: "3.20.0" })).toBe("ARCHIVE_OLDER");
    expect(await judged(name, { version: "3.17.0" })).toBe("ARCHIVE_NEEDS_INTERMEDIATE");
    expect(await judged(name, {}, Date.parse("2028-11-20T08:00:00Z"))).toBe("ARCHIVE_EXPIRED");
  });
});
