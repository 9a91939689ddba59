/** What went wrong, as two sentences: what a person can fix, a refusal with its code, or a bug. */
import { dirname } from "node:path";
import type { TFunction } from "i18next";
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import { errorText } from "../../shared/i18n/error-text.ts";
import { trustStateOf } from "../../shared/trust-state.ts";
import { FileChanged } from "../io/file-changed.ts";
import { EXIT, reasonOf, UsageProblem } from "./problem.ts";

interface Explained {
  /** What `--json` prints in addition to `ok` and the sentences. */
  readonly json: Readonly<Record<string, unknown>>;
  readonly title: string;
  readonly action: string;
  readonly exit: number;
}

/** What `--json` prints of a refusal: the facts, and of them the place in the archive and what they say of its trust. */
export const refusalJson = (report: ErrorReport): Readonly<Record<string, unknown>> => ({
  code: report.code,
  trust: trustStateOf(report),
  entry: report.facts.entry ?? null,
  offset: report.facts.offset ?? null,
  facts: report.facts,
});

const READING = ["open", "scandir", "stat", "lstat", "read", "readlink"];

/** The system's refusal, by the file that it names. */
function systemProblem(t: TFunction, error: unknown): UsageProblem | null {
  if (!(error instanceof Error && "code" in error && "path" in error && typeof error.path === "string"))
    return null;
  // Files are first written under a hidden temporary name, which means nothing to a reader.
  const temporary = error.path.endsWith(".tmp");
  const words =
    "syscall" in error && READING.includes(String(error.syscall)) && !temporary ? "unreadable" : "unwritable";
  const file = temporary ? dirname(error.path) : error.path;
  return new UsageProblem(
    t(`cli.${words}.title`, { file, reason: reasonOf(error) }),
    t(`cli.${words}.action`),
    error,
  );
}

/** One line per problem of a folder or file that was given. */
export const invalidInput = (t: TFunction, problems: string, error: unknown): UsageProblem =>
  new UsageProblem(t("cli.pack.invalid", { problems }), t("cli.pack.invalidAction"), error);

/** What the person can fix. Null for refusals and bugs. */
function usageProblem(t: TFunction, error: unknown): UsageProblem | null {
  if (error instanceof UsageProblem) return error;
  if (error instanceof FileChanged)
    return invalidInput(t, `${error.path}: ${t("cli.pack.problem.changed")}`, error);
  return systemProblem(t, error);
}

export function explained(t: TFunction, error: unknown): Explained {
  const usage = usageProblem(t, error);
  if (usage !== null)
    return { json: { code: "USAGE" }, title: usage.message, action: usage.action, exit: EXIT.usage };
  const report = reportOf(error);
  return {
    json: refusalJson(report),
    ...errorText(t, report),
    exit: report.code === "PLATFORM_FILE_INVALID" ? EXIT.usage : EXIT.refused,
  };
}

/** A bug keeps its stack. */
export const isBug = (t: TFunction, error: unknown): boolean =>
  !(error instanceof CodedError) && usageProblem(t, error) === null;
