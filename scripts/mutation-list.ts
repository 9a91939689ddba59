/**
 * Checks of the reader and of the pipeline: the text of each, and the text that replaces it to remove the
 * check.
 */
export interface Mutation {
  readonly name: string;
  readonly file: string;
  /** Occurs once in the file; a mutation whose check was rewritten must be rewritten as well. */
  readonly find: string;
  readonly replace: string;
  /** The tests of which one must fail. */
  readonly tests: readonly string[];
  /** Parameters of `npm run torture`, which must report a violation. */
  readonly torture?: readonly string[];
}

const SIGNATURES = "server/archive/signatures.ts";
const TRUST = "server/archive/trust.ts";
const ENTRIES = "server/archive/entry-reader.ts";
const GUNZIP = "server/archive/gunzip.ts";
const USTAR = "server/archive/ustar.ts";
const ARCHIVE_TESTS = ["server/archive"];
const CRASH_DECISIONS = ["server/pipeline/crash-decisions.test.ts"];
const JUDGE_TESTS = ["server/archive/judge.test.ts"];

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "threshold",
    file: SIGNATURES,
    find: "if (good.length >= role.threshold) return good;",
    replace: "if (good.length >= 1) return good;",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "one-key-two-ids",
    file: SIGNATURES,
    find: "signed.set(key.keyVal.public ?? id, id)",
    replace: "signed.set(id, id)",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "signature",
    file: SIGNATURES,
    find: "distinctSigners(role, (key) => holds(key, metadata))",
    replace: "distinctSigners(role, (key) => Object.hasOwn(metadata.signatures, key.keyID))",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "expiry",
    file: SIGNATURES,
    find: "if (metadata.signed.isExpired(new Date(now)))",
    replace: "if (now < 0)",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "both-thresholds: the root before",
    file: TRUST,
    find: 'if (version > known) requireSignatures(entry, next, roleOf(this.#root, "root"));',
    replace: "",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "both-thresholds: the new root",
    file: TRUST,
    find: '    requireSignatures(entry, next, roleOf(next, "root"));',
    replace: "",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "root-chain-gap",
    file: TRUST,
    find: "if (version > known + 1) throw",
    replace: "if (version < 0) throw",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "targets-rollback",
    file: TRUST,
    find: "if (version < this.#targetsFloor)",
    replace: "if (version < 0)",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "clock-floor",
    file: TRUST,
    find: "if (now < trust.clockFloor - CLOCK_TOLERANCE_MS)",
    replace: "if (now < 0)",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "revoked",
    file: TRUST,
    find: "release.prefix === prefix && release.version === version",
    replace: "release.prefix === prefix && release.version === version && prefix === undefined",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "one-key-two-spellings",
    file: SIGNATURES,
    find: "isOfOurKind(key) && ",
    replace: "",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "one-spelling",
    file: TRUST,
    find: "    requireOurSpelling(json, bytes);",
    replace: "",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "nothing-unsigned",
    file: TRUST,
    find: "z.strictObject({",
    replace: "z.looseObject({",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "few-keys",
    file: TRUST,
    find: "Object.keys(value).length <= META_KEYS_MAX",
    replace: "true",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "link-targets",
    file: "shared/manifest.ts",
    find: "if (!files.has(to) && !folders.has(to))",
    replace: "if (to === undefined)",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "names-that-cannot-coexist",
    file: TRUST,
    find: "if (misplaced !== null) throw",
    replace: "if (misplaced === undefined) throw",
    tests: ARCHIVE_TESTS,
  },
  { name: "delegated-paths", file: TRUST, find: "|| !role.covers(path)", replace: "", tests: ARCHIVE_TESTS },
  {
    name: "channel",
    file: TRUST,
    find: "if (manifest.channel !== roleName) throw",
    replace: "if (roleName === undefined) throw",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "version-floor",
    file: "shared/judge-release.ts",
    find: "installed.floor !== null && compareVersions(version, installed.floor) < 0",
    replace: "installed.floor !== null && compareVersions(version, installed.floor) < -1e9",
    tests: JUDGE_TESTS,
  },
  {
    name: "older-version",
    file: "shared/judge-release.ts",
    find: "if (age < 0 && present !== null)",
    replace: "if (age < -1e9 && present !== null)",
    tests: JUDGE_TESTS,
  },
  {
    name: "order",
    file: ENTRIES,
    find: "if (entry.name === file.path && entry.size === file.length) return entry;",
    replace: "if (entry.size === file.length) return entry;",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "size",
    file: ENTRIES,
    find: "if (entry.name === file.path && entry.size === file.length) return entry;",
    replace: "if (entry.name === file.path) return entry;",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "extra-entry",
    file: ENTRIES,
    find: "if (extra !== null) throw",
    replace: "if (extra === undefined) throw",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "hash",
    file: "server/archive/read.ts",
    find: "if (found !== file.sha256)",
    replace: "if (found === undefined)",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "type",
    file: USTAR,
    find: " || block[156] !== 0x30) throw forbidden();",
    replace: ") throw forbidden();",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "header-checksum",
    file: USTAR,
    find: "|| Number.parseInt(recorded, 8) !== checksum(block)",
    replace: "",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "trailing-data: after the end mark",
    file: ENTRIES,
    find: "if (rest.length > TAR_PADDING_MAX_BYTES || !isZeros(rest))",
    replace: "if (rest.length < 0)",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "trailing-data: in the padding",
    file: ENTRIES,
    find: "if (!isZeros(padding)) throw",
    replace: "if (padding.length < 0) throw",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "trailing-data: after the gzip member",
    file: GUNZIP,
    find: "if (trailer.length > TRAILER_BYTES || (await source.some(1)) !== null)",
    replace: "if (trailer.length < 0)",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "gzip-checksum",
    file: GUNZIP,
    find: "trailer.readUInt32LE(0) !== crc || ",
    replace: "",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "gzip-length",
    file: GUNZIP,
    find: " || trailer.readUInt32LE(4) !== counts.unpacked % 2 ** 32",
    replace: "",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "ratio",
    file: ENTRIES,
    find: "if (ratio > META_RATIO_MAX)\n",
    replace: "if (ratio < 0)\n",
    tests: ARCHIVE_TESTS,
  },
  {
    name: "watchdog",
    file: "server/archive/byte-source.ts",
    find: "const timer = idleMs === null ? undefined : setTimeout(stalled, idleMs, idleMs);",
    replace: "const timer = undefined; void stalled;",
    tests: ["server/archive/read.test.ts"],
  },
  // --- crash safety ---
  {
    name: "fsync of a file",
    file: "server/io/atomic-file.ts",
    find: "(handle) => handle.writeFile(data));",
    replace:
      "(handle) => handle.writeFile(data).then(() => Object.assign(handle, { sync: async () => {} })));",
    tests: ["server/io/durability.test.ts"],
    torture: ["--layer", "power-cut", "--cases", "40"],
  },
  {
    name: "fsync of a folder",
    file: "server/io/atomic-file.ts",
    find: 'export const syncDirectory = (directory: string): Promise<void> =>\n  synced(directory, "r", undefined, async () => {});',
    replace: "export const syncDirectory = async (_: string): Promise<void> => {};",
    tests: ["server/io/durability.test.ts"],
  },
  {
    name: "hash chain",
    file: "server/journal/journal.ts",
    find: "if (row.seq !== seq || row.hash !== chainHash(previous, rowText(row)))",
    replace: "if (row.seq !== seq)",
    tests: ["server/journal/journal.test.ts"],
    torture: ["--layer", "journal", "--cases", "4"],
  },
  {
    name: "anchor of the chain",
    file: "server/journal/journal.ts",
    find: "if (anchor?.seq === seq && anchor.hash !== row.hash)",
    replace: "if (anchor?.seq === 0)",
    tests: ["server/journal/journal.test.ts"],
  },
  {
    name: "intent record",
    file: "server/pipeline/forward.ts",
    find: '  run.record({ type: "step:intended", step: row.name, direction: "do", facts: {} });\n',
    replace: "",
    tests: ["server/pipeline/run.test.ts"],
    torture: ["--layer", "journal", "--cases", "40"],
  },
  {
    name: "restore point",
    file: "server/platform/restore-point.ts",
    find: '  await platform.database.restore(join(directory, "database"));\n',
    replace: "",
    tests: ["server/pipeline/run.test.ts"],
    torture: ["--layer", "journal", "--cases", "40"],
  },
  {
    name: "attempt counter",
    file: "shared/run-state.ts",
    find: "return { ...state, attempts: event.attempt,",
    replace: "return { ...state, attempts: Math.min(1, event.attempt),",
    tests: ["server/pipeline/recover.test.ts"],
    torture: ["--layer", "second", "--cases", "40"],
  },
  {
    name: "kernel lock",
    file: "server/io/kernel-lock.ts",
    find: 'database.exec("BEGIN EXCLUSIVE");',
    replace: "",
    tests: ["server/io/kernel-lock.test.ts"],
    torture: ["--layer", "second", "--cases", "40"],
  },
  {
    name: "exposure: a skipped mask is open",
    file: "shared/exposure.ts",
    find: '    case "skipped":\n',
    replace: "",
    tests: CRASH_DECISIONS,
  },
  {
    name: "exposure: decision after a crash",
    file: "server/pipeline/recover.ts",
    find: 'if (exposure(state) !== "open") return recovering(',
    replace: 'if (state.steps.mask.status !== "pending") return recovering(',
    tests: CRASH_DECISIONS,
  },
  {
    name: "exposure: services kept alive",
    file: "server/pipeline/keep-serving.ts",
    find: 'exposure(state) === "open";',
    replace: `state.phase === "finishing"
    ? state.steps.unmask.status === "done"
    : state.steps.mask.status === "pending" ||
      (state.phase === "rolling-back" && state.steps.mask.status === "undone");`,
    tests: CRASH_DECISIONS,
  },
  {
    name: "exposure: outcome when every runner failed",
    file: "server/pipeline/give-up.ts",
    find: 'const isOpen = exposure(state) === "open";',
    replace: 'const isOpen = ["pending", "undone"].includes(state.steps.mask.status);',
    tests: CRASH_DECISIONS,
  },
  {
    name: "exposure: what is safe",
    file: "client/runs/what-is-safe.ts",
    find: 'return exposure({ phase, steps }) === "open" && isUntouched(steps) ? "untouched" : null;',
    replace: 'return steps.mask.status === "pending" ? "untouched" : null;',
    tests: ["client/runs/what-is-safe.test.ts"],
  },
  {
    name: "exposure: how a run ended",
    file: "client/runs/run-words.ts",
    find: "!hasClosed(state)",
    replace: 'state.steps.mask.status === "pending"',
    tests: ["client/runs/run-words.test.ts"],
  },
  {
    name: "legal events: a run that has ended is not revived",
    file: "shared/legal-events.ts",
    find: '"run:consented": ["reviewing"],',
    replace: '"run:consented": ["reviewing", "ended"],',
    tests: ["shared/run-state.test.ts"],
  },
];

/** @throws when the check does not occur in the file exactly once */
export function mutated(source: string, { name, file, find, replace }: Mutation): string {
  if (source.split(find).length !== 2)
    throw new Error(
      `${name}: its check does not occur exactly once in ${file}; the list must follow the code`,
    );
  return source.replace(find, () => replace);
}
