import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { Access } from "./access/access.ts";
import { type Components, createApp } from "./app.ts";
import { isOurs } from "./gateway/own-answer.ts";
import { createUnavailablePage } from "./gateway/unavailable-page.ts";
import { stateLayout } from "./platform/layout.ts";
import type { PlatformConfig } from "./platform/platform-file.ts";
import { attachSocket } from "./socket/socket.ts";
import type { Console } from "./web/front-server.ts";

/** Without readable accounts no user can log in; the platform itself is served, and an open run continues. */
export const consoleFor = (components: Omit<Components, "access">, access: Access | null): Console =>
  access === null
    ? unavailableConsole(components.config, components.clock())
    : openConsole({ ...components, access });

const openConsole = (components: Components): Console => ({
  handleRequest: createApp(components),
  attach: (server) => attachSocket(server, components),
});

function unavailableConsole(config: PlatformConfig, since: number): Console {
  const report = { code: "ACCESS_UNREADABLE", facts: { file: stateLayout(config.state).access } } as const;
  const page = createUnavailablePage({ config, report, since });
  return {
    handleRequest: page.handleRequest,
    attach(server) {
      const refuse = (request: IncomingMessage, socket: Duplex): void => {
        if (isOurs(request.url)) page.handleUpgrade(request, socket);
      };
      server.on("upgrade", refuse);
      return { close: async () => void server.off("upgrade", refuse) };
    },
  };
}
