/** A gateway on a loopback port, in front of a real HTTP server, with a flag file in a temporary folder. */
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { createGateway, type Gateway, type GatewayOptions, isTunnel } from "../gateway/gateway.ts";
import type { MaskFlag } from "../platform/front/mask-flag.ts";

export const PROBE_TOKEN = "probe-token-0123456789abcdef";

export const FLAG: MaskFlag = {
  reason: "update",
  runId: "20261121-031200-a1b2c3",
  version: "4.7.0",
  since: Date.UTC(2026, 10, 21, 3, 12),
  expectedEnd: Date.UTC(2026, 10, 21, 3, 40),
  probeToken: PROBE_TOKEN,
};

export async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

/** Closes a server and every connection that is still open. */
export async function shut(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  await once(server, "close");
}

export interface Upstream {
  readonly server: Server;
  readonly port: number;
}

export interface GatewayHarness {
  readonly url: string;
  readonly port: number;
  readonly maskFile: string;
  readonly gateway: Gateway;
  startUpstream(handler: RequestListener): Promise<Upstream>;
  mask(flag?: Partial<MaskFlag>): void;
  maskWith(text: string): void;
  unmask(): void;
  stop(): Promise<void>;
}

export interface HarnessOptions {
  readonly upstream: () => { host: string; port: number } | null;
  readonly status?: GatewayOptions["status"];
  readonly now?: () => number;
}

export async function startGateway(options: HarnessOptions): Promise<GatewayHarness> {
  const folder = mkdtempSync(join(tmpdir(), "superviseur-gateway-"));
  const maskFile = join(folder, "mask.json");
  const gateway = createGateway({
    maskFile,
    upstream: async () => options.upstream(),
    status: options.status ?? (() => ({ step: null, goesBack: false, expectedEnd: null })),
    config: { name: "Plani-Démo", language: "fr" },
    clock: options.now ?? (() => Date.UTC(2026, 10, 21, 3, 20)),
    logger: pino({ level: "silent" }),
  });
  const server = createServer({ shouldUpgradeCallback: isTunnel }, (request, response) =>
    gateway.handleRequest(request, response),
  );
  server.on("upgrade", (request, socket, head) => gateway.handleUpgrade(request, socket, head));
  const port = await listen(server);
  const upstreams: Server[] = [];

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    maskFile,
    gateway,
    async startUpstream(handler) {
      const upstream = createServer(handler);
      upstreams.push(upstream);
      return { server: upstream, port: await listen(upstream) };
    },
    mask: (flag = {}) => writeFileSync(maskFile, JSON.stringify({ ...FLAG, ...flag })),
    maskWith: (text) => writeFileSync(maskFile, text),
    unmask: () => rmSync(maskFile),
    async stop() {
      await gateway.close();
      await shut(server);
      for (const upstream of upstreams) if (upstream.listening) await shut(upstream);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
