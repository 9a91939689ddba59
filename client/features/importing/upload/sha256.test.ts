import { createHash, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sha256Hex } from "./sha256.ts";

describe("the hash of a part", () => {
  it.each([0, 1, 1024 * 1024, 2_500_000])(
    "of %i bytes is the same with and without the browser's help",
    async (size) => {
      const bytes = new Uint8Array(randomBytes(size));
      const expected = createHash("sha256").update(bytes).digest("hex");
      expect(await sha256Hex(bytes)).toBe(expected);
      expect(await sha256Hex(bytes, null)).toBe(expected);
    },
  );
});
