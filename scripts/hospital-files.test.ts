/** The files that a hospital receives: everything that runs there, nothing that signs, no test. */
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { broken } from "../robustness/archives/broken-archives.ts";
import { tinyVendor } from "../server/testing/tiny-archive.ts";
import { toolEnvironment } from "./run-command.ts";

const PROJECT = fileURLToPath(new URL("..", import.meta.url));
const textOf = (file: string): string => readFileSync(join(PROJECT, file), "utf8");

/** Loaded only where it exists: see `server/cli/vendor-commands.ts`. */
const OPTIONAL = "server/vendor/cli/vendor.ts";
const SIGNING = /\bcreateSign\b|\bcrypto\.sign\b|\bgenerateKeyPair|\bcreatePrivateKey\b|(?<![.\w])sign\(/;

const packed = z.array(z.object({ files: z.array(z.object({ path: z.string() })) })).length(1);
const files = packed
  .parse(
    JSON.parse(
      execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
        cwd: PROJECT,
        env: toolEnvironment(),
        stdio: ["ignore", "pipe", "ignore"],
        maxBuffer: 2 ** 26,
        encoding: "utf8",
      }),
    ),
  )
  .flatMap(({ files: listed }) => listed.map(({ path }) => path));
const sources = files.filter((file) => file.endsWith(".ts"));

/** What a module names: static and dynamic imports, and the files that it starts or loads by their URL. */
function namedBy(file: string): { readonly relative: string[]; readonly packages: string[] } {
  const text = textOf(file);
  const imports = [...text.matchAll(/(?:\bfrom |\bimport |\bimport\()"([\w@./:-]+)"/g)].map(
    ([, name = ""]) => name,
  );
  const urls = [...text.matchAll(/new URL\("([^"]+)", import\.meta\.url\)/g)].map(([, name = ""]) => name);
  const relative = [...imports.filter((name) => name.startsWith(".")), ...urls];
  return {
    relative: relative.map((name) => normalize(join(dirname(file), name))),
    packages: imports.filter((name) => !name.startsWith(".") && !isBuiltin(name)),
  };
}

describe("the files that a hospital receives", () => {
  it("are the server, what it shares with the page, and the licence", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "package.json",
        "server/cli/index.ts",
        "server/pipeline/runner.ts",
        "server/intake/reader-process.ts",
        "shared/errors.ts",
        "LICENSE",
        "THIRD-PARTY.md",
      ]),
    );
    expect(
      z.object({ files: z.array(z.string()) }).parse(JSON.parse(textOf("package.json"))).files,
    ).toContain("dist/client");
  });

  it("contain no test, no test harness, no tool and none of the vendor's code", () => {
    const unwanted =
      /\.test\.tsx?$|\/conformance\.ts$|^(robustness|demo|e2e|bench|scripts|client)\/|^server\/(vendor|testing)\//;
    expect(files.filter((file) => unwanted.test(file))).toEqual([]);
  });

  it("import nothing that is not among them", () => {
    const shipped = new Set([...files, "package.json", "dist/client"]);
    const missing = sources.flatMap((file) =>
      namedBy(file)
        .relative.filter((target) => !shipped.has(target))
        .map((target) => `${file} → ${target}`),
    );
    expect(missing).toEqual([`server/cli/vendor-commands.ts → ${OPTIONAL}`]);
  });

  it("import only packages that are installed in production", () => {
    const { dependencies } = z
      .object({ dependencies: z.record(z.string(), z.string()) })
      .parse(JSON.parse(textOf("package.json")));
    const names = new Set(sources.flatMap((file) => namedBy(file).packages));
    const unknown = [...names].filter((name) => {
      const [scope = "", rest] = name.split("/");
      return !((scope.startsWith("@") ? `${scope}/${rest}` : scope) in dependencies);
    });
    expect(unknown).toEqual([]);
  });

  it("cannot sign and make no key", () => {
    expect(sources.filter((file) => SIGNING.test(textOf(file)))).toEqual([]);
    expect(SIGNING.test(textOf("server/vendor/ring-key.ts"))).toBe(true);
  });
});

describe("superviseur, from these files alone", () => {
  let folder: string;
  const at = (...parts: string[]): string => join(folder, ...parts);
  const superviseur = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [at("superviseur", "server/cli/index.ts"), ...args],
      { cwd: folder, encoding: "utf8", timeout: 60_000, env: { PATH: process.env.PATH, LANG: "en" } },
    );
    return { code: status, out: stdout, err: stderr };
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "superviseur-hospital-"));
    for (const file of files) cpSync(join(PROJECT, file), at("superviseur", file));
    symlinkSync(join(PROJECT, "node_modules"), at("superviseur", "node_modules"));
    const good = await (await tinyVendor(folder)).pack("1.1.0");
    writeFileSync(at("tiny.maj.1.1.0.tgz"), good);
    writeFileSync(at("altered.tgz"), broken.changedPayload(good));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("prints its help, and has none of the vendor's commands", () => {
    const { code, out, err } = superviseur("--help");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("verify");
    expect(out).not.toMatch(/^ +vendor/m);
    expect(superviseur("vendor", "key", "new")).toMatchObject({ code: 2, out: "" });
  });

  it("verifies a good archive and refuses an altered one", () => {
    const root = at("keys", "root.json");
    const answer = (file: string) => {
      const { code, out } = superviseur("verify", at(file), "--root", root, "--json");
      return { code, ...JSON.parse(out) };
    };
    expect(answer("tiny.maj.1.1.0.tgz")).toMatchObject({ code: null, ok: true, trust: "trusted" });
    expect(superviseur("verify", at("altered.tgz"), "--root", root)).toMatchObject({ code: 1, out: "" });
  });
});
