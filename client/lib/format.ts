/** Numbers as people read them, in the language of the screen. */
import type { TFunction } from "i18next";
import { currentLanguage } from "./language.ts";

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;
const STEP = 1024;

/** `1 536` → `1,5 Ko`. */
export function formatBytes(t: TFunction, bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(STEP)));
  const value = bytes / STEP ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: digits }).format(value)} ${t(`common.bytes.${UNITS[power] ?? "B"}`)}`;
}

/** Milliseconds → `2 min 05 s`. */
export function formatDuration(t: TFunction, ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return t("common.duration.lessThanSecond");
  if (seconds < 60) return t("common.duration.seconds", { s: seconds });
  const two = (value: number): string => String(value).padStart(2, "0");
  if (seconds < 3600) return t("common.duration.minutes", { m: Math.floor(seconds / 60), s: two(seconds % 60) });
  return t("common.duration.hours", { h: Math.floor(seconds / 3600), m: two(Math.floor((seconds % 3600) / 60)) });
}

/** Formatters are dear to make, and a log in motion asks for one a line: each is made once a language. */
function perLanguage<T>(make: (language: string) => T): () => T {
  const made = new Map<string, T>();
  return () => {
    const language = currentLanguage();
    const known = made.get(language) ?? make(language);
    made.set(language, known);
    return known;
  };
}
const numbers = perLanguage((language) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }));
const dateTimes = perLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }));
const dates = perLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: "long" }));
const times = perLanguage((language) => new Intl.DateTimeFormat(language, { timeStyle: "medium" }));

export const formatNumber = (value: number): string => numbers().format(value);
export const formatDateTime = (at: number): string => dateTimes().format(at);
export const formatDate = (at: number | string): string => dates().format(new Date(at));
export const formatTime = (at: number): string => times().format(at);

/** Facts of an error that are bytes are shown as people read them. */
const BYTE_FACTS: Readonly<Record<string, readonly string[]>> = { DISK_FULL: ["found", "expected"], ARCHIVE_TOO_LARGE: ["limit"] };

export function readableFacts(
  t: TFunction,
  code: string,
  facts: Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  const bytes = BYTE_FACTS[code] ?? [];
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, bytes.includes(name) && typeof value === "number" ? formatBytes(t, value) : value]),
  );
}
