import { hash, randomBytes } from "node:crypto";
import { appendFileSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Part, PartFile } from "./part-file.ts";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-parts-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const BYTES = randomBytes(5_000);
const partAt = (offset: number, end: number): Part => {
  const piece = BYTES.subarray(offset, end);
  return { offset, bytes: piece.length, sha256: hash("sha256", piece) };
};
async function* bytesOf({ offset, bytes }: Part): AsyncGenerator<Uint8Array> {
  for (let at = offset; at < offset + bytes; at += 700)
    yield BYTES.subarray(at, Math.min(at + 700, offset + bytes));
}

it("is the file, in any order of its parts and across restarts", async () => {
  const cuts = fc.uniqueArray(fc.integer({ min: 1, max: BYTES.length - 1 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      cuts,
      fc.infiniteStream(fc.nat()),
      fc.infiniteStream(fc.boolean()),
      async (places, order, restarts) => {
        const folder = join(directory, randomBytes(4).toString("hex"));
        const edges = [0, ...places.sort((a, b) => a - b), BYTES.length];
        const parts = edges.slice(1).map((end, i) => partAt(edges[i] ?? 0, end));
        let file = await PartFile.open(folder);
        for (const left = [...parts]; left.length > 0; ) {
          const [part] = left.splice((order.next().value ?? 0) % left.length, 1);
          if (part === undefined) break;
          await file.write(part, bytesOf(part));
          if (!restarts.next().value) continue;
          await file.close();
          file = await PartFile.open(folder);
        }
        expect([file.contiguous(), file.received()]).toEqual([BYTES.length, BYTES.length]);
        expect(file.parts()).toEqual(parts);
        expect(readFileSync(file.path)).toEqual(BYTES);
        await file.discard();
      },
    ),
    { numRuns: 40 },
  );
});

it("forgets a last line that was torn, and nothing else", async () => {
  const file = await PartFile.open(directory);
  await file.write(partAt(0, 100), bytesOf(partAt(0, 100)));
  await file.write(partAt(100, 300), bytesOf(partAt(100, 300)));
  await file.close();
  appendFileSync(join(directory, "parts.jsonl"), '{"offset":300,"byt');
  const again = await PartFile.open(directory);
  expect(again.parts()).toEqual([partAt(0, 100), partAt(100, 300)]);
  await again.write(partAt(300, 400), bytesOf(partAt(300, 400)));
  await again.close();
  expect((await PartFile.open(directory)).contiguous()).toBe(400);
});

it("takes no part over another, nor more or fewer bytes than were announced", async () => {
  const file = await PartFile.open(directory);
  await file.write(partAt(100, 200), bytesOf(partAt(100, 200)));
  await expect(file.write(partAt(150, 250), bytesOf(partAt(150, 250)))).rejects.toThrow("covers another");
  const longer = file.write(partAt(200, 210), bytesOf(partAt(200, 220)));
  const shorter = file.write(partAt(300, 320), bytesOf(partAt(300, 310)));
  await expect(longer).rejects.toMatchObject({ name: "PartAltered" });
  await expect(shorter).rejects.toMatchObject({ name: "PartAltered" });
  expect([file.contiguous(), file.received(), file.has(partAt(200, 210))]).toEqual([0, 100, false]);
  await file.discard();
});
