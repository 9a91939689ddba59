/**
 * The HTTP contract under `/superviseur/api`. Bodies and answers are JSON; a refusal is `{error: {code,
 * facts}}`.
 */
import type { ErrorReport } from "../errors.ts";

export const BASE_PATH = "/superviseur";
export const API_PATH = `${BASE_PATH}/api`;
export const SOCKET_PATH = `${BASE_PATH}/socket.io`;
/** Carries the session's CSRF token; required on every request that changes something. */
export const CSRF_HEADER = "x-csrf-token";

export interface ErrorBody {
  readonly error: ErrorReport;
}
