import type { Request } from "express";
import { CodedError } from "../../shared/errors.ts";
import { runIdSchema } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import type { Components } from "../web/components.ts";
import { idOf } from "./guards.ts";

/** The run that the path names. @throws CodedError NOT_FOUND */
export function runOf({ journal }: Components, request: Request): RunState {
  const id = runIdSchema.safeParse(idOf(request));
  if (!id.success) throw new CodedError("NOT_FOUND");
  return journal.requireState(id.data);
}
