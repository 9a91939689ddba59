import { CodedError, type ErrorCode } from "../../shared/errors.ts";

/** The code and facts that a piece of work is refused with. @throws when it is accepted, and any error without a code */
export async function refusal(
  work: Promise<unknown> | (() => unknown),
): Promise<{ code: ErrorCode; facts: Record<string, unknown> }> {
  try {
    await (typeof work === "function" ? work() : work);
  } catch (error) {
    if (error instanceof CodedError) return { code: error.code, facts: { ...error.facts } };
    throw error;
  }
  throw new Error("accepted");
}
