import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ERROR_CODES } from "./errors.ts";
import { errorsPage } from "./errors-page.ts";
import { errors } from "./i18n/fr/errors.ts";

it("docs/errors.md matches the catalogue; if not: node scripts/write-error-docs.ts", () => {
  expect(readFileSync(new URL("../docs/errors.md", import.meta.url), "utf8")).toBe(errorsPage());
});

it("the catalogue has no words for a code that no longer exists", () => {
  expect(Object.keys(errors).sort()).toEqual([...ERROR_CODES].sort());
});
