import { Button, Center, Loader, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useLocation } from "react-router";
import { http } from "../lib/http.ts";
import { queryClient } from "../lib/query-client.ts";
import { leaveSession, sessionQuery } from "../lib/session-query.ts";
import { socket } from "../lib/socket.ts";
import { wantedHere } from "../lib/wanted.ts";
import { overviewQuery } from "../runs/overview-query.ts";
import { ErrorAlert } from "../ui/error-alert.tsx";

/** The door of every page but the login: a session, a password of one's own, and at least one right. */
export function RequireSession() {
  const { t } = useTranslation();
  const location = useLocation();
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  const mayFollow = session?.permissions.includes("run:follow") === true && !session.mustChangePassword;
  useLiveConnection(mayFollow);

  if (isPending) {
    return (
      <Center mih="100vh">
        <Loader aria-label={t("common.loading")} />
      </Center>
    );
  }
  if (session === undefined) {
    return (
      <Center component="main" mih="100vh" p="md">
        <ErrorAlert error={error} onRetry={() => void refetch()} />
      </Center>
    );
  }
  const wanted = wantedHere(location);
  if (session === null) return <Navigate to="/connexion" state={wanted} replace />;
  if (session.mustChangePassword && location.pathname !== "/mot-de-passe")
    return <Navigate to="/mot-de-passe" state={wanted} replace />;
  if (!session.mustChangePassword && session.permissions.length === 0) return <Stranger />;
  return <Outlet />;
}

/** The socket lives as long as somebody who may follow is logged in. */
function useLiveConnection(mayFollow: boolean): void {
  useEffect(() => {
    if (!mayFollow) return;
    const changed = (): void => {
      void queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey });
      void queryClient.invalidateQueries({ queryKey: ["run-list"] });
    };
    // The account may only have lost the right to follow: the server says what is left of the session.
    const ended = (): void => void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    socket.on("runs:changed", changed).on("connect", changed).on("session:ended", ended);
    socket.connect();
    return () => {
      socket.off("runs:changed", changed).off("connect", changed).off("session:ended", ended);
      socket.disconnect();
    };
  }, [mayFollow]);
}

function Stranger() {
  const { t } = useTranslation();
  const logout = useMutation({ mutationFn: () => http.delete("/session"), onSettled: leaveSession });
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack align="center" maw={460} ta="center">
        <Title order={1} size="h3">
          {t("common.stranger.title")}
        </Title>
        <Text>{t("common.stranger.action")}</Text>
        <Button onClick={() => logout.mutate()} loading={logout.isPending}>
          {t("common.logout")}
        </Button>
      </Stack>
    </Center>
  );
}
