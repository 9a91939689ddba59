import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { UPLOAD_HEAD_PART_BYTES as HEAD, UPLOAD_PART_BYTES as PART } from "../../../../shared/api/import.ts";
import { bytesOf, nextPart, type Range, withoutRange, withRange } from "./part-plan.ts";

const range = (offset: number, bytes: number): Range => ({ offset, bytes });
/** Every part that is planned until nothing is left. */
function planned(fileSize: number, standing: readonly Range[], judged: boolean): Range[] {
  let taken = standing;
  const parts: Range[] = [];
  for (
    let part = nextPart(fileSize, taken, judged);
    part !== null;
    part = nextPart(fileSize, taken, judged)
  ) {
    parts.push(part);
    taken = withRange(taken, part);
  }
  return parts;
}

describe("the plan of an upload", () => {
  it("is small parts until the metadata is judged, large ones after", () => {
    expect(nextPart(10 * PART, [], false)).toEqual(range(0, HEAD));
    expect(nextPart(10 * PART, [range(0, HEAD)], false)).toEqual(range(HEAD, HEAD));
    expect(nextPart(10 * PART, [range(0, 2 * HEAD)], true)).toEqual(range(2 * HEAD, PART));
  });

  it("ends with a short part, and with nothing when the server holds everything", () => {
    expect(nextPart(PART + 5, [range(0, PART)], true)).toEqual(range(PART, 5));
    expect(nextPart(5, [], false)).toEqual(range(0, 5));
    expect(nextPart(PART, [range(0, PART)], true)).toBeNull();
    expect(nextPart(0, [], false)).toBeNull();
  });

  it("fills the holes first, lowest offset first, and never sends what the server holds", () => {
    const standing = [range(10, 10), range(2 * PART, 5), range(3 * PART, PART)];
    expect(planned(4 * PART + 3, standing, true)).toEqual([
      range(0, 10),
      range(20, PART),
      range(20 + PART, PART - 20),
      range(2 * PART + 5, PART - 5),
      range(4 * PART, 3),
    ]);
  });

  it("covers every byte exactly once, whatever the server already holds", () => {
    const anyRange = fc.record({ offset: fc.nat(5 * PART), bytes: fc.nat(PART) });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5 * PART }),
        fc.array(anyRange, { maxLength: 12 }),
        (fileSize, ranges) => {
          const standing = ranges
            .map(({ offset, bytes }) =>
              range(Math.min(offset, fileSize), Math.min(bytes, Math.max(0, fileSize - offset))),
            )
            .reduce(withRange, [] as readonly Range[]);
          const parts = planned(fileSize, standing, true);
          expect(bytesOf(standing) + bytesOf(parts)).toBe(fileSize);
          expect([...parts].sort((a, b) => a.offset - b.offset)).toEqual(parts);
          expect(parts.reduce(withRange, standing)).toEqual([range(0, fileSize)]);
        },
      ),
    );
  });
});

describe("ranges", () => {
  it("that touch or overlap become one", () => {
    expect(withRange([range(0, 5), range(20, 5)], range(5, 5))).toEqual([range(0, 10), range(20, 5)]);
    expect(withRange([range(0, 5), range(20, 5)], range(3, 30))).toEqual([range(0, 33)]);
    expect(withRange([], range(3, 0))).toEqual([]);
  });

  it("lose what is taken out of them", () => {
    expect(withoutRange([range(0, 10), range(20, 10)], range(3, 4))).toEqual([
      range(0, 3),
      range(7, 3),
      range(20, 10),
    ]);
    expect(withoutRange([range(0, 10)], range(0, 10))).toEqual([]);
    expect(withoutRange([range(0, 10)], range(10, 5))).toEqual([range(0, 10)]);
  });
});
