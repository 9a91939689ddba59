import { describe, expect, it } from "vitest";
import { createI18n } from "./index.ts";

describe("a text", () => {
  it("is in the requested language, with its facts unchanged", () => {
    const t = createI18n("en").t;
    expect(t("error.ARCHIVE_ALREADY_INSTALLED.title", { found: "<4.7.0>" })).toContain("<4.7.0>");
    expect(createI18n().t("steps.migrate.name")).toBe("Migration de la base");
  });
});
