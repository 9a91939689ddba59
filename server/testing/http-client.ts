/** A browser as far as the server can tell: it keeps the cookie, names its origin, and sends the CSRF token with each change. */
import { hash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { API_PATH, CSRF_HEADER, type ErrorBody } from "../../shared/api/base.ts";
import type { RunFollow } from "../../shared/api/follow.ts";
import {
  type PartAnswer,
  UPLOAD_FIELD,
  UPLOAD_HEAD_PART_BYTES,
  UPLOAD_PART_BYTES,
} from "../../shared/api/import.ts";
import type { SessionView } from "../../shared/api/session.ts";
import type { ErrorReport } from "../../shared/errors.ts";
import type { RunState } from "../../shared/run-state.ts";

const POLL_MS = 20;

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}
export interface Call {
  readonly method?: string;
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly body?: BodyInit;
  /** Over those of the client; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export class HttpClient {
  readonly url: string;
  cookie: string | null = null;
  csrf: string | null = null;

  constructor(url: string) {
    this.url = url;
  }

  headers(method: string, overrides: Call["headers"] = {}): Record<string, string> {
    const own: Record<string, string | undefined> = {
      cookie: this.cookie ?? undefined,
      ...(method === "GET" ? {} : { origin: this.url, [CSRF_HEADER]: this.csrf ?? undefined }),
      ...overrides,
    };
    return Object.fromEntries(
      Object.entries(own).filter((entry): entry is [string, string] => entry[1] !== undefined),
    );
  }

  /** `path` below `/superviseur/api`. */
  async call<T = unknown>(
    path: string,
    { method = "GET", json, body, headers }: Call = {},
  ): Promise<Answer<T>> {
    const typed = json === undefined ? headers : { "content-type": "application/json", ...headers };
    const payload = json === undefined ? body : JSON.stringify(json);
    const response = await fetch(`${this.url}${API_PATH}${path}`, {
      method,
      headers: this.headers(method, typed),
      ...(payload === undefined ? {} : { body: payload }),
    });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) this.cookie = cookie.split(";", 1)[0] ?? null;
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : text) as T,
    };
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.call<T>(path);
  }
  post<T>(path: string, json?: unknown): Promise<Answer<T>> {
    return this.call<T>(path, { method: "POST", ...(json === undefined ? {} : { json }) });
  }

  /** The refusal, as `status CODE` with its facts. Throws when the call was accepted. */
  async refusal(path: string, call: Call = {}): Promise<ErrorReport & { status: number }> {
    const answer = await this.call<ErrorBody>(path, call);
    if (answer.status < 400)
      throw new Error(`${call.method ?? "GET"} ${path} was accepted with ${answer.status}`);
    return { status: answer.status, ...answer.body.error };
  }

  async login(name: string, password: string): Promise<SessionView> {
    const { status, body } = await this.post<SessionView>("/session", { name, password });
    if (status !== 200) throw new Error(`login refused: ${JSON.stringify(body)}`);
    this.csrf = body.csrfToken;
    return body;
  }

  /** Logs in with a first password and replaces it. */
  async enter(name: string, first: string, password: string): Promise<SessionView> {
    await this.login(name, first);
    const { body } = await this.post<SessionView>("/session/password", { current: first, next: password });
    return body;
  }

  /** Sends bytes of an archive as the page does, in one part; `sha256` other than theirs is a part altered on its way. */
  part<T = PartAnswer>(
    runId: string,
    offset: number,
    bytes: Uint8Array<ArrayBuffer>,
    sha256 = hash("sha256", bytes),
  ): Promise<Answer<T>> {
    const form = new FormData();
    form.append(UPLOAD_FIELD, new Blob([bytes]), "part");
    return this.call<T>(`/runs/${runId}/parts?offset=${offset}&bytes=${bytes.length}&sha256=${sha256}`, {
      method: "POST",
      body: form,
    });
  }

  /** Sends a whole archive and waits for its verdict: the run that waits for consent, or the refusal. */
  async upload<T = RunState>(runId: string, bytes: Uint8Array<ArrayBuffer>): Promise<Answer<T>> {
    let judged = false;
    for (let offset = 0; offset < bytes.length; ) {
      const piece = bytes.slice(offset, offset + (judged ? UPLOAD_PART_BYTES : UPLOAD_HEAD_PART_BYTES));
      const answer = await this.part(runId, offset, piece);
      if (answer.status !== 200) return answer as Answer<T>;
      judged = answer.body.judged;
      offset += piece.length;
    }
    for (;;) {
      const answer = await this.get<RunFollow>(`/runs/${runId}`);
      const { state } = answer.body;
      if (state.phase === "ended") return { ...answer, status: 422, body: { error: state.error } as T };
      if (state.phase !== "receiving") return { ...answer, body: state as T };
      await setTimeout(POLL_MS);
    }
  }
}
