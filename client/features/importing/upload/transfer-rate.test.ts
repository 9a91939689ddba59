import { describe, expect, it } from "vitest";
import { rateOf, type Sample, withSample } from "./transfer-rate.ts";

/** `rate` bytes each second, a sample every half second. */
function sending(
  seconds: number,
  rate: number,
  before: readonly Sample[] = [{ at: 0, sent: 0 }],
): readonly Sample[] {
  let samples = before;
  const start = samples.at(-1) ?? { at: 0, sent: 0 };
  for (let i = 1; i <= seconds * 2; i++)
    samples = withSample(samples, { at: start.at + i * 500, sent: start.sent + (i * rate) / 2 });
  return samples;
}

describe("the rate of an upload", () => {
  it("is not given before it can be computed", () => {
    expect(rateOf([], 0)).toBeNull();
    expect(rateOf([{ at: 0, sent: 0 }], 5_000)).toBeNull();
    expect(rateOf(withSample([{ at: 0, sent: 0 }], { at: 200, sent: 100 }), 200)).toBeNull();
  });

  it("is bytes a second", () => {
    expect(rateOf(sending(4, 1_000), 4_000)).toBe(1_000);
  });

  it("forgets how fast it once was", () => {
    const slowed = sending(20, 100, sending(60, 10_000));
    expect(rateOf(slowed, 80_000)).toBe(100);
  });

  it("falls while nothing goes any more", () => {
    expect(rateOf(sending(4, 1_000), 40_000)).toBe(100);
  });
});
