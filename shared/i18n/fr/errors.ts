import type { ErrorCode } from "../../errors.ts";
import { archiveErrors } from "./errors/archive.ts";
import { consoleErrors } from "./errors/console.ts";
import { operationErrors } from "./errors/operation.ts";

/** Title: what happened. Action: what to do now. Facts of the error fill the braces. */
export const errors = { ...archiveErrors, ...operationErrors, ...consoleErrors } as const satisfies Record<
  ErrorCode,
  { title: string; action: string }
>;
