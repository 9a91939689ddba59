import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type Components, createApp } from "./app.ts";
import { isOurs } from "./gateway/own-answer.ts";
import { createUnavailablePage } from "./gateway/unavailable-page.ts";
import { stateLayout } from "./platform/layout.ts";
import type { PlatformConfig } from "./platform/platform-file.ts";
import { attachSocket } from "./socket/socket.ts";

/** What stands below `/superviseur`. */
export interface Console {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  attach(server: Server): { close(): Promise<void> };
}
export const openConsole = (components: Components): Console => ({
  handleRequest: createApp(components),
  attach: (server) => attachSocket(server, components),
});
/** Without accounts nobody can be let in; the platform itself is served, and what is under way goes on. */
export function unavailableConsole(config: PlatformConfig, since: number): Console {
  const report = { code: "ACCESS_UNREADABLE", facts: { file: stateLayout(config.state).access } } as const;
  const door = createUnavailablePage({ config, report, since });
  return {
    handleRequest: door.handleRequest,
    attach(server) {
      const refuse = (request: IncomingMessage, socket: Duplex): void => {
        if (isOurs(request.url)) door.handleUpgrade(request, socket);
      };
      server.on("upgrade", refuse);
      return { close: async () => void server.off("upgrade", refuse) };
    },
  };
}
