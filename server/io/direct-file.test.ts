import { randomBytes } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { BlobWriter } from "./blob-writer.ts";
import { DIRECT_BUFFER_BYTES, DirectFile } from "./direct-file.ts";

let directory: string;
beforeEach(async () => {
  // Not below /dev/shm or another memory file system, which may have no direct writes.
  directory = await mkdtemp(join(tmpdir(), "superviseur-direct-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

it.each([
  1,
  4095,
  4096,
  4097,
  DIRECT_BUFFER_BYTES,
  5 * DIRECT_BUFFER_BYTES,
  9 * DIRECT_BUFFER_BYTES + 12_345,
])("a file of %i bytes has exactly these bytes, however they came", async (size) => {
  const bytes = randomBytes(size);
  for (const piece of [1_000_003, 65_536]) {
    const path = join(directory, `${piece}`);
    const file = DirectFile.create(path, 0o600);
    if (file === null) throw new Error("this file system has no direct writes");
    const scratch = Buffer.alloc(piece);
    for (let at = 0; at < size; at += piece) {
      const length = bytes.copy(scratch, 0, at, at + piece);
      await file.write(scratch.subarray(0, length));
      // As the reader does: the piece's memory is used again.
      scratch.fill(0xff);
    }
    await file.end();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  }
});

it("a name that is taken is never written to", async () => {
  const file = DirectFile.create(join(directory, "a"), 0o600);
  await file?.write(Buffer.from("first"));
  await file?.end();
  expect(() => DirectFile.create(join(directory, "a"), 0o600)).toThrow("EEXIST");
  expect(readFileSync(join(directory, "a"), "utf8")).toBe("first");
});

it("blobs of any size are written, and leave no descriptor when they are thrown away in the middle", async () => {
  const descriptors = (): number => readdirSync("/proc/self/fd").length;
  const before = descriptors();
  const blobs = new BlobWriter(join(directory, "blobs"));
  const small = blobs.begin(3);
  await blobs.write(Buffer.from("abc"));
  await blobs.end();
  const large = blobs.begin(2 * DIRECT_BUFFER_BYTES);
  await blobs.write(Buffer.alloc(2 * DIRECT_BUFFER_BYTES, "x"));
  await blobs.end();
  await blobs.sync();
  expect([readFileSync(small, "utf8"), statSync(large).size]).toEqual(["abc", 2 * DIRECT_BUFFER_BYTES]);
  blobs.begin(DIRECT_BUFFER_BYTES);
  await blobs.write(Buffer.alloc(10_000));
  await blobs.discard();
  expect([readdirSync(directory), descriptors()]).toEqual([[], before]);
});
