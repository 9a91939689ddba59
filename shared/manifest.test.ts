import { describe, expect, it } from "vitest";
import { DEFAULT_REQUIREMENTS, payloadPathSchema, probeSchema, releaseManifestSchema } from "./manifest.ts";

const RELEASE = {
  kind: "release",
  prefix: "gts",
  version: "3.19.274",
  channel: "stable",
  publishedAt: "2026-11-01T08:00:00Z",
  minFrom: "3.18.0",
  order: ["server.js", "notice.pdf", "migrations/001.sql"],
  interruption: "required",
  services: [{ name: "portal", command: ["node", "server.js"] }],
};
const problemsOf = (manifest: object): string[] => {
  const parsed = releaseManifestSchema.safeParse(manifest);
  return parsed.success ? [] : parsed.error.issues.map((issue) => issue.path.join("."));
};

describe("a release's manifest", () => {
  it("needs few fields; the others have the source document's defaults", () => {
    const manifest = releaseManifestSchema.parse(RELEASE);
    expect(manifest.requirements).toEqual(DEFAULT_REQUIREMENTS);
    expect(DEFAULT_REQUIREMENTS).toEqual({
      platform: "4.0.0",
      cpu: { minimum: 4, recommended: 8 },
      memory: { minimum: 8 * 1024 ** 3, recommended: 16 * 1024 ** 3 },
      disk: { minimum: 30, recommended: 30 },
    });
    expect(manifest).toMatchObject({
      migrations: [],
      probes: [],
      links: {},
      modes: {},
      importantInformation: [],
    });
  });

  it("names only files that its order lists", () => {
    const migration = {
      id: "m1",
      engine: "sql",
      file: "migrations/002.sql",
      description: { fr: "a", en: "a" },
    };
    expect(
      problemsOf({
        ...RELEASE,
        notice: "absent.pdf",
        notes: "absent.md",
        migrations: [migration],
        modes: { "absent.sh": "0755" },
      }),
    ).toEqual(["notice", "notes", "migrations.0.file", "modes.absent.sh"]);
  });

  it("has each file once, one front service and a numeric version", () => {
    expect(problemsOf({ ...RELEASE, order: ["server.js", "server.js"] })).toEqual(["order"]);
    expect(problemsOf({ ...RELEASE, services: [] })).toEqual(["services"]);
    const twice = [...RELEASE.services, { name: "other", command: ["x"] }];
    expect(problemsOf({ ...RELEASE, services: twice })).toEqual(["services"]);
    expect(problemsOf({ ...RELEASE, version: "ccam-2026.2" })).toEqual(["version"]);
  });
});

describe("a data package's manifest", () => {
  const DATA = {
    ...RELEASE,
    kind: "data",
    version: "ccam-2026.2",
    services: [],
    scope: { tables: ["ccam"] },
  };
  it("names its data set and the tables that it may change", () => {
    expect(problemsOf(DATA)).toEqual([]);
    expect(problemsOf({ ...DATA, version: "4.7.0" })).toEqual(["version"]);
    expect(problemsOf({ ...DATA, scope: { tables: [] } })).toEqual(["scope.tables"]);
    expect(problemsOf({ ...DATA, scope: { tables: ["ccam; drop table x"] } })).toEqual(["scope.tables.0"]);
  });
});

describe("a payload path", () => {
  it.each(["server.js", "a/b/c.txt", "node_modules/@scope/x/.bin", "_x/+y@1.2"])("%s is valid", (path) => {
    expect(payloadPathSchema.safeParse(path).success).toBe(true);
  });
  it.each([
    ...[
      "",
      "/etc/passwd",
      "../x",
      "a/../b",
      "a/./b",
      "a//b",
      "a/",
      ".hidden",
      "a\\b",
      "a b",
      "é",
      "a\u0000b",
      "a\nb",
      "-rf",
      "C:x",
    ],
    "x".repeat(241),
  ])("%j is none", (path) => {
    expect(payloadPathSchema.safeParse(path).success).toBe(false);
  });
});

describe("a probe", () => {
  it("requests a path of the platform, without characters that could end a request line", () => {
    expect(probeSchema.parse({ name: "health", path: "/health" })).toEqual({
      name: "health",
      path: "/health",
      status: 200,
      timeoutMs: 10_000,
    });
    for (const path of ["health", "http://elsewhere/", "/a b", "/a\r\nX: y"])
      expect(probeSchema.safeParse({ name: "x", path }).success).toBe(false);
  });
});
