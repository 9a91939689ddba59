/** Numbers as people read them, in the language of the screen. */
import type { TFunction } from "i18next";
import { isStepName } from "../../shared/steps.ts";
import { currentLanguage } from "./language.ts";

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;
const STEP = 1024;
const NO_BREAK_SPACE = "\u00a0";

/** `1 536` → `1,5 ko`. */
export function formatBytes(t: TFunction, bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(STEP)));
  const value = bytes / STEP ** power;
  const digits = power === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(currentLanguage(), { maximumFractionDigits: digits }).format(value)}${NO_BREAK_SPACE}${t(`common.bytes.${UNITS[power] ?? "B"}`)}`;
}

/** Formatters are expensive to make, and a live log needs one for each line: each is made once for each language. */
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
const dateTimes = perLanguage(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }),
);
const dates = perLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: "long" }));
const days = perLanguage(
  (language) => new Intl.DateTimeFormat(language, { dateStyle: "long", timeZone: "UTC" }),
);
const times = perLanguage((language) => new Intl.DateTimeFormat(language, { timeStyle: "medium" }));

const durations = perLanguage((language) => new Intl.DurationFormat(language, { style: "short" }));

/** Milliseconds → `2 min 5 s`, the two largest units that matter. */
export function formatDuration(t: TFunction, ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 1) return t("common.duration.lessThanSecond");
  const [minutes, hours] = [Math.floor(seconds / 60), Math.floor(seconds / 3600)];
  return (
    durations()
      .formatToParts(hours > 0 ? { hours, minutes: minutes % 60 } : { minutes, seconds: seconds % 60 })
      // Between two quantities a space, not « et »: a running time is read at a glance.
      .map(({ type, value, unit }) => (type === "literal" && unit === undefined ? NO_BREAK_SPACE : value))
      .join("")
  );
}

export const formatNumber = (value: number): string => numbers().format(value);
export const formatDateTime = (at: number): string => dateTimes().format(at);
export const formatDate = (at: number | string): string => dates().format(new Date(at));
export const formatTime = (at: number): string => times().format(at);

/** Facts that are bytes. */
const BYTE_FACTS: Readonly<Record<string, readonly string[]>> = {
  DISK_FULL: ["found", "expected"],
  JOURNAL_FULL: ["found", "expected"],
  ARCHIVE_TOO_LARGE: ["limit"],
  DEPOT_INCOMPLETE: ["found"],
};
/** Facts that are days of UTC, `YYYY-MM-DD`. */
const DAY_FACTS: Readonly<Record<string, readonly string[]>> = {
  ARCHIVE_EXPIRED: ["date"],
  ARCHIVE_LOCKED: ["date"],
  CLOCK_SET_BACK: ["found", "expected"],
  UNLOCK_EXPIRED: ["date"],
  UNLOCK_NOT_YET: ["found", "expected"],
};

/** The facts of an error as people read them: sizes with their unit, days in words, steps by the name on the screen. */
export function readableFacts(
  t: TFunction,
  code: string,
  facts: Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  const readable = (name: string, value: string | number): string | number => {
    if (typeof value === "number") return BYTE_FACTS[code]?.includes(name) ? formatBytes(t, value) : value;
    if (name === "step" && isStepName(value)) return t(`steps.${value}.name`);
    return DAY_FACTS[code]?.includes(name) && !Number.isNaN(Date.parse(value))
      ? days().format(Date.parse(value))
      : value;
  };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, readable(name, value)]));
}
