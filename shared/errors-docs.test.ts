import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { errorsPage } from "./errors-page.ts";

it("docs/errors.md matches the catalogue; if not: node scripts/write-error-docs.ts", () => {
  expect(readFileSync(new URL("../docs/errors.md", import.meta.url), "utf8")).toBe(errorsPage());
});
