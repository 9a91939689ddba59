import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { RESOURCES } from "./index.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
/** i18next chooses the ending by the count. */
const PLURAL_ENDINGS = ["", "_zero", "_one", "_many", "_other"];

function keysOf(texts: object, path = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [`${path}${key}`] : keysOf(value, `${path}${key}.`),
  );
}
const KEYS = new Set(keysOf(RESOURCES.fr.translation));

interface Use {
  readonly where: string;
  /** A key, or a pattern made of a template: `error.${code}.title`. */
  readonly pattern: RegExp;
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const exactly = (key: string): RegExp => new RegExp(`^${escaped(key)}$`);
const fromTemplate = (template: string): RegExp =>
  new RegExp(
    `^${template
      .split(/\$\{[^}]*\}/)
      .map(escaped)
      .join("[\\w:-]+")}$`,
  );

/** Calls of `t` with a literal or a template as key, and `i18nKey` of a Trans element. */
function usesIn(file: string): Use[] {
  const source = readFileSync(`${ROOT}${file}`, "utf8");
  const line = (index: number): string => `${file}:${source.slice(0, index).split("\n").length}`;
  const literal = /(?:\bt\(\s*|i18nKey=\{?)(["'])([^"'\n]+)\1/g;
  const template = /(?:\bt\(\s*|i18nKey=\{)`([^`]+)`/g;
  return [
    ...[...source.matchAll(literal)].map((match) => ({
      where: `${line(match.index)} ${match[2]}`,
      pattern: exactly(match[2] ?? ""),
    })),
    ...[...source.matchAll(template)].map((match) => ({
      where: `${line(match.index)} ${match[1]}`,
      pattern: fromTemplate(match[1] ?? ""),
    })),
  ];
}

const sources = ["client", "server", "demo"].flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith("releases/"))
    .map((name) => `${folder}/${name}`),
);
const uses = sources.flatMap(usesIn);
const known = [...KEYS];

describe("every text that the code asks for", () => {
  it("is found at all: the search sees the code", () => {
    expect(uses.length).toBeGreaterThan(10);
  });

  it("is in the catalogue", () => {
    const missing = uses.filter(
      ({ pattern }) =>
        !known.some((key) =>
          PLURAL_ENDINGS.some(
            (ending) => key.endsWith(ending) && pattern.test(key.slice(0, key.length - ending.length)),
          ),
        ),
    );
    expect(missing.map(({ where }) => where)).toEqual([]);
  });
});
