import type { Server as HttpServer, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { BASE_PATH, SOCKET_PATH } from "../../shared/api/base.ts";

/** An upgrade below `/superviseur` that is not the live channel's: socket.io leaves it open for ever, and so would the gateway. */
export function refuseOtherUpgrades(httpServer: HttpServer): () => void {
  const refuse = ({ url = "" }: IncomingMessage, connection: Duplex): void => {
    const path = url.split("?", 1)[0] ?? "";
    const ours = path === BASE_PATH || path.startsWith(`${BASE_PATH}/`);
    if (!ours || path.startsWith(`${SOCKET_PATH}/`)) return;
    // Without a listener an error of this connection would end the process.
    connection.on("error", () => connection.destroy());
    connection.end("HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
  };
  httpServer.on("upgrade", refuse);
  return () => void httpServer.off("upgrade", refuse);
}
