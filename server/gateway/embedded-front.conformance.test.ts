import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pino } from "pino";
import { frontConformance } from "../platform/front/conformance.ts";
import { announceFront, embeddedFront } from "../platform/front/embedded/driver.ts";
import type { Address } from "../platform/services/port.ts";
import { createGateway, type Gateway, isTunnel } from "./gateway.ts";

frontConformance("the gateway of the web process", async (folder) => {
  const [maskFile, announcement] = [join(folder, "mask.json"), join(folder, "front-door.json")];
  let address: Address | null = null;
  let running: { readonly server: Server; readonly gateway: Gateway } | null = null;
  let port = 0;

  const kill = async (): Promise<void> => {
    if (running === null) return;
    const { server, gateway } = running;
    running = null;
    server.closeAllConnections();
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await gateway.close();
  };
  return {
    open: () => embeddedFront({ maskFile, announcement, publicUrl: null }),
    async start() {
      const gateway = createGateway({
        maskFile,
        upstream: async () => address,
        status: () => ({ step: null, goesBack: false, expectedEnd: null }),
        config: { name: "Plani-Démo", language: "fr" },
        clock: Date.now,
        logger: pino({ level: "silent" }),
      });
      const server = createServer({ shouldUpgradeCallback: isTunnel }, (request, response) =>
        gateway.handleRequest(request, response),
      );
      server.on("upgrade", (request, socket, head) => gateway.handleUpgrade(request, socket, head));
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
      port = (server.address() as AddressInfo).port;
      running = { server, gateway };
      await announceFront(announcement, `http://127.0.0.1:${port}`);
    },
    kill,
    served(now) {
      address = now;
    },
    async garble() {
      writeFileSync(maskFile, "{");
    },
    close: kill,
  };
});
