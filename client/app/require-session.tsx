import { Button, Center, Loader, Stack, Text, Title } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, Outlet, useLocation, useMatches } from "react-router";
import { http } from "../lib/http.ts";
import { leaveSession, sessionQuery } from "../lib/session-query.ts";
import { wantedHere } from "../lib/wanted.ts";
import { paths } from "../paths.ts";
import { ErrorAlert } from "../ui/error-alert.tsx";
import { preloadPages } from "./page.tsx";

/** Guards every page but the login: a session, a password that the user chose, and at least one permission. */
export function RequireSession() {
  const location = useLocation();
  const matches = useMatches();
  const { data: session, error, isPending, refetch } = useQuery(sessionQuery);
  const loggedIn = session !== undefined && session !== null;
  useEffect(() => {
    if (loggedIn) preloadPages(matches);
  }, [loggedIn, matches]);

  if (isPending) return <FirstLoading />;
  if (session === undefined) {
    return (
      <Center component="main" mih="100vh" p="md">
        <ErrorAlert error={error} onRetry={() => void refetch()} />
      </Center>
    );
  }
  const wanted = wantedHere(location);
  if (session === null) return <Navigate to={paths.login} state={wanted} replace />;
  if (session.mustChangePassword && location.pathname !== paths.password)
    return <Navigate to={paths.password} state={wanted} replace />;
  if (!session.mustChangePassword && session.permissions.length === 0) return <WithoutPermission />;
  return <Outlet />;
}

/** Shown while there is no page to show yet. */
export function FirstLoading() {
  const { t } = useTranslation();
  return (
    <Center mih="100vh">
      <Loader aria-label={t("common.loading")} />
    </Center>
  );
}

function WithoutPermission() {
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
