/**
 * `x-release`: the part of the signed TUF targets that describes a release and its requirements.
 * The same signed document lists the length and sha256 of every payload file, as TUF targets.
 */
import { z } from "zod";
import { dataVersionSchema, prefixSchema, releaseVersionSchema, versionSchema } from "./version.ts";

/**
 * A path inside a release: relative, no empty, `.` or `..` part, an allow-list of characters, at most 240
 * bytes.
 */
export const payloadPathSchema = z
  .string()
  .max(240)
  .regex(/^[A-Za-z0-9_@+][A-Za-z0-9_.@+-]*(?:\/[A-Za-z0-9_@+.][A-Za-z0-9_.@+-]*)*$/)
  .refine((path) => !path.split("/").some((part) => part === "." || part === ".."), "no . or .. part");

const GIB = 1024 ** 3;

/**
 * Below minimum blocks, below recommended warns. CPU in cores, memory in bytes, disk in percent of the file
 * system that must be free.
 */
export const requirementsSchema = z.object({
  platform: releaseVersionSchema.default("4.0.0"),
  cpu: z
    .object({ minimum: z.number().positive(), recommended: z.number().positive() })
    .default({ minimum: 4, recommended: 8 }),
  memory: z
    .object({ minimum: z.number().int().positive(), recommended: z.number().int().positive() })
    .default({ minimum: 8 * GIB, recommended: 16 * GIB }),
  disk: z
    .object({ minimum: z.number().min(0).max(100), recommended: z.number().min(0).max(100) })
    .default({ minimum: 30, recommended: 30 }),
});
export type Requirements = z.infer<typeof requirementsSchema>;
/** First seed document: 4.x.x, 4 cores (8), 8 GB (16), 30 % of the disk. */
export const DEFAULT_REQUIREMENTS: Requirements = requirementsSchema.parse({});

const migrationCommon = {
  id: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,100}$/),
  /** One French and one English sentence that the plan shows to the administrator. */
  description: z.object({ fr: z.string().min(1).max(500), en: z.string().min(1).max(500) }),
};
export const migrationSchema = z.discriminatedUnion("engine", [
  z.object({
    engine: z.literal("sql"),
    ...migrationCommon,
    file: payloadPathSchema,
    transactional: z.boolean().default(true),
  }),
  z.object({
    engine: z.literal("command"),
    ...migrationCommon,
    /** Run in the release folder, with `DATABASE` (path or URL) and `RELEASE` (folder) in the environment. */
    command: z.array(z.string().min(1).max(500)).min(1).max(50),
    transactional: z.literal(false).default(false),
  }),
]);
export type Migration = z.infer<typeof migrationSchema>;

export const probeSchema = z.object({
  name: z.string().min(1).max(80),
  /** Path on the platform's public endpoint. */
  path: z
    .string()
    .regex(/^\/[\x21-\x7e]*$/)
    .max(500),
  status: z.number().int().min(100).max(599).default(200),
  /** Text that the answer must contain; `{version}` is replaced by the installed version. */
  contains: z.string().max(500).optional(),
  timeoutMs: z.number().int().min(100).max(120_000).default(10_000),
});
export type Probe = z.infer<typeof probeSchema>;

export const serviceSchema = z.object({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/),
  /** Run in the release folder. `node` means the runtime that Superviseur itself runs on. */
  command: z.array(z.string().min(1).max(500)).min(1).max(50),
  environment: z.record(z.string(), z.string()).default({}),
  /** `front` receives the gateway's traffic; exactly one service does. */
  role: z.enum(["front", "worker"]).default("front"),
});
export type ServiceSpec = z.infer<typeof serviceSchema>;

const importantInformationSchema = z.object({
  fr: z.string().min(1).max(4000),
  en: z.string().min(1).max(4000),
});

/** Whether the vendor promises that the platform stays in use during the update. */
export const INTERRUPTIONS = ["required", "none"] as const;

const releaseCommon = {
  prefix: prefixSchema,
  version: versionSchema,
  channel: z.enum(["stable", "unstable"]),
  /** ISO 8601 date of publication. */
  publishedAt: z.iso.datetime(),
  /** Oldest platform version this archive can be applied to. */
  minFrom: releaseVersionSchema,
  /** Once this archive is installed, no release older than this can ever be installed again. */
  floor: releaseVersionSchema.optional(),
  /** The payload files in exactly their order in the archive; each is also a TUF target. */
  order: z.array(payloadPathSchema).min(1).max(200_000),
  /** Octal modes of the files that are not 0644; only 0644 and 0755 exist. */
  modes: z.record(payloadPathSchema, z.enum(["0644", "0755"])).default({}),
  /** Symbolic links inside the release: link path → target path, both relative to the release. */
  links: z.record(payloadPathSchema, payloadPathSchema).default({}),
  interruption: z.enum(INTERRUPTIONS),
  requirements: requirementsSchema.default(DEFAULT_REQUIREMENTS),
  migrations: z.array(migrationSchema).max(1000).default([]),
  services: z.array(serviceSchema).max(50).default([]),
  probes: z.array(probeSchema).max(50).default([]),
  /** Payload path of the notice (PDF) and of the release notes (Markdown). */
  notice: payloadPathSchema.optional(),
  notes: payloadPathSchema.optional(),
  importantInformation: z.array(importantInformationSchema).max(20).default([]),
};

/** Every folder that contains a file. */
function foldersOf(paths: readonly string[]): Set<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let slash = path.lastIndexOf("/"); slash !== -1; slash = path.lastIndexOf("/", slash - 1)) {
      const folder = path.slice(0, slash);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  return folders;
}

export const releaseManifestSchema = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("release"), ...releaseCommon }),
    z.object({
      kind: z.literal("data"),
      ...releaseCommon,
      version: dataVersionSchema.pipe(versionSchema),
      /** What the data package may touch; shown to the administrator. */
      scope: z.object({
        tables: z
          .array(z.string().regex(/^[a-z_][a-z0-9_]{0,60}$/))
          .min(1)
          .max(50),
      }),
    }),
  ])
  .superRefine((manifest, context) => {
    const files = new Set(manifest.order);
    if (files.size !== manifest.order.length)
      context.addIssue({ code: "custom", path: ["order"], message: "a path is listed twice" });
    const named: [string, string | undefined][] = [
      ["notice", manifest.notice],
      ["notes", manifest.notes],
      ...manifest.migrations.flatMap((m, i): [string, string][] =>
        m.engine === "sql" ? [[`migrations.${i}.file`, m.file]] : [],
      ),
      ...Object.keys(manifest.modes).map((path): [string, string] => [`modes.${path}`, path]),
    ];
    const folders = foldersOf(manifest.order);
    for (const [link, to] of Object.entries(manifest.links)) {
      if (!files.has(to) && !folders.has(to))
        context.addIssue({ code: "custom", path: ["links", link], message: `${to} is not in order` });
    }
    for (const [where, path] of named) {
      if (path !== undefined && !files.has(path))
        context.addIssue({ code: "custom", path: [where], message: `${path} is not in order` });
    }
    if (manifest.kind === "release") {
      if (manifest.version.includes("-"))
        context.addIssue({ code: "custom", path: ["version"], message: "a release has a numeric version" });
      if (manifest.services.filter((service) => service.role === "front").length !== 1)
        context.addIssue({
          code: "custom",
          path: ["services"],
          message: "exactly one service has the role front",
        });
    }
  });
export type ReleaseManifest = z.infer<typeof releaseManifestSchema>;
