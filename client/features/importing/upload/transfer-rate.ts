/** How fast an upload goes now: over the last seconds, since a mean from the start on does not see that the line got slow. Pure. */
export interface Sample {
  /** Unix ms. */
  readonly at: number;
  /** Bytes sent so far. */
  readonly sent: number;
}
const WINDOW_MS = 8_000;
/** A rate over a shorter time jumps too much to be read. */
const LEAST_MS = 800;

/** The samples with a new one, without those that are too old to count. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const recent = samples.filter(({ at }) => at >= sample.at - WINDOW_MS);
  return [...recent, sample];
}

/** Bytes a second, or null when too little was seen. */
export function rateOf(samples: readonly Sample[], now: number): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return null;
  const elapsed = now - first.at;
  return elapsed < LEAST_MS || last.sent <= first.sent ? null : ((last.sent - first.sent) * 1000) / elapsed;
}
