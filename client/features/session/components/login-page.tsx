import { Button, Card, Center, Group, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Navigate, useLocation } from "react-router";
import { LANGUAGES, type Language } from "../../../../shared/i18n/languages.ts";
import { chooseLanguage } from "../../../lib/i18n.ts";
import { currentLanguage } from "../../../lib/language.ts";
import { enterSession, publicQuery, sessionQuery } from "../../../lib/session-query.ts";
import { wantedOf } from "../../../lib/wanted.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { PasswordField } from "../../../ui/password-field.tsx";
import { ProductVersion } from "../../../ui/product-version.tsx";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { login } from "../api/session-requests.ts";

/** `onSubmit`: called when a name and a password are sent, before the answer. */
export function LoginPage({ onSubmit }: { onSubmit: () => void }) {
  const { t } = useTranslation();
  const location = useLocation();
  const { data: session } = useQuery(sessionQuery);
  const { data: platform } = useQuery(publicQuery);
  const entering = useMutation({ mutationFn: login, onMutate: onSubmit, onSuccess: enterSession });
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const title = platform ? t("accounts.login.title", { platform: platform.platform }) : t("common.product");
  useDocumentTitle(`${title} — ${t("common.product")}`);
  if (session) return <Navigate to={wantedOf(location.state)} replace />;
  return (
    <Center component="main" mih="100vh" p="md">
      <Stack w="100%" maw={420}>
        <Card withBorder padding="xl" shadow="sm">
          <form
            onSubmit={(event) => {
              event.preventDefault();
              entering.mutate({ name, password });
            }}
          >
            <Stack>
              <Title order={1} size="h3">
                {title}
              </Title>
              <Text size="sm" c="dimmed">
                {t("accounts.login.intro")}
              </Text>
              <TextInput
                label={t("accounts.login.name")}
                autoComplete="username"
                required
                autoFocus
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <PasswordField
                label={t("common.password")}
                autoComplete="current-password"
                required
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              {entering.error && <ErrorAlert error={entering.error} />}
              <Button type="submit" loading={entering.isPending}>
                {t("accounts.login.submit")}
              </Button>
              <Text size="xs" c="dimmed">
                {t("accounts.login.help")}
              </Text>
            </Stack>
          </form>
        </Card>
        <Group justify="center">
          <SupportContact />
        </Group>
        <Group justify="center">
          <SegmentedControl
            size="xs"
            aria-label={t("common.language")}
            value={currentLanguage()}
            onChange={(language) => void chooseLanguage(language as Language)}
            data={LANGUAGES.map((value) => ({ value, label: value.toUpperCase() }))}
          />
        </Group>
        <ProductVersion ta="center" />
      </Stack>
    </Center>
  );
}
