/** Which bytes of the file to send next. Pure. */
import { UPLOAD_HEAD_PART_BYTES, UPLOAD_PART_BYTES } from "../../../../shared/api/import.ts";

/** Bytes of the file from `offset` on. */
export interface Range {
  readonly offset: number;
  readonly bytes: number;
}

const endOf = ({ offset, bytes }: Range): number => offset + bytes;

/** The ranges with one more: ordered, without overlap, and those that touch are one. */
export function withRange(ranges: readonly Range[], added: Range): readonly Range[] {
  if (added.bytes === 0) return ranges;
  const before = ranges.filter((range) => endOf(range) < added.offset);
  const after = ranges.filter((range) => range.offset > endOf(added));
  const touching = [...ranges.slice(before.length, ranges.length - after.length), added];
  const offset = Math.min(...touching.map((range) => range.offset));
  return [...before, { offset, bytes: Math.max(...touching.map(endOf)) - offset }, ...after];
}

/** The ranges without one, which may be a part of one of them. */
export const withoutRange = (ranges: readonly Range[], removed: Range): readonly Range[] =>
  ranges.flatMap((range) => {
    const left = { offset: range.offset, bytes: Math.min(endOf(range), removed.offset) - range.offset };
    const start = Math.max(range.offset, endOf(removed));
    const right = { offset: start, bytes: endOf(range) - start };
    const rest = [left, right].filter(({ bytes }) => bytes > 0);
    return endOf(range) <= removed.offset || range.offset >= endOf(removed) ? [range] : rest;
  });

export const bytesOf = (ranges: readonly Range[]): number =>
  ranges.reduce((sum, { bytes }) => sum + bytes, 0);

/**
 * The lowest part that is not taken yet (neither on the server nor on its way), or null. `taken` as `withRange` gives it.
 * Before the metadata is judged parts are small.
 */
export function nextPart(fileSize: number, taken: readonly Range[], judged: boolean): Range | null {
  const [first, second] = taken;
  const offset = first?.offset === 0 ? endOf(first) : 0;
  const end = Math.min(fileSize, (first?.offset === 0 ? second?.offset : first?.offset) ?? fileSize);
  return offset >= end
    ? null
    : { offset, bytes: Math.min(end - offset, judged ? UPLOAD_PART_BYTES : UPLOAD_HEAD_PART_BYTES) };
}
