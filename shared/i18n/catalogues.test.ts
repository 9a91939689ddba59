import { describe, expect, it } from "vitest";
import { ERROR_CODES } from "../errors.ts";
import { STEP_NAMES } from "../steps.ts";
import { en } from "./en/index.ts";
import { fr } from "./fr/index.ts";

type Texts = { readonly [key: string]: string | Texts };

function flatten(texts: Texts, path: readonly string[] = []): [string, string][] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [[[...path, key].join("."), value]] : flatten(value, [...path, key]),
  );
}
const french = new Map(flatten(fr));
const english = new Map(flatten(en));
const placeholders = (text: string | undefined): string[] =>
  [...(text ?? "").matchAll(/\{\{(-?\w+)(?:,[^}]*)?\}\}/g)].map(([, name]) => name ?? "").sort();
const tags = (text: string | undefined): string[] =>
  [...(text ?? "").matchAll(/<\/?[\w]+\/?>/g)].map(([tag]) => tag).sort();

describe("the two catalogues", () => {
  it("have the same keys", () => {
    expect([...english.keys()].sort()).toEqual([...french.keys()].sort());
  });

  it("have the same placeholders in each text", () => {
    const different = [...french]
      .filter(([key, text]) => String(placeholders(text)) !== String(placeholders(english.get(key))))
      .map(([key]) => key);
    expect(different).toEqual([]);
  });

  it("mark up the same parts of each text", () => {
    const different = [...french]
      .filter(([key, text]) => String(tags(text)) !== String(tags(english.get(key))))
      .map(([key]) => key);
    expect(different).toEqual([]);
  });

  it("have no empty text, and no brace without a placeholder", () => {
    const bad = [...french, ...english]
      .filter(([, text]) => text.trim() === "" || /(?<!\{)\{(?!\{)|\{\{\s*\}\}/.test(text))
      .map(([key]) => key);
    expect(bad).toEqual([]);
  });

  it("have a sentence and what to do for every error, a name for every step", () => {
    const needed = [
      ...ERROR_CODES.flatMap((code) => [`error.${code}.title`, `error.${code}.action`]),
      ...STEP_NAMES.flatMap((step) => [`steps.${step}.name`, `steps.${step}.about`]),
    ];
    expect(needed.filter((key) => !french.has(key))).toEqual([]);
  });

  it("write French as French prints it: apostrophes, and a space before double signs", () => {
    const bad = [...french]
      .filter(([, text]) => /\w'\w/.test(text) || /[^\s\u00a0\u202f/:?!;«»]([?!;])(?:\s|$)/.test(text))
      .map(([key, text]) => `${key}: ${text}`);
    expect(bad).toEqual([]);
  });
});
