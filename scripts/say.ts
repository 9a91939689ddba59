/** What the scripts print: headings that can be found again in a long log, and durations. */
export const heading = (text: string): void =>
  console.log(`\n=== ${text} ${"=".repeat(Math.max(3, 96 - text.length))}`);

/** `850 ms`, `12.4 s`, `3 min 05 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}
