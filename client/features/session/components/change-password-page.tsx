import { Button, Card, Center, Group, Stack, Text, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDocumentTitle } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { PASSWORD_MIN_LENGTH } from "../../../../shared/api/session.ts";
import { enterSession, sessionQuery } from "../../../lib/session-query.ts";
import { wantedOf } from "../../../lib/wanted.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { PasswordField } from "../../../ui/password-field.tsx";
import { changePassword } from "../api/session-requests.ts";

export function ChangePasswordPage() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const location = useLocation();
  const { data: session } = useQuery(sessionQuery);
  const form = useForm({
    initialValues: { current: "", next: "", repeat: "" },
    validate: { repeat: (value, values) => (value === values.next ? null : t("accounts.change.differ")) },
  });
  const changing = useMutation({
    mutationFn: changePassword,
    onSuccess: (changed) => {
      enterSession(changed);
      notifications.show({
        message: t("accounts.change.done"),
        closeButtonProps: { "aria-label": t("common.close") },
      });
      void navigate(wantedOf(location.state), { replace: true });
    },
  });
  useDocumentTitle(`${t("accounts.change.title")} — ${t("common.product")}`);
  const rule = t("accounts.change.rule", { minimum: PASSWORD_MIN_LENGTH });
  return (
    <Center component="main" mih="100vh" p="md">
      <Card withBorder padding="xl" shadow="sm" w="100%" maw={460}>
        <form onSubmit={form.onSubmit(({ current, next }) => changing.mutate({ current, next }))}>
          <Stack>
            <Title order={1} size="h3">
              {t("accounts.change.title")}
            </Title>
            {session?.mustChangePassword && <Text size="sm">{t("accounts.change.first")}</Text>}
            <PasswordField
              label={t("accounts.change.current")}
              autoComplete="current-password"
              required
              autoFocus
              {...form.getInputProps("current")}
            />
            <PasswordField
              label={t("accounts.change.next")}
              description={rule}
              autoComplete="new-password"
              required
              {...form.getInputProps("next")}
            />
            <PasswordField
              label={t("accounts.change.repeat")}
              autoComplete="new-password"
              required
              {...form.getInputProps("repeat")}
            />
            {changing.error && <ErrorAlert error={changing.error} />}
            <Group justify="flex-end">
              {session?.mustChangePassword === false && (
                <Button variant="default" onClick={() => void navigate(-1)}>
                  {t("common.cancel")}
                </Button>
              )}
              <Button type="submit" loading={changing.isPending}>
                {t("accounts.change.submit")}
              </Button>
            </Group>
          </Stack>
        </form>
      </Card>
    </Center>
  );
}
