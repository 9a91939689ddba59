import { describe, expect, it } from "vitest";
import { CodedError } from "../../../../shared/errors.ts";
import { comparedParts, requireSameFile } from "./same-file.ts";
import { sha256Hex } from "./sha256.ts";

const NAME = "gts.maj.3.19.274.tgz";
const CONTENT = Uint8Array.from({ length: 1_000 }, (_, index) => (index * 7) % 251);
const PART = 50;
const partsOf = async (content: Uint8Array<ArrayBuffer>) =>
  await Promise.all(
    Array.from({ length: content.length / PART }, async (_, index) => ({
      offset: index * PART,
      bytes: PART,
      sha256: await sha256Hex(content.slice(index * PART, (index + 1) * PART)),
    })),
  );
async function verdict(name: string, content: Uint8Array<ArrayBuffer>): Promise<string> {
  const begun = { fileName: NAME, fileSize: CONTENT.length, parts: await partsOf(CONTENT) };
  return await requireSameFile(new File([content], name), begun, sha256Hex).then(
    () => "same",
    (error: unknown) => (error instanceof CodedError ? error.code : String(error)),
  );
}
const changedAt = (at: number): Uint8Array<ArrayBuffer> =>
  CONTENT.map((byte, index) => (index === at ? byte ^ 1 : byte));

describe("the file with which an upload resumes", () => {
  it("is the same, also after a second download", async () => {
    expect(await verdict(NAME, CONTENT)).toBe("same");
    expect(await verdict("gts.maj.3.19.274 (1).tgz", CONTENT)).toBe("same");
  });

  it("is another when its name, its size, its beginning or its end differ", async () => {
    expect(await verdict("gts.maj.3.19.275.tgz", CONTENT)).toBe("UPLOAD_OTHER_FILE");
    expect(await verdict(NAME, CONTENT.slice(1))).toBe("UPLOAD_OTHER_FILE");
    expect(await verdict(NAME, changedAt(0))).toBe("UPLOAD_OTHER_FILE");
    expect(await verdict(NAME, changedAt(999))).toBe("UPLOAD_OTHER_FILE");
  });

  it("is compared in eight places spread over it", () => {
    const parts = Array.from({ length: 4_000 }, (_, index) => ({ offset: index, bytes: 1, sha256: "" }));
    expect(comparedParts(parts).map(({ offset }) => offset)).toEqual([
      0, 571, 1143, 1714, 2285, 2856, 3428, 3999,
    ]);
    expect(comparedParts(parts.slice(0, 8))).toHaveLength(8);
    expect(comparedParts([])).toEqual([]);
  });
});
