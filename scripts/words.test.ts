import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PROJECT } from "./run-command.ts";

/**
 * Words that this project once used in a way that readers of English stumble over, often where a sentence
 * should say who does what. `bound`: lines that may hold one; lower it when you remove some, never raise it.
 * `goal`: one in twenty of the lines that held one before the texts were rewritten.
 */
const WORDS: readonly { word: RegExp; bound: number; goal: number }[] = [
  { word: /\b(?:somebody|nobody)\b/i, bound: 11, goal: 11 },
  { word: /\btold\b/i, bound: 7, goal: 7 },
  { word: /\bstands\b/i, bound: 7, goal: 7 },
  { word: /\bmend(?:s|ed|ing)?\b/i, bound: 0, goal: 0 },
  { word: /\baside\b/i, bound: 3, goal: 3 },
  { word: /\bbeside\b/i, bound: 3, goal: 3 },
  { word: /\bgoes on\b/i, bound: 3, goal: 3 },
  { word: /\bwhoever\b/i, bound: 3, goal: 3 },
  { word: /\banew\b/i, bound: 1, goal: 1 },
  { word: /\basked for\b/i, bound: 2, goal: 2 },
];

/** They name the words in order to forbid or define them, or tell what an earlier version was. */
const EXEMPT = ["docs/glossary.md", "CHANGELOG.md", "shared/glossary.test.ts", "scripts/words.test.ts"];

const files = execFileSync("git", ["ls-files", "-z", "*.ts", "*.tsx", "*.md"], { cwd: PROJECT })
  .toString()
  .split("\0")
  .filter((file) => file !== "" && !EXEMPT.includes(file));
const lines = files.flatMap((file) =>
  readFileSync(join(PROJECT, file), "utf8")
    .split("\n")
    .map((text, index) => ({ place: `${file}:${index + 1}`, text })),
);

it("reads the sources and the documents", () => {
  for (const file of ["README.md", "scripts/docs.test.ts", "client/main.tsx"]) expect(files).toContain(file);
});

it.each(WORDS)("at most $bound lines hold $word", ({ word, bound }) => {
  const found = lines.filter(({ text }) => word.test(text));
  expect(found.length, found.map(({ place }) => place).join("\n")).toBeLessThanOrEqual(bound);
});
