/** The real gateway on a port of its own, in this process: what people and the writer go through. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pino } from "pino";
import { createGateway } from "../../gateway/gateway.ts";
import { systemClock } from "../../io/clock.ts";
import type { Platform } from "../../platform/platform.ts";

export interface FrontDoor {
  readonly url: string;
  close(): Promise<void>;
}

export async function openFrontDoor(platform: Platform): Promise<FrontDoor> {
  const gateway = createGateway({
    maskFile: platform.state.mask,
    upstream: () => {
      const record = platform.services.record("web");
      return record === null ? null : { host: "127.0.0.1", port: record.port };
    },
    status: () => ({ step: null, expectedEnd: null }),
    config: platform.config,
    clock: systemClock,
    logger: pino({ level: "silent" }),
  });
  const server = createServer((request, response) => {
    // The runner asks here whether a gateway answers at all.
    if (request.url?.startsWith("/superviseur/")) response.end("{}");
    else gateway.handleRequest(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await gateway.close();
    },
  };
}
