/**
 * The two sentences of a refusal: what happened, and what to do. The facts of an error are not known to the
 * catalogue's types.
 */
import type { TFunction } from "i18next";
import type { ErrorCode, ErrorReport } from "../errors.ts";

export interface ErrorText {
  readonly title: string;
  readonly action: string;
}

export function errorText(t: TFunction, { code, facts }: ErrorReport): ErrorText {
  const fill = t as unknown as (key: string, facts: ErrorReport["facts"]) => string;
  return { title: fill(`error.${code}.title`, facts), action: fill(`error.${code}.action`, facts) };
}

/** True when the title of an error is not a sentence without its facts. */
export function titleHasPlaceholders(t: TFunction, code: ErrorCode): boolean {
  const raw = t as unknown as (key: string, options: { skipInterpolation: true }) => string;
  return raw(`error.${code}.title`, { skipInterpolation: true }).includes("{{");
}
