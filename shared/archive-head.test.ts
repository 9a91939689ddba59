import { describe, expect, it } from "vitest";
import { readArchiveHead } from "./archive-head.ts";
import { CodedError } from "./errors.ts";
import {
  BLOCK,
  channel,
  encode,
  entry,
  FORMAT,
  PAYLOAD,
  ROOT,
  STABLE,
  TARGETS,
} from "./testing/sample-archive.ts";

/** Yields chunks of `size` bytes; records how far it was read and that it was closed. */
function source(parts: readonly Uint8Array[], size = 700) {
  const seen = { pieces: 0, closed: false };
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.concat(parts);
    try {
      for (let at = 0; at < bytes.length; at += size) {
        seen.pieces += 1;
        yield bytes.subarray(at, at + size);
      }
    } finally {
      seen.closed = true;
    }
  }
  return { seen, pieces: pieces() };
}

const read = (...parts: Uint8Array[]) => readArchiveHead(source(parts).pieces);
async function refusal(...parts: Uint8Array[]): Promise<CodedError> {
  const error: unknown = await read(...parts).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof CodedError) return error;
  throw new Error(`expected a refusal, got ${String(error)}`);
}

describe("the head of an archive", () => {
  it.each([1, 511, 512, 513, 100_000])("is described, from chunks of %i bytes", async (size) => {
    const head = await readArchiveHead(source([FORMAT, ROOT, TARGETS, STABLE, PAYLOAD], size).pieces);
    expect(head).toMatchObject({
      manifest: { prefix: "gts", version: "3.19.274", channel: "stable" },
      expires: "2028-11-20T08:00:00Z",
      claimedSigners: ["k1"],
      payloadBytes: 42,
      payloadFiles: 2,
    });
  });

  it("is not read beyond its channel's document, and the source is closed", async () => {
    const { seen, pieces } = source(
      [FORMAT, TARGETS, STABLE, ...Array.from({ length: 100 }, () => PAYLOAD)],
      512,
    );
    await readArchiveHead(pieces);
    expect(seen).toEqual({ pieces: (FORMAT.length + TARGETS.length + STABLE.length) / 512, closed: true });
  });

  it("is read when the release has many roots", async () => {
    const roots = Array.from({ length: 61 }, (_, index) => entry(`META/root/${index + 1}.root.json`, "{}"));
    await expect(read(FORMAT, ...roots, TARGETS, STABLE)).resolves.toBeDefined();
    expect((await refusal(FORMAT, ...roots, ROOT, TARGETS, STABLE)).code).toBe("ARCHIVE_METADATA_INVALID");
  });

  const gnu = (header: Uint8Array): void => header.set(encode("ustar  \0"), 257);
  const folder = (header: Uint8Array): void => {
    gnu(header);
    header[156] = 0x35;
  };
  it.each<[string, string, Uint8Array[]]>([
    ["an ordinary tgz", "ARCHIVE_UNSIGNED", [PAYLOAD]],
    ["a tgz as GNU tar writes it", "ARCHIVE_UNSIGNED", [entry("./", "", folder), PAYLOAD]],
    ["an empty tar", "ARCHIVE_UNSIGNED", [new Uint8Array(2 * BLOCK)]],
    [
      "a channel without signatures",
      "ARCHIVE_UNSIGNED",
      [FORMAT, TARGETS, entry("META/stable.json", channel({}, []))],
    ],
    [
      "targets without signatures",
      "ARCHIVE_UNSIGNED",
      [FORMAT, entry("META/targets.json", '{"signatures":[]}'), STABLE],
    ],
    ["metadata that ends before the channel", "ARCHIVE_UNSIGNED", [FORMAT, TARGETS, PAYLOAD]],
    ["another format line", "ARCHIVE_FORMAT_UNKNOWN", [entry("META/FORMAT", "superviseur-archive/2\n")]],
    ["gzip of a text", "ARCHIVE_FORMAT_UNKNOWN", [encode("Bonjour, ceci est un courrier.\n".repeat(50))]],
    [
      "a document that is no JSON",
      "ARCHIVE_METADATA_INVALID",
      [FORMAT, TARGETS, entry("META/stable.json", "{")],
    ],
    [
      "a manifest outside the schema",
      "ARCHIVE_METADATA_INVALID",
      [FORMAT, TARGETS, entry("META/stable.json", channel({ "x-release": {} }))],
    ],
    [
      "targets beyond 64 KiB",
      "ARCHIVE_METADATA_INVALID",
      [FORMAT, entry("META/targets.json", " ".repeat(64 * 1024 + 1))],
    ],
    [
      "an entry that has no place there",
      "ARCHIVE_ENTRY_UNEXPECTED",
      [FORMAT, entry("META/notes.json", "{}")],
    ],
    ["a channel before its targets", "ARCHIVE_ENTRY_UNEXPECTED", [FORMAT, STABLE]],
    [
      "a GNU entry among the metadata",
      "ARCHIVE_ENTRY_FORBIDDEN",
      [FORMAT, entry("META/targets.json", "{}", gnu)],
    ],
    ["a cut in a header", "ARCHIVE_TRUNCATED", [FORMAT, TARGETS.subarray(0, 100)]],
    ["a cut in a document", "ARCHIVE_TRUNCATED", [FORMAT, TARGETS, STABLE.subarray(0, 600)]],
    ["nothing at all", "ARCHIVE_TRUNCATED", []],
  ])("is refused when it is %s", async (_what, code, parts) => {
    expect((await refusal(...parts)).code).toBe(code);
  });

  it("is refused when a header or its padding has been changed", async () => {
    const changed = (at: number): Uint8Array => FORMAT.map((byte, index) => (index === at ? byte ^ 1 : byte));
    expect((await refusal(changed(0), TARGETS)).code).toBe("ARCHIVE_CORRUPT");
    expect((await refusal(changed(1023), TARGETS)).code).toBe("ARCHIVE_TRAILING_DATA");
  });

  it("shows an untrusted name without control characters", async () => {
    const { facts } = await refusal(
      entry("x", "", (header) => {
        header[0] = 0x1b;
        folder(header);
      }),
    );
    expect(facts.entry).toBe("?");
  });
});
