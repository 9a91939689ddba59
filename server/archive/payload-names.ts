/** Names that each pass the schema and cannot coexist in one release, whatever file system it is placed on. */

/** Ours in the archive; and the one name that is not an ordinary key of a JavaScript object. */
const isReserved = (path: string): boolean =>
  path.toLowerCase().split("/")[0] === "meta" || path.split("/").includes("__proto__");

const foldersOf = (path: string): string[] =>
  [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));

/** The first of the names of files and links that is reserved, equals another but for case, or is inside another; null when all is well. */
export function misplacedName(names: readonly string[]): string | null {
  const taken = new Set<string>();
  for (const name of names) {
    const folded = name.toLowerCase();
    if (isReserved(name) || taken.has(folded)) return name;
    taken.add(folded);
  }
  return names.find((name) => foldersOf(name.toLowerCase()).some((folder) => taken.has(folder))) ?? null;
}
