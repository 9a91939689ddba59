import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MUTATIONS, mutated } from "./mutation-list.ts";

const sourceOf = (file: string): string =>
  readFileSync(fileURLToPath(new URL(`../${file}`, import.meta.url)), "utf8");

describe("the list of mutations", () => {
  it.each(MUTATIONS)("$name still names a check of the code", (mutation) => {
    const source = sourceOf(mutation.file);
    expect(mutated(source, mutation)).not.toBe(source);
  });

  it("is refused when its check was rewritten", () => {
    const [first] = MUTATIONS;
    if (first === undefined) throw new Error("the list is empty");
    expect(() => mutated("another code", first)).toThrow("must follow the code");
  });
});
