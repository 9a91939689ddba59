import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { errorText } from "../../shared/i18n/error-text.ts";
import { createI18n } from "../../shared/i18n/index.ts";
import { formatBytes, formatDuration, formatNumber, readableFacts } from "./format.ts";

const i18n = createI18n("fr", i18next);
/** Intl writes several kinds of spaces that do not break. */
const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, " ");
const bytes = (value: number): string => plain(formatBytes(i18n.t, value));
const duration = (ms: number): string => plain(formatDuration(i18n.t, ms));

describe("numbers on a French screen", () => {
  beforeAll(() => i18n.changeLanguage("fr"));

  it("are bytes with the unit that fits", () => {
    expect([0, 1, 1023, 1024, 1536, 645 * 1024, 3.25 * 1024 ** 3, 5 * 1024 ** 5].map(bytes)).toEqual([
      "0 o",
      "1 o",
      "1 023 o",
      "1 ko",
      "1,5 ko",
      "645 ko",
      "3,3 Go",
      "5 120 To",
    ]);
  });

  it("are durations that never show 60 seconds or 60 minutes", () => {
    expect([0, 499, 1_000, 59_400, 59_600, 125_000, 3_599_400, 3_599_600, 7_500_000].map(duration)).toEqual([
      "< 1 s",
      "< 1 s",
      "1 s",
      "59 s",
      "1 min",
      "2 min 5 s",
      "59 min 59 s",
      "1 h",
      "2 h 5 min",
    ]);
  });
});

describe("numbers on an English screen", () => {
  beforeAll(() => i18n.changeLanguage("en"));

  it("follow English", () => {
    expect([bytes(1536), formatNumber(1234.5), duration(125_000)]).toEqual([
      "1.5 KB",
      "1,234.5",
      "2 min 5 sec",
    ]);
  });
});

describe("the facts of a refusal", () => {
  beforeAll(() => i18n.changeLanguage("fr"));

  it("are sizes that people can read", () => {
    const facts = readableFacts(i18n.t, "DISK_FULL", {
      found: 1536 * 1024,
      expected: 4 * 1024 ** 3,
      subject: "/srv",
    });
    expect(plain(errorText(i18n.t, { code: "DISK_FULL", facts }).title)).toBe(
      "L’espace disque est insuffisant : 1,5 Mo libres pour 4 Go nécessaires (/srv).",
    );
  });

  it("are days in words, the same in every time zone", () => {
    expect(readableFacts(i18n.t, "ARCHIVE_LOCKED", { date: "2026-11-01", run: "r-1" })).toEqual({
      date: "1 novembre 2026",
      run: "r-1",
    });
    expect(readableFacts(i18n.t, "ARCHIVE_EXPIRED", { date: "?" })).toEqual({ date: "?" });
  });

  it("call a step by its name on the screen", () => {
    expect(readableFacts(i18n.t, "ROLLBACK_FAILED", { step: "migrate" })).toEqual({
      step: "Migration de la base",
    });
    expect(readableFacts(i18n.t, "ROLLBACK_FAILED", { step: "?" })).toEqual({ step: "?" });
  });

  it("stay as they are when they are no sizes", () => {
    expect(readableFacts(i18n.t, "LOGIN_THROTTLED", { seconds: 2048 })).toEqual({ seconds: 2048 });
  });

  it("are filled in without being read as HTML or as another sentence", () => {
    const { title } = errorText(i18n.t, {
      code: "ARCHIVE_NAME_INVALID",
      facts: { found: "<b>$t(common.copy)</b>", expected: "x" },
    });
    expect(title).toContain("<b>$t(common.copy)</b>");
  });
});
