import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

const CONFIG = fileURLToPath(new URL("../.dependency-cruiser.json", import.meta.url));
const CRUISER = fileURLToPath(
  new URL("../node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", import.meta.url),
);
const RULES = z
  .object({ forbidden: z.array(z.object({ name: z.string() })) })
  .parse(JSON.parse(readFileSync(CONFIG, "utf8")))
  .forbidden.map(({ name }) => name);

/** One file that breaks each rule: [file, import line]. A linter that parses nothing finds nothing wrong; this notices. */
const BREACHES: Record<string, [string, string][]> = {
  "no-circular": [
    ["demo/one.ts", 'export { two as one } from "./two.ts";'],
    ["demo/two.ts", 'export { one as two } from "./one.ts";'],
  ],
  "shared-imports-nothing-of-either-end": [
    ["shared/a.ts", 'import type { T } from "../server/io/target.ts"; export type A = T;'],
  ],
  "shared-does-no-io": [["shared/b.ts", 'export { readFileSync } from "node:fs";']],
  "client-and-server-never-meet": [
    ["client/lib/c.tsx", 'import type { T } from "../../server/io/target.ts"; export type C = T;'],
  ],
  "server-imports-no-client": [["server/d.ts", 'export { target } from "../client/app/target.ts";']],
  "features-do-not-know-each-other": [
    ["client/features/runs/e.ts", 'export { target } from "../accounts/target.ts";'],
  ],
  "client-ui-lib-and-runs-are-below-features": [
    ["client/runs/f.tsx", 'export { target } from "../features/accounts/target.ts";'],
  ],
  "client-ui-and-lib-are-below-runs": [["client/ui/o.tsx", 'export { target } from "../runs/target.ts";']],
  "features-are-below-app": [["client/features/runs/g.ts", 'export { target } from "../../app/target.ts";']],
  "io-imports-no-room": [
    ["server/io/h.ts", 'import type { T } from "../pipeline/target.ts"; export type H = T;'],
  ],
  "journal-archive-platform-stand-on-io": [
    ["server/journal/i.ts", 'export { target } from "../pipeline/target.ts";'],
  ],
  "pipeline-is-below-intake-and-support": [
    ["server/pipeline/j.ts", 'export { target } from "../intake/target.ts";'],
  ],
  "intake-and-support-are-below-the-doors": [
    ["server/intake/k.ts", 'export { target } from "../socket/target.ts";'],
  ],
  "doors-are-below-http-and-socket": [["server/doors/n.ts", 'export { target } from "../socket/target.ts";']],
  "nothing-imports-http": [["server/socket/l.ts", 'export const load = () => import("../http/target.ts");']],
  "processes-only-in-io": [
    ["server/gateway/m.ts", 'import { spawn } from "node:child_process"; export const start = spawn;'],
  ],
};
const TARGETS = [
  "server/io",
  "server/pipeline",
  "server/intake",
  "server/socket",
  "server/http",
  "client/app",
  "client/runs",
  "client/features/accounts",
];

let folder: string;
let found: Set<string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "superviseur-rules-"));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  };
  for (const target of TARGETS)
    write(`${target}/target.ts`, "export type T = string; export const target: T = 'x';");
  for (const [path, text] of Object.values(BREACHES).flat()) write(path, text);
  const output = await new Promise<string>((resolve) => {
    const folders = ["shared", "server", "client", "demo"];
    execFile(
      process.execPath,
      [CRUISER, "--config", CONFIG, "-T", "json", ...folders],
      { cwd: folder },
      (_, stdout) => resolve(stdout),
    );
  });
  const violation = z.object({ from: z.string(), rule: z.object({ name: z.string() }) });
  const { summary } = z
    .object({ summary: z.object({ violations: z.array(violation) }) })
    .parse(JSON.parse(output));
  found = new Set(summary.violations.map(({ from, rule }) => `${rule.name}: ${from}`));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the direction of imports", () => {
  it("has a breach below for each of its rules", () => {
    expect(Object.keys(BREACHES).sort()).toEqual([...RULES].sort());
  });

  it.each(Object.entries(BREACHES))("%s is enforced", (rule, files) => {
    expect(files.map(([path]) => `${rule}: ${path}`).some((breach) => found.has(breach))).toBe(true);
  });
});
