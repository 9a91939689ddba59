/** One way to ask the server: JSON in and out, the CSRF token on what changes something, refusals as CodedError. */
import { API_PATH, CSRF_HEADER, type ErrorBody } from "../../shared/api/base.ts";
import { CodedError, ERROR_CODES, type ErrorCode } from "../../shared/errors.ts";

let csrfToken = "";
/** Kept in memory only; every session answer brings it. */
export const rememberCsrfToken = (token: string): void => {
  csrfToken = token;
};
export const csrfHeader = (): Record<string, string> => ({ [CSRF_HEADER]: csrfToken });
export const apiUrl = (path: string): string => `${API_PATH}${path}`;

/** A gateway's own answers: no server was behind it, as during a restart. */
const GATEWAY_ALONE = [502, 503, 504];
const isCode = (code: unknown): code is ErrorCode => ERROR_CODES.some((known) => known === code);

/** The refusal in an answer's body; an answer that is none of ours (a proxy's page) is INTERNAL. */
function errorOf(body: unknown): CodedError {
  const report = (body as Partial<ErrorBody> | null)?.error;
  return report && isCode(report.code)
    ? new CodedError(report.code, report.facts)
    : new CodedError("INTERNAL");
}

/** No answer at all: the network, or a server that is being restarted. */
export class ServerUnreachable extends Error {}

/** What an answer that is not a success means. */
export function failureOf(status: number, body: unknown): CodedError | ServerUnreachable {
  const reported = (body as Partial<ErrorBody> | null)?.error !== undefined;
  return !reported && GATEWAY_ALONE.includes(status)
    ? new ServerUnreachable(`status ${status}`)
    : errorOf(body);
}

async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const sending = fetch(apiUrl(path), {
    method,
    credentials: "same-origin",
    headers: {
      ...(method === "GET" ? {} : csrfHeader()),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await sending.catch((cause: unknown) => {
    throw new ServerUnreachable("no answer", { cause });
  });
  if (response.status === 204) return undefined as T;
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw failureOf(response.status, answer);
  return answer as T;
}

export const http = {
  get: <T>(path: string): Promise<T> => request("GET", path),
  post: <T>(path: string, body: unknown = {}): Promise<T> => request("POST", path, body),
  patch: <T>(path: string, body: unknown): Promise<T> => request("PATCH", path, body),
  delete: <T>(path: string): Promise<T> => request("DELETE", path),
};
