/** A user without a browser: prepares what a spec need not click through, and reads the results. */
import { hash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import type { NewPassword } from "../shared/api/accounts.ts";
import { API_PATH, CSRF_HEADER } from "../shared/api/base.ts";
import type { RunFollow, RunList } from "../shared/api/follow.ts";
import {
  type OpenRunAnswer,
  type PartAnswer,
  UPLOAD_FIELD,
  UPLOAD_HEAD_PART_BYTES,
  type UploadView,
} from "../shared/api/import.ts";
import type { Overview } from "../shared/api/overview.ts";
import type { SessionView } from "../shared/api/session.ts";
import type { LogLine } from "../shared/log.ts";
import type { RunState } from "../shared/run-state.ts";

export interface Credentials {
  readonly name: string;
  readonly password: string;
}

export class Api {
  readonly #origin: string;
  #cookie = "";
  #csrf = "";

  constructor(origin: string) {
    this.#origin = origin;
  }

  /**
   * Resolves with the parsed body; null for 204.
   * @throws Error with status and body when the answer is a refusal.
   */
  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#origin}${API_PATH}${path}`, {
      method,
      headers: {
        origin: this.#origin,
        cookie: this.#cookie,
        ...(this.#csrf === "" ? {} : { [CSRF_HEADER]: this.#csrf }),
        ...(body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
    const cookie = response.headers.getSetCookie().map((line) => line.split(";", 1)[0]);
    if (cookie.length > 0) this.#cookie = cookie.join("; ");
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  async login({ name, password }: Credentials): Promise<SessionView> {
    return this.#remember(await this.call<SessionView>("POST", "/session", { name, password }));
  }
  async changePassword(current: string, next: string): Promise<SessionView> {
    return this.#remember(await this.call<SessionView>("POST", "/session/password", { current, next }));
  }
  #remember(session: SessionView): SessionView {
    this.#csrf = session.csrfToken;
    return session;
  }

  /** Uploads an archive as the page does; resolves with the run in review. */
  async importArchive(file: string): Promise<RunState> {
    const bytes = await readFile(file);
    const { runId } = await this.call<OpenRunAnswer>("POST", "/runs", {
      fileName: basename(file),
      fileSize: bytes.length,
    });
    for (let offset = 0; offset < bytes.length; offset += UPLOAD_HEAD_PART_BYTES) {
      const piece = bytes.subarray(offset, offset + UPLOAD_HEAD_PART_BYTES);
      const form = new FormData();
      form.set(UPLOAD_FIELD, new Blob([new Uint8Array(piece)]), "part");
      await this.call<PartAnswer>(
        "POST",
        `/runs/${runId}/parts?offset=${offset}&bytes=${piece.length}&sha256=${hash("sha256", piece)}`,
        form,
      );
    }
    return await this.#until(runId, ({ phase }) => phase !== "receiving");
  }

  async start(runId: string, password: string): Promise<RunState> {
    return await this.call<RunState>("POST", `/runs/${runId}/start`, {
      noticeRead: true,
      agreed: true,
      warningsAccepted: true,
      password,
    });
  }

  /** Discards the archive that waits for consent, if any. */
  async cancelOpen(password: string): Promise<void> {
    const { openRun } = await this.overview();
    if (openRun !== null) await this.call<RunState>("POST", `/runs/${openRun.id}/cancel`, { password });
  }

  ended(runId: string): Promise<RunState> {
    return this.#until(runId, ({ phase }) => phase === "ended");
  }

  async #until(runId: string, reached: (state: RunState) => boolean): Promise<RunState> {
    for (;;) {
      const { state } = await this.call<RunFollow>("GET", `/runs/${runId}`);
      if (reached(state)) return state;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  overview(): Promise<Overview> {
    return this.call<Overview>("GET", "/overview");
  }

  /** What the server has stored of the open upload. */
  async uploadedSoFar(): Promise<UploadView> {
    return await this.call<UploadView>("GET", `/runs/${(await this.lastRun()).id}/upload`);
  }

  /** Creates an account and gives it its own password, as its owner would at the first login. */
  async createUser(name: string, groups: readonly string[], password: string): Promise<Credentials> {
    const created = await this.call<NewPassword>("POST", "/users", { name, groups });
    const owner = new Api(this.#origin);
    await owner.login({ name, password: created.password });
    await owner.changePassword(created.password, password);
    return { name, password };
  }

  /** Newest first. */
  async runs(): Promise<readonly RunState[]> {
    return (await this.call<RunList>("GET", "/runs?limit=10")).runs;
  }

  async lastRun(): Promise<RunState> {
    const [last] = await this.runs();
    if (!last) throw new Error("no run yet");
    return last;
  }

  /** Every line of a run's log, in order. */
  async log(runId: string): Promise<LogLine[]> {
    const all: LogLine[] = [];
    for (;;) {
      const { lines, logLength } = await this.call<{ lines: LogLine[]; logLength: number }>(
        "GET",
        `/runs/${runId}/log?from=${all.length + 1}&limit=1000`,
      );
      all.push(...lines);
      if (lines.length === 0 || all.length >= logLength) return all;
    }
  }
}
