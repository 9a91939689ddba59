import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { en } from "./i18n/en/index.ts";
import { fr } from "./i18n/fr/index.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const glossary = readFileSync(`${ROOT}docs/glossary.md`, "utf8");

const rows = glossary
  .split("\n")
  .filter((line) => /^\| (?!English|Not \||Pas \|)/.test(line))
  .map((line) => line.slice(2, -2).split(" | "));
const terms = rows.filter((cells) => cells.length === 3);

type Texts = { readonly [key: string]: string | Texts };
const textsOf = (texts: Texts): string[] =>
  Object.values(texts).flatMap((text) => (typeof text === "string" ? [text] : textsOf(text)));

const sources = ["client", "server", "shared", "robustness"].flatMap((folder) =>
  readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !/i18n|\.test\.tsx?$/.test(name))
    .map((name) => `${name}\n${readFileSync(`${ROOT}${folder}/${name}`, "utf8")}`),
);
const code = sources.join("\n");
const french = textsOf(fr).join("\n");
const english = textsOf(en).join("\n");

/** `change baseline` is `changeBaseline`, `change-baseline` and `CHANGE_BASELINE` in code. */
const inCode = (term: string): boolean => new RegExp(term.replaceAll(" ", "[\\s_-]?"), "i").test(code);

describe("the glossary", () => {
  it("defines each term once", () => {
    const names = terms.map(([term]) => term);
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it("names things that the code really has", () => {
    expect(terms.map(([term = ""]) => term).filter((term) => !inCode(term))).toEqual([]);
  });

  it("gives each the word that the French screens really use", () => {
    const missing = terms.filter(
      ([, word = ""]) => word !== "—" && !french.toLowerCase().includes(word.toLowerCase()),
    );
    expect(missing.map(([term, word]) => `${term}: ${word}`)).toEqual([]);
  });

  it("is obeyed by both catalogues", () => {
    const notEnglish =
      /\b(?:somebody|nobody|whoever|anybody|told|stands|mends?|mended|aside|anew|goes on|go on|by itself|of itself|asked for|under way|lets go|takes? up|taken up)\b|put back/gi;
    const notFrench =
      /d’elles?-mêmes?|de lui-même|toute? seule?\b|abîmée?|\bgestes?\b|répétition générale|n’en souffre|\bKo\b|\b(?:[Ll]e|[Dd]u) Superviseur\b/g;
    expect([...english.matchAll(notEnglish)].map(([word]) => word)).toEqual([]);
    expect([...french.matchAll(notFrench)].map(([word]) => word)).toEqual([]);
  });
});
