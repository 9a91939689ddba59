/** The problems of a vendor's folders, keys and documents, as two sentences. */
import type { TFunction } from "i18next";
import { ZodError } from "zod";
import { invalidInput } from "../../cli/explain.ts";
import { UsageProblem } from "../../cli/problem.ts";
import { DRAFT, PackProblem } from "../build-release.ts";
import { ResignProblem } from "../resign.ts";
import { TrustProblem } from "../ring-folder.ts";
import { KeyProblem } from "../ring-key.ts";

/** One line per problem, with its path in release.yaml where it has one. */
function folderProblems(t: TFunction, error: unknown): string | null {
  if (error instanceof ZodError)
    return error.issues.map((issue) => `${issue.path.join(".") || DRAFT}: ${issue.message}`).join("\n");
  if (error instanceof PackProblem) return `${error.path}: ${t(`cli.pack.problem.${error.problem}`)}`;
  return null;
}

/** Null when the error is none of these. */
export function vendorProblem(t: TFunction, error: unknown): UsageProblem | null {
  const problems = folderProblems(t, error);
  if (problems !== null) return invalidInput(t, problems, error);
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
  return null;
}
