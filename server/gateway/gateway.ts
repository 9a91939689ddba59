/**
 * The platform's public endpoint: everything but `/superviseur` passes through here. While the flag file exists, nothing does,
 * except Superviseur's own probes. The gateway keeps no state of its own about the mask: each request looks at the flag again.
 */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "pino";
import type { Pool } from "undici";
import type { Clock } from "../io/clock.ts";
import { MASK_POLL_MS, RETRY_AFTER_FAILURE_SECONDS } from "../limits.ts";
import { createMaskReader, type Mask, opensMask } from "../platform/front/embedded/mask-reader.ts";
import { PROBE_HEADER } from "../platform/front/mask-flag.ts";
import type { PlatformConfig } from "../platform/platform-file.ts";
import type { Address } from "../platform/services/port.ts";
import { codeOf, FAILURE_STATUS, failureBody, failureHtml, failureKind } from "./failure-page.ts";
import { STATUS_HEADER } from "./forward-headers.ts";
import {
  type MaintenanceFacts,
  maintenanceBody,
  maintenanceHtml,
  retryAfterSeconds,
} from "./maintenance-page.ts";
import { answer, answerUpgrade, isRead, languageFor, type OwnAnswer } from "./own-answer.ts";
import { forwardRequest } from "./proxy-request.ts";
import { forwardUpgrade, type Tunnel } from "./proxy-upgrade.ts";
import { createUpstreamPool } from "./upstream-pool.ts";

export interface GatewayOptions {
  /** `<state>/mask.json`. */
  readonly maskFile: string;
  /** Where the platform's front service listens now; null when it has not been started. */
  readonly upstream: () => Promise<Address | null>;
  /** What the maintenance page says about the run. Unix ms. */
  readonly status: () => Pick<MaintenanceFacts, "step" | "goesBack" | "expectedEnd">;
  readonly config: Pick<PlatformConfig, "name" | "language">;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Gateway {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Ends every connection to the platform. Requests still in flight are cut: close the server first. */
  close(): Promise<void>;
}

/** Only a WebSocket gets a connection of its own. A client that offers another protocol (Java's offer h2c) gets an ordinary answer. */
export const isTunnel = ({ headers }: IncomingMessage): boolean =>
  headers.upgrade?.toLowerCase() === "websocket";

export function createGateway({
  maskFile,
  upstream,
  status,
  config,
  clock,
  logger,
}: GatewayOptions): Gateway {
  const flag = createMaskReader(maskFile, clock);
  const pool = createUpstreamPool((error) =>
    logger.warn({ err: error }, "closing connections to the platform failed"),
  );
  const tunnels = new Set<Tunnel>();
  let watch: NodeJS.Timeout | null = null;

  /** The mask that stops this request, or null when the request may pass. */
  const maskFor = (request: IncomingMessage): Mask | null => {
    const mask = flag.read();
    return mask === null || opensMask(mask, request.headers[PROBE_HEADER]) ? null : mask;
  };

  const reached = (): ReturnType<GatewayOptions["status"]> => {
    try {
      return status();
    } catch (error) {
      logger.error(
        { err: error },
        "the maintenance page is shown without the step: the run's state could not be read",
      );
      return { step: null, goesBack: false, expectedEnd: null };
    }
  };

  const facts = (mask: Mask, request: IncomingMessage): MaintenanceFacts => {
    const { expectedEnd, ...known } = reached();
    const language = languageFor(request.headers["accept-language"], config.language);
    return {
      ...known,
      mask,
      expectedEnd: expectedEnd ?? mask.expectedEnd,
      platform: config.name,
      language,
      now: clock(),
    };
  };

  const maintenance = (mask: Mask, request: IncomingMessage): OwnAnswer => {
    const known = facts(mask, request);
    return {
      status: 503,
      retryAfter: retryAfterSeconds(known),
      html: () => maintenanceHtml(known, isRead(request)),
      json: () => maintenanceBody(known),
    };
  };

  const failure = (error: unknown, request: IncomingMessage): OwnAnswer => {
    const kind = failureKind(error);
    const language = languageFor(request.headers["accept-language"], config.language);
    logger.warn({ code: codeOf(error), method: request.method }, "the platform did not answer");
    return {
      status: FAILURE_STATUS[kind],
      // While the platform is masked only a probe gets here, and it has its own retries.
      retryAfter: flag.read() === null ? RETRY_AFTER_FAILURE_SECONDS : null,
      html: () => failureHtml(kind, config.name, language, isRead(request)),
      json: () => failureBody(kind, config.name, language),
    };
  };

  const closeTunnels = (): void => {
    for (const tunnel of tunnels) tunnel.close();
  };
  const stopWatching = (): void => {
    if (watch !== null) clearInterval(watch);
    watch = null;
  };
  /** Each request looks at the mask; an open socket has to be closed. */
  const watchMask = (): void => {
    watch ??= setInterval(() => {
      if (flag.read() !== null) closeTunnels();
    }, MASK_POLL_MS).unref();
  };

  const pass = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const connections = async (): Promise<Pool | null> => {
      const address = await upstream();
      return address === null ? null : pool.to(address);
    };
    const result = await forwardRequest(request, response, connections, () => maskFor(request) === null);
    if (result.outcome !== "failed") return;
    // The platform may have gone because the mask rose meanwhile: then that is the true answer.
    const mask = maskFor(request);
    answer(request, response, mask === null ? failure(result.error, request) : maintenance(mask, request));
  };

  return {
    handleRequest(request, response) {
      const mask = maskFor(request);
      if (mask !== null) {
        const asked = request.headers[STATUS_HEADER] !== undefined;
        if (asked) response.setHeader(STATUS_HEADER, "maintenance");
        answer(request, response, { ...maintenance(mask, request), ...(asked ? { status: 200 } : {}) });
        return;
      }
      if (request.headers[STATUS_HEADER] !== undefined) {
        response.writeHead(204, { "Cache-Control": "no-store" }).end();
        return;
      }
      pass(request, response).catch((error: unknown) => {
        logger.error({ err: error }, "the gateway failed on a request");
        response.destroy();
      });
    },

    handleUpgrade(request, socket, head) {
      socket.on("error", () => socket.destroy());
      const refuse = (own: OwnAnswer): void => {
        socket.end(answerUpgrade(own.status, STATUS_CODES[own.status] ?? "", own), () => socket.destroy());
      };
      const open = async (): Promise<void> => {
        const address = maskFor(request) === null ? await upstream() : null;
        // Looked at after the address is known: the mask may have risen meanwhile.
        const mask = maskFor(request);
        if (mask !== null) return refuse(maintenance(mask, request));
        if (address === null) return refuse(failure(new Error("the platform has no address"), request));
        const tunnel = forwardUpgrade({
          request,
          socket,
          head,
          address,
          onFailure: (error) => refuse(failure(error, request)),
          onClosed: () => {
            tunnels.delete(tunnel);
            if (tunnels.size === 0) stopWatching();
          },
        });
        tunnels.add(tunnel);
        watchMask();
      };
      open().catch((error: unknown) => refuse(failure(error, request)));
    },

    async close() {
      stopWatching();
      closeTunnels();
      await pool.close();
    },
  };
}
