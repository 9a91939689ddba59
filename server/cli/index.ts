#!/usr/bin/env node
/** `superviseur`: exit 0 when it is done or true, 1 when it is refused or failed, 2 when it could not be tried. */
import { CommanderError } from "commander";
import type { TFunction } from "i18next";
import { z } from "zod";
import { CodedError, reportOf } from "../../shared/errors.ts";
import { errorText } from "../../shared/i18n/error-text.ts";
import { createI18n } from "../../shared/i18n/index.ts";
import { EXIT, UsageProblem } from "./problem.ts";
import { createProgram, languageIn, usageProblem } from "./program.ts";

const language = languageIn(process.argv, process.env);
const { t } = createI18n(language);
z.config(z.locales[language]());

/** Says what went wrong and what to do, on stderr; answers the exit code. A bug keeps its stack. */
function explain(error: unknown, t: TFunction): number {
  if (error instanceof UsageProblem) {
    console.error(`${error.message}\n${error.action}`);
    return EXIT.usage;
  }
  if (!(error instanceof CodedError)) console.error(error);
  const report = reportOf(error);
  const { title, action } = errorText(t, report);
  console.error(`${title}\n${action}`);
  return report.code === "PLATFORM_FILE_INVALID" ? EXIT.usage : EXIT.refused;
}

try {
  await createProgram(t, language).parseAsync();
} catch (error) {
  const problem = error instanceof CommanderError ? usageProblem(error, t) : error;
  if (problem !== null) process.exitCode = explain(problem, t);
}
