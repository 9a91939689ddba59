import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { PROJECT } from "./run-command.ts";

const read = (file: string): string => readFileSync(join(PROJECT, file), "utf8");
const versionSchema = z.object({ version: z.string() });
const { version } = versionSchema.parse(JSON.parse(read("package.json")));

it("package-lock.json has the version of package.json", () => {
  const lock = z
    .object({ version: z.string(), packages: z.object({ "": versionSchema }) })
    .parse(JSON.parse(read("package-lock.json")));
  expect([lock.version, lock.packages[""].version]).toEqual([version, version]);
});

it("the newest release in CHANGELOG.md is that of package.json, with its date", () => {
  const newest = /^## \[(\d[^\]]*)\] - (\d{4}-\d{2}-\d{2})$/m.exec(read("CHANGELOG.md"));
  expect(newest?.[1]).toBe(version);
});

it("one major version of Node is required, everywhere", () => {
  const { engines } = z
    .object({ engines: z.object({ node: z.string() }) })
    .parse(JSON.parse(read("package.json")));
  const pinned = read(".node-version").trim();
  expect(engines.node).toBe(`>=${pinned}`);
  expect(read("scripts/check-node.mjs")).toContain(`const REQUIRED = ${pinned};`);
});

it("npm only warns about an older Node, so that `npm ci` can bring the right one", () => {
  expect(read(".npmrc")).not.toMatch(/engine-strict/);
});

it("superviseur --version prints the version of package.json", () => {
  const cli = join(PROJECT, "server/cli/index.ts");
  expect(execFileSync(process.execPath, [cli, "--version"], { encoding: "utf8" }).trim()).toBe(version);
});
