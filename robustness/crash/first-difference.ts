/** Of two lists of lines, the first line that differs, from both sides; null when they are the same. */
export function firstDifference(found: readonly string[], wanted: readonly string[]): string | null {
  for (let line = 0; line < Math.max(found.length, wanted.length); line++)
    if (found[line] !== wanted[line]) return `${found[line] ?? "nothing"} ≠ ${wanted[line] ?? "nothing"}`;
  return null;
}
