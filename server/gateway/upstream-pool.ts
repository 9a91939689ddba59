/** Kept connections to the platform. Its port changes at every start: each request looks the address up again. */
import { Pool } from "undici";
import { UPSTREAM_ANSWER_TIMEOUT_MS, UPSTREAM_CONNECT_TIMEOUT_MS } from "../limits.ts";
import type { Address } from "../platform/services/port.ts";

export interface UpstreamPool {
  to(address: Address): Pool;
  close(): Promise<void>;
}

const urlOf = ({ host, port }: Address): string =>
  `http://${host.includes(":") ? `[${host}]` : host}:${port}`;

export function createUpstreamPool(onError: (error: unknown) => void): UpstreamPool {
  let current: { url: string; pool: Pool } | null = null;

  return {
    to(address) {
      const url = urlOf(address);
      if (current?.url !== url) {
        // Requests that the old process is still answering are left to finish.
        current?.pool.close().catch(onError);
        const pool = new Pool(url, {
          connect: { timeout: UPSTREAM_CONNECT_TIMEOUT_MS },
          headersTimeout: UPSTREAM_ANSWER_TIMEOUT_MS,
          // A stream of events may be silent for hours; a dead peer shows as a closed connection.
          bodyTimeout: 0,
          pipelining: 1,
        });
        current = { url, pool };
      }
      return current.pool;
    },
    async close() {
      await current?.pool.destroy();
    },
  };
}
