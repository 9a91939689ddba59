import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { Link, useRouteError } from "react-router";
import { ChunkUnavailable } from "../lib/load-chunk.ts";
import { paths } from "../paths.ts";

export function NotFoundPage() {
  const { t } = useTranslation();
  useDocumentTitle(`${t("common.notFound.title")} — ${t("common.product")}`);
  return (
    <Center mih="50vh">
      <Stack align="center">
        <Title order={1} size="h2">
          {t("common.notFound.title")}
        </Title>
        <Button component={Link} to={paths.updates}>
          {t("common.notFound.back")}
        </Button>
      </Stack>
    </Center>
  );
}

/** The whole screen failed. */
export function CrashPage() {
  return (
    <Center component="main" mih="100vh" p="md">
      <PageProblem />
    </Center>
  );
}

/** A component threw, or a part of the client cannot be loaded. A reload helps with both, and does not affect a run. */
export function PageProblem() {
  const { t } = useTranslation();
  const problem = useRouteError() instanceof ChunkUnavailable ? "chunkUnavailable" : "crashed";
  return (
    <Stack align="center" role="alert" py="xl">
      <Title order={1} size="h2">
        {t(`common.${problem}.title`)}
      </Title>
      <Text ta="center" maw={560}>
        {t(`common.${problem}.action`)}
      </Text>
      <Button onClick={() => window.location.reload()}>{t("common.reload")}</Button>
    </Stack>
  );
}
