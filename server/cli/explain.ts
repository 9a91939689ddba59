/** What went wrong, as two sentences: what a person can mend, a refusal with its code, or a bug. */
import { dirname } from "node:path";
import type { TFunction } from "i18next";
import { ZodError } from "zod";
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import { errorText } from "../../shared/i18n/error-text.ts";
import { trustStateOf } from "../../shared/trust-state.ts";
import { DRAFT, PackProblem } from "../vendor/pack.ts";
import { ResignProblem } from "../vendor/resign.ts";
import { TrustProblem } from "../vendor/ring-folder.ts";
import { KeyProblem } from "../vendor/ring-key.ts";
import { ChangedWhilePacking } from "../vendor/write.ts";
import { EXIT, reasonOf, UsageProblem } from "./problem.ts";

interface Explained {
  /** What `--json` prints, beside `ok` and the sentences. */
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

/** One line a problem, with its path in release.yaml where it has one; null when it is none of the folder's. */
function folderProblems(t: TFunction, error: unknown): string | null {
  if (error instanceof ZodError)
    return error.issues.map((issue) => `${issue.path.join(".") || DRAFT}: ${issue.message}`).join("\n");
  if (error instanceof PackProblem) return `${error.path}: ${t(`cli.pack.problem.${error.problem}`)}`;
  if (error instanceof ChangedWhilePacking) return `${error.path}: ${t("cli.pack.problem.changed")}`;
  return null;
}

const READING = ["open", "scandir", "stat", "lstat", "read", "readlink"];

/** The system's refusal, by the file that it names. */
function systemProblem(t: TFunction, error: unknown): UsageProblem | null {
  if (!(error instanceof Error && "code" in error && "path" in error && typeof error.path === "string"))
    return null;
  // Files are written aside, under a hidden name that says nothing to anybody.
  const aside = error.path.endsWith(".tmp");
  const words =
    "syscall" in error && READING.includes(String(error.syscall)) && !aside ? "unreadable" : "unwritable";
  const file = aside ? dirname(error.path) : error.path;
  return new UsageProblem(
    t(`cli.${words}.title`, { file, reason: reasonOf(error) }),
    t(`cli.${words}.action`),
    error,
  );
}

/** What a person can mend. Null for refusals and bugs. */
function usageProblem(t: TFunction, error: unknown): UsageProblem | null {
  if (error instanceof UsageProblem) return error;
  const problems = folderProblems(t, error);
  if (problems !== null)
    return new UsageProblem(t("cli.pack.invalid", { problems }), t("cli.pack.invalidAction"), error);
  if (error instanceof KeyProblem)
    return new UsageProblem(
      t(`cli.key.problem.${error.problem}`),
      t(`cli.key.action.${error.problem}`),
      error,
    );
  if (error instanceof TrustProblem) {
    const { problem, subject } = error;
    return new UsageProblem(
      t(`cli.trustDocuments.${problem}.title`, { subject }),
      t(`cli.trustDocuments.${problem}.action`),
      error,
    );
  }
  if (error instanceof ResignProblem)
    return new UsageProblem(t(`cli.resign.problem.${error.problem}`), t("cli.resign.problemAction"), error);
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
