import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { Room } from "./floors.ts";
import {
  floorRuleOf,
  floorsPicture,
  IMPORT_RULES,
  mayImport,
  ROOMS,
  testsAreExempt,
} from "./import-rules.ts";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const CONFIG = join(PROJECT, ".dependency-cruiser.mjs");
const CRUISER = join(PROJECT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");

const isFile = ({ path }: Room): boolean => /\.tsx?$/.test(path);
/** The file of a room that others import, and the files in it that import every other room. */
const targetIn = (room: Room): string => (isFile(room) ? room.path : `${room.path}/target.ts`);
const importerIn = (room: Room): string => (isFile(room) ? room.path : `${room.path}/importer.ts`);
const testIn = (room: Room): string => (isFile(room) ? room.path : `${room.path}/importer.test.ts`);

const specifier = (from: string, to: string): string => {
  const path = relative(dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
};
const pair = (from: string, to: string): string => `${from} → ${to}`;

/** One breach of each rule that is not a floor's: [file, import line]. */
const BREACHES: Record<string, [string, string][]> = {
  "no-circular": [
    ["demo/one.ts", 'export { two as one } from "./two.ts";'],
    ["demo/two.ts", 'export { one as two } from "./one.ts";'],
  ],
  "every-file-is-in-a-room": [["server/attic/a.ts", 'export { target } from "../io/target.ts";']],
  "features-do-not-know-each-other": [
    ["client/features/runs/b.ts", 'export { target } from "../accounts/target.ts";'],
    ["client/features/accounts/target.ts", "export const target = 1;"],
  ],
  "shared-does-no-io": [["shared/c.ts", 'export { readFileSync } from "node:fs";']],
  "processes-only-in-io": [
    ["server/gateway/d.ts", 'import { spawn } from "node:child_process"; export const start = spawn;'],
  ],
  "server-tests-do-not-reach-the-page-or-the-tools": [
    ["server/intake/e.test.ts", 'export { target } from "../../client/lib/target.ts";'],
  ],
  "not-to-testing": [["server/intake/f.ts", 'export const load = () => import("../io/g.test.ts");']],
};

let folder: string;
/** `rule: from` and `rule: from → to` of every refused import. */
let found: Set<string>;

/**
 * A project in which every room imports every other one. A linter that cannot parse the files reports no
 * errors; this test notices.
 */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "superviseur-rules-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  };
  const importsOf = (room: Room, from: string): string =>
    ROOMS.filter((other) => other !== room)
      .map(
        (other, index) =>
          `import { target as t${index} } from "${specifier(from, targetIn(other))}"; t${index};`,
      )
      .join("\n");
  for (const room of ROOMS) {
    const own = "export const target = 'x';";
    if (isFile(room)) write(room.path, `${own}\n${importsOf(room, room.path)}`);
    else {
      write(targetIn(room), own);
      write(importerIn(room), importsOf(room, importerIn(room)));
      write(testIn(room), importsOf(room, testIn(room)));
    }
  }
  write("server/io/g.test.ts", "export const target = 1;");
  for (const [path, text] of Object.values(BREACHES).flat()) write(path, text);
  const output = await new Promise<string>((resolve) => {
    const folders = ["shared", "server", "client", "robustness", "demo", "e2e", "bench", "scripts"];
    execFile(
      process.execPath,
      [CRUISER, "--config", CONFIG, "-T", "json", ...folders],
      { cwd: folder, maxBuffer: 2 ** 28 },
      (_, stdout) => resolve(stdout),
    );
  });
  const violation = z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) });
  const { summary } = z
    .object({ summary: z.object({ violations: z.array(violation) }) })
    .parse(JSON.parse(output));
  found = new Set(
    summary.violations.flatMap(({ from, to, rule }) => [
      `${rule.name}: ${from}`,
      `${rule.name}: ${pair(from, to)}`,
    ]),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the floors", () => {
  it.each(ROOMS.map((room) => [room.path, room] as const))(
    "%s imports only what its floor allows",
    (_, room) => {
      const others = ROOMS.filter((other) => other !== room);
      const refused = others.filter((other) =>
        found.has(`${floorRuleOf(room)}: ${pair(importerIn(room), targetIn(other))}`),
      );
      expect(refused).toEqual(others.filter((other) => !mayImport(room, other)));
      expect(refused.length).toBeGreaterThan(0);
    },
  );

  it.each(ROOMS.filter((room) => !isFile(room)).map((room) => [room.path, room] as const))(
    "the tests of %s are held to it, or exempt",
    (_, room) => {
      expect(found.has(`${floorRuleOf(room)}: ${testIn(room)}`)).toBe(!testsAreExempt(room));
    },
  );

  it.each([
    ["server/intake", "server/pipeline"],
    ["server/archive", "server/vendor"],
    ["server/cli", "server/vendor"],
    ["server/serve.ts", "server/http"],
    ["server/io", "server/testing"],
    ["server/journal", "robustness"],
    ["client/lib", "client/features"],
    ["client/runs", "client/features"],
    ["client/app", "server/io"],
    ["shared", "server/io"],
    ["server/web", "client/lib"],
  ])("%s does not import %s", (from, to) => {
    const [own, other] = [from, to].map((path) => ROOMS.find((room) => room.path === path));
    expect(own && other && mayImport(own, other)).toBe(false);
  });

  it("are those that ARCHITECTURE.md shows", () => {
    const text = readFileSync(join(PROJECT, "ARCHITECTURE.md"), "utf8");
    const shown = /<!-- floors -->\n([\s\S]*?)\n<!-- \/floors -->/.exec(text)?.[1];
    expect(shown).toBe(floorsPicture());
  });
});

describe("the other rules", () => {
  it("have a breach each", () => {
    const named = [...ROOMS.map(floorRuleOf), ...Object.keys(BREACHES)];
    expect(named.sort()).toEqual(IMPORT_RULES.map(({ name }) => name).sort());
  });

  it.each(Object.entries(BREACHES))("%s is enforced", (rule, files) => {
    expect(files.map(([path]) => `${rule}: ${path}`).some((breach) => found.has(breach))).toBe(true);
  });
});
