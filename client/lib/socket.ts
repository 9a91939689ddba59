/** One live connection a page. It feeds the query cache and holds nothing itself. */
import { useSyncExternalStore } from "react";
import { io, type Socket } from "socket.io-client";
import { SOCKET_PATH } from "../../shared/api/base.ts";
import type { ClientToServer, ServerToClient } from "../../shared/socket.ts";

export const socket: Socket<ServerToClient, ClientToServer> = io({
  path: SOCKET_PATH,
  transports: ["websocket"],
  autoConnect: false,
  reconnectionDelayMax: 3_000,
});

const subscribe = (changed: () => void): (() => void) => {
  socket.on("connect", changed).on("disconnect", changed);
  return () => void socket.off("connect", changed).off("disconnect", changed);
};

export const useConnected = (): boolean => useSyncExternalStore(subscribe, () => socket.connected);
