/** Dates are local to the hospital: `2026-11-21` and `2026-11-21T09:30`, without zone. */
const ZONE = "Europe/Paris";
export const DATE_PATTERN = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/;
const LOCAL_TIME_PATTERN = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d$/;

const utc = (local: string): Date => new Date(local.length === 10 ? `${local}T00:00Z` : `${local}Z`);
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The Swedish locale writes ISO 8601. */
export const today = (): string => new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(new Date());
export const isDate = (text: string): boolean =>
  DATE_PATTERN.test(text) && utc(text).toISOString().startsWith(text);
export const isLocalTime = (text: string): boolean =>
  LOCAL_TIME_PATTERN.test(text) && isDate(text.slice(0, 10));
export const addDays = (date: string, days: number): string =>
  new Date(utc(date).getTime() + days * DAY_MS).toISOString().slice(0, 10);
export const addMinutes = (time: string, minutes: number): string =>
  new Date(utc(time).getTime() + minutes * MINUTE_MS).toISOString().slice(0, 16);

const long = new Intl.DateTimeFormat("fr-FR", { dateStyle: "full", timeZone: "UTC" });
const short = new Intl.DateTimeFormat("fr-FR", {
  day: "2-digit",
  month: "2-digit",
  year: "numeric",
  timeZone: "UTC",
});
/** `samedi 21 novembre 2026` */
export const longDate = (date: string): string => long.format(utc(date));
/** `21/11/2026` */
export const shortDate = (date: string): string => short.format(utc(date.slice(0, 10)));
/** `09:30` */
export const clockTime = (time: string): string => time.slice(11, 16);
