import { Notifications } from "@mantine/notifications";
import "@mantine/notifications/styles.css";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Outlet } from "react-router";
import { queryClient } from "../lib/query-client.ts";
import { sessionQuery } from "../lib/session-query.ts";
import { socket } from "../lib/socket.ts";
import { overviewQuery } from "../runs/overview-query.ts";
import { runListQuery } from "../runs/run-list-query.ts";

/** What lives as long as the session, whatever page is shown: the socket and the notifications. */
export function LiveSession() {
  const { data: session } = useQuery(sessionQuery);
  useLiveConnection(session?.permissions.includes("run:follow") === true && !session.mustChangePassword);
  return (
    <>
      <Notifications position="bottom-right" />
      <Outlet />
    </>
  );
}

/** The socket is connected while a user who may follow runs is logged in. */
function useLiveConnection(mayFollow: boolean): void {
  useEffect(() => {
    if (!mayFollow) return;
    const changed = (): void => {
      void queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: runListQuery.queryKey });
    };
    // The account may only have lost the permission to follow: the server says what is left of the session.
    const ended = (): void => void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    socket.on("runs:changed", changed).on("connect", changed).on("session:ended", ended);
    socket.connect();
    return () => {
      socket.off("runs:changed", changed).off("connect", changed).off("session:ended", ended);
      socket.disconnect();
    };
  }, [mayFollow]);
}
