import { describe, expect, it } from "vitest";
import { createI18n, languageOf } from "./index.ts";

describe("the language of a reader", () => {
  it("is the preferred one of the two, else French", () => {
    expect([
      languageOf("fr-FR,fr;q=0.9,en;q=0.8"),
      languageOf("en-GB,en;q=0.9,fr;q=0.8"),
      languageOf("de-DE,de;q=0.9,en;q=0.5,fr;q=0.3"),
      languageOf("en;q=0,fr;q=0.1"),
      languageOf("de"),
      languageOf(undefined),
      languageOf(";;;,,q="),
    ]).toEqual(["fr", "en", "en", "fr", "fr", "fr", "fr"]);
  });
});

describe("a text", () => {
  it("is in the language asked for, with its facts as they are", () => {
    const t = createI18n("en").t;
    expect(t("error.ARCHIVE_ALREADY_INSTALLED.title", { found: "<4.7.0>" })).toContain("<4.7.0>");
    expect(createI18n().t("steps.migrate.name")).toBe("Migration de la base");
  });
});
