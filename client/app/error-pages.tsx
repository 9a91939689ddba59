import { Button, Center, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useTitle } from "../lib/use-title.ts";

export function NotFoundPage() {
  const { t } = useTranslation();
  useTitle(t("common.notFound.title"));
  return (
    <Center mih="50vh">
      <Stack align="center">
        <Title order={1} size="h2">
          {t("common.notFound.title")}
        </Title>
        <Button component={Link} to="/mises-a-jour">
          {t("common.notFound.back")}
        </Button>
      </Stack>
    </Center>
  );
}

/** Whatever a component threw; the way out is a reload, and a run under way is not concerned. */
export function CrashPage() {
  const { t } = useTranslation();
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack align="center">
        <Title order={1} size="h2">
          {t("common.crashed.title")}
        </Title>
        <Text>{t("common.crashed.action")}</Text>
        <Button onClick={() => window.location.reload()}>{t("common.reload")}</Button>
      </Stack>
    </Center>
  );
}
