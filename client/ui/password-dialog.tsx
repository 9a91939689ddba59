import { Button, Group, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "./dialog.tsx";
import { ErrorAlert } from "./error-alert.tsx";
import { PasswordField } from "./password-field.tsx";

/** Asks for the password before a gesture that counts. */
export function PasswordDialog(props: {
  opened: boolean;
  title: string;
  text: string;
  confirm: string;
  /** Where "cancel" would be read as the action itself. */
  cancel?: string;
  danger?: boolean;
  pending: boolean;
  error: unknown;
  onConfirm: (password: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { opened, title, text, confirm, cancel, danger = false, pending, error, onConfirm, onClose } = props;
  const [password, setPassword] = useState("");
  useEffect(() => {
    if (opened) setPassword("");
  }, [opened]);
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm(password);
        }}
      >
        <Stack>
          <Text size="sm">{text}</Text>
          <PasswordField
            label={t("common.password")}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            required
            data-autofocus
          />
          {error !== null && error !== undefined && <ErrorAlert error={error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {cancel ?? t("common.cancel")}
            </Button>
            <Button
              type="submit"
              loading={pending}
              disabled={password === ""}
              {...(danger ? { color: "red" } : {})}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
