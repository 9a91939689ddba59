/** `superviseur.yaml`: what this installation manages. Parsed once at start; every problem is reported at once, with its path. */
import { readFileSync, readlinkSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { CodedError } from "../../shared/errors.ts";
import { probeSchema } from "../../shared/manifest.ts";
import { prefixSchema } from "../../shared/version.ts";
import { rootLayout } from "./layout.ts";

const text = z.string().trim().min(1).max(200);
const path = z.string().min(1).max(1000);
const count = z.number().int().min(1).max(100);

/** A variant for each driver; each becomes one of `drivers.ts`. */
const databaseSchema = z.discriminatedUnion("engine", [
  /** `file` is relative to the root. */
  z.strictObject({ engine: z.literal("sqlite"), file: path }),
]);
const servicesSchema = z.discriminatedUnion("manager", [z.strictObject({ manager: z.literal("process") })]);
const frontSchema = z.discriminatedUnion("kind", [z.strictObject({ kind: z.literal("embedded") })]);

const platformFileSchema = z.strictObject({
  name: text,
  prefix: prefixSchema,
  /** Folder of the platform; it and `state` may be relative to the platform file. */
  root: path,
  /** Superviseur's own folder: journal, accounts, backups. Never inside the platform's releases. */
  state: path,
  language: z.enum(["fr", "en"]).default("fr"),
  listen: z.strictObject({
    host: z.string().min(1).default("127.0.0.1"),
    port: z.number().int().min(0).max(65_535),
  }),
  support: z.strictObject({ name: text, phone: text, email: z.email() }),
  database: databaseSchema,
  /** Who starts and stops the services of a release. */
  services: servicesSchema.default({ manager: "process" }),
  /** What people reach first: it shows the maintenance page or the platform. */
  front: frontSchema.default({ kind: "embedded" }),
  /** Data folders, relative to the root, saved and restored with the database. */
  data: z.array(path).max(50).default([]),
  /** Where users reach the platform, for the probes; null: the gateway's own address. */
  frontDoor: z.url().nullable().default(null),
  /** Probes of every version, in addition to those of the release's manifest. */
  probes: z.array(probeSchema).max(50).default([]),
  retention: z
    .strictObject({
      releases: count.min(2).default(3),
      backups: count.default(2),
      restorePoints: count.default(2),
    })
    .default({ releases: 3, backups: 2, restorePoints: 2 }),
  /** True behind TLS: the session cookie is then never sent in clear. */
  secureCookies: z.boolean().default(false),
});

type PlatformFile = z.infer<typeof platformFileSchema>;

/** The parsed file with every path absolute, and the places that follow from it. */
export interface PlatformConfig extends Omit<PlatformFile, "database" | "data"> {
  readonly file: string;
  readonly database: Readonly<z.infer<typeof databaseSchema>>;
  readonly dataDirectories: readonly string[];
  /** The database's own, where it is on this machine, and the data folders. */
  readonly places: readonly NamedPlace[];
}

/** Absolute paths. */
export interface NamedPlace {
  /** As the platform file names it: a link in it leads nowhere while its disk is not mounted. */
  readonly name: string;
  /** Where it leads. */
  readonly path: string;
}

/** As many links as the kernel follows. */
const LINKS_MAX = 40;

/**
 * Where a path really leads: what is put back exactly must not be a symbolic link. The same also while what it leads to is away: a disk
 * that is mounted late, a folder that a killed rollback had just renamed.
 */
function realOf(path: string, links = 0): string {
  try {
    return realpathSync(path);
  } catch {
    const target = links < LINKS_MAX ? linkTarget(path) : null;
    if (target !== null) return realOf(resolve(dirname(path), target), links + 1);
    const parent = dirname(path);
    return parent === path ? path : join(realOf(parent, links), basename(path));
  }
}

function linkTarget(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}

const located = (
  base: string,
  file: PlatformFile,
): Pick<PlatformConfig, "root" | "state" | "database" | "dataDirectories" | "places"> => {
  const root = resolve(base, file.root);
  const placed = (path: string): NamedPlace => {
    const name = resolve(root, path);
    return { name, path: realOf(name) };
  };
  const data = file.data.map(placed);
  const { database, places } = locatedDatabase(file.database, placed);
  return {
    root,
    state: resolve(base, file.state),
    database,
    dataDirectories: data.map(({ path }) => path),
    places: [...places, ...data],
  };
};

/** `places`: what of the database is on this machine. */
function locatedDatabase(
  database: PlatformFile["database"],
  placed: (path: string) => NamedPlace,
): { database: PlatformConfig["database"]; places: NamedPlace[] } {
  switch (database.engine) {
    case "sqlite": {
      const place = placed(database.file);
      return { database: { ...database, file: place.path }, places: [place] };
    }
  }
}

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);

/** What is restored whole must not contain what restores it, nor lie where releases come and go. Pure. */
function overlapsOf({ root, state, database, dataDirectories }: ReturnType<typeof located>): string[] {
  const { releases, current, stagings, uploads } = rootLayout(root);
  const ours = [state, releases, current, stagings, uploads];
  const named = [
    ...(database.engine === "sqlite" ? [["database.file", database.file] as const] : []),
    ...dataDirectories.map((path, index) => [`data.${index}`, path] as const),
  ];
  const inOurs = named.flatMap(([key, path]) =>
    ours.filter((folder) => isWithin(path, folder)).map((folder) => `${key}: lies in ${folder}`),
  );
  const holding = dataDirectories.flatMap((path, index) =>
    [root, state]
      .filter((folder) => isWithin(folder, path))
      .map((folder) => `data.${index}: holds ${folder}`),
  );
  return [...inOurs, ...holding];
}

/**
 * @throws CodedError PLATFORM_FILE_INVALID, facts `file` and `problems`: one line a problem, `path: message`.
 */
export function loadPlatformFile(file: string): PlatformConfig {
  const invalid = (problems: readonly string[]): CodedError =>
    new CodedError("PLATFORM_FILE_INVALID", { file, problems: problems.join("\n") });
  let source: string;
  try {
    source = readFileSync(file, "utf8");
  } catch (error) {
    throw invalid([error instanceof Error ? error.message : String(error)]);
  }
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  if (document.errors.length > 0)
    throw invalid(document.errors.map((error) => error.message.split("\n")[0] ?? error.code));
  const parsed = platformFileSchema.safeParse(document.toJS());
  if (!parsed.success)
    throw invalid(
      parsed.error.issues.map((issue) => `${issue.path.join(".") || "(file)"}: ${issue.message}`),
    );
  const { database: _, data: __, ...rest } = parsed.data;
  const places = located(dirname(resolve(file)), parsed.data);
  const overlaps = overlapsOf(places);
  if (overlaps.length > 0) throw invalid(overlaps);
  return { ...rest, file: resolve(file), ...places };
}
