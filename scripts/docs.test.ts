import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ROOMS } from "./import-rules.ts";
import { PROJECT } from "./run-command.ts";

/** Pages that name files and commands of the project. */
const PAGES = [
  ...["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "docs/testing.md"],
  ...["crash-safety", "hostile-archives", "archive-format", "key-ceremony"].map((page) => `docs/${page}.md`),
  ...globSync("docs/{how-to,decisions}/*.md", { cwd: PROJECT }).sort(),
];
const names = z.record(z.string(), z.string());
const manifest = z
  .object({ scripts: names, dependencies: names, devDependencies: names, optionalDependencies: names })
  .parse(JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")));
const SCRIPTS = Object.keys(manifest.scripts);
const textOf = (page: string): string => readFileSync(join(PROJECT, page), "utf8");

const FOLDERS = "shared|server|client|robustness|demo|e2e|scripts|bench|docs";
/**
 * `server/io/clock.ts`, `server/gateway/`, `docs/decisions/*.md`, `server/{open,serve}.ts`; the text begins
 * with a room.
 */
const PATH = new RegExp(`^(?:${FOLDERS})(?:/[\\w.@{},*-]+)*/?$`);
const codeIn = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
/** "Make `x`" and "Write `x`" name a file that the reader of a how-to page creates. */
const TO_CREATE = /\b(?:Make|Write) `[^`\n]+`/g;
const pathsIn = (text: string): string[] =>
  codeIn(text.replace(TO_CREATE, "")).filter((code) => PATH.test(code) && /[/.]/.test(code));
const linksIn = (text: string): string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);

/** Both the commands in running text and those in blocks: `npm run NAME`, `npm NAME`. */
const npmScriptsIn = (text: string): string[] => [
  ...[...text.matchAll(/\bnpm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = ""]) => name),
  ...[...text.matchAll(/\bnpm (start|test)\b/g)].map(([, name = ""]) => name),
];

const headingsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );

describe.each(PAGES)("%s", (page) => {
  const text = textOf(page);

  it("names only files and folders that exist", () => {
    expect(pathsIn(text).filter((path) => globSync(path, { cwd: PROJECT }).length === 0)).toEqual([]);
  });

  it("links only to pages and headings that exist", () => {
    const broken = linksIn(text).filter((target) => {
      if (/^https?:/.test(target)) return false;
      const [path = "", heading] = target.split("#", 2);
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(PROJECT, file))) return true;
      return heading !== undefined && !headingsOf(textOf(file)).includes(heading);
    });
    expect(broken).toEqual([]);
  });

  it("names only npm scripts that exist", () => {
    expect(npmScriptsIn(text).filter((name) => !SCRIPTS.includes(name))).toEqual([]);
  });
});

describe("ARCHITECTURE.md", () => {
  const text = textOf("ARCHITECTURE.md");

  it("gives a reason for every package of package.json, and for no other", () => {
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    const table = text.slice(text.indexOf("## Why each dependency"));
    const named = [...table.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(([, cell = ""]) => codeIn(cell));
    expect(named.sort()).toEqual(
      Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies }).sort(),
    );
  });

  it("names every room that is a folder", () => {
    const named = pathsIn(text).map((path) => path.replace(/\/$/, ""));
    const rooms = ROOMS.map(({ path }) => path).filter((path) => !/\.tsx?$/.test(path));
    expect(rooms.filter((path) => !named.includes(path))).toEqual([]);
  });
});

describe("what a page names", () => {
  it("is found: paths, patterns, links and scripts", () => {
    const text =
      "See `server/open.ts`, `server/{open,serve}.ts`, `docs/decisions/`, `var/x.ts`, `shared` and [one](docs/errors.md#a). Make `server/new.ts`.\n" +
      "Run `npm run test:unit -- x` or npm test.";
    expect(pathsIn(text)).toEqual(["server/open.ts", "server/{open,serve}.ts", "docs/decisions/"]);
    expect(linksIn(text)).toEqual(["docs/errors.md#a"]);
    expect(npmScriptsIn(text)).toEqual(["test:unit", "test"]);
  });

  it("includes every decision in the index", () => {
    const index = linksIn(textOf("docs/decisions/README.md"));
    const files = globSync("*.md", { cwd: join(PROJECT, "docs/decisions") });
    expect(files.filter((file) => file !== "README.md" && !index.includes(file))).toEqual([]);
  });

  it("includes a status and a date for every decision", () => {
    for (const page of globSync("docs/decisions/[0-9]*.md", { cwd: PROJECT }))
      expect([page, /^Status: .+ · Date: \d{4}-\d{2}-\d{2}$/m.test(textOf(page))]).toEqual([page, true]);
  });
});
