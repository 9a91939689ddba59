/** Sends one part of an upload, and counts what really left on the line. */
import { createHash } from "node:crypto";
import { Agent, request } from "node:http";
import type { Socket } from "node:net";
import { text } from "node:stream/consumers";
import { API_PATH, CSRF_HEADER, type ErrorBody } from "../../shared/api/base.ts";
import { type PartAnswer, UPLOAD_FIELD, UPLOAD_PARALLEL_PARTS } from "../../shared/api/import.ts";

const BOUNDARY = "superviseur-bench";
const HEAD = Buffer.from(
  `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${UPLOAD_FIELD}"; filename="part"\r\nContent-Type: application/octet-stream\r\n\r\n`,
);
const TAIL = Buffer.from(`\r\n--${BOUNDARY}--\r\n`);

export interface Session {
  readonly url: string;
  readonly cookie: string;
  readonly csrf: string;
}
/** `refusal`: the server's code. */
export type PartOutcome = PartAnswer | { readonly refusal: string };

export class PartLine {
  readonly #session: Session;
  readonly #runId: string;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: UPLOAD_PARALLEL_PARTS });
  readonly #sockets = new Set<Socket>();

  constructor(session: Session, runId: string) {
    this.#session = session;
    this.#runId = runId;
  }

  /** Bytes given to the line so far, headers included. */
  sent(): number {
    return [...this.#sockets].reduce((sum, { bytesWritten }) => sum + bytesWritten, 0);
  }

  send(offset: number, bytes: Buffer): Promise<PartOutcome> {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    const { url, cookie, csrf } = this.#session;
    return new Promise((resolve, reject) => {
      const sending = request(
        `${url}${API_PATH}/runs/${this.#runId}/parts?offset=${offset}&bytes=${bytes.length}&sha256=${sha256}`,
        {
          method: "POST",
          agent: this.#agent,
          headers: {
            origin: url,
            cookie,
            [CSRF_HEADER]: csrf,
            "content-type": `multipart/form-data; boundary=${BOUNDARY}`,
            "content-length": HEAD.length + bytes.length + TAIL.length,
          },
        },
        (response) => {
          text(response).then((body) => {
            if (response.statusCode === 200) resolve(JSON.parse(body));
            else resolve({ refusal: codeIn(body) ?? `${response.statusCode} ${body}` });
          }, reject);
        },
      );
      sending.once("socket", (socket) => this.#sockets.add(socket));
      sending.once("error", reject);
      sending.write(HEAD);
      sending.write(bytes);
      sending.end(TAIL);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}

function codeIn(body: string): string | null {
  try {
    const { error }: ErrorBody = JSON.parse(body);
    return error.code;
  } catch {
    return null;
  }
}
