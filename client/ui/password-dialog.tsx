import { Button, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "./dialog.tsx";
import { ErrorAlert } from "./error-alert.tsx";
import { PasswordField } from "./password-field.tsx";

/** Asks for the password before an action that matters. `children`: fields to fill in first; they take the focus. */
export function PasswordDialog(props: {
  opened: boolean;
  title: string;
  text: string;
  confirm: string;
  /** Where "cancel" would be read as the action itself. */
  cancel?: string;
  danger?: boolean;
  size?: string;
  children?: ReactNode;
  /** Whether the fields in `children` allow the action. */
  ready?: boolean;
  /** Shown with the error. */
  help?: ReactNode;
  pending: boolean;
  error: unknown;
  onConfirm: (password: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const { opened, title, text, confirm, cancel, danger = false, size, children, ready = true, help } = props;
  const { pending, error, onConfirm, onClose } = props;
  const [password, setPassword] = useState("");
  useEffect(() => {
    if (opened) setPassword("");
  }, [opened]);
  return (
    <Dialog opened={opened} onClose={onClose} title={title} {...(size === undefined ? {} : { size })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) onConfirm(password);
        }}
      >
        <Stack>
          <Text size="sm">{text}</Text>
          {children}
          <PasswordField
            label={t("common.password")}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            required
            {...(children === undefined ? { "data-autofocus": true } : {})}
          />
          {error !== null && error !== undefined && <ErrorAlert error={error}>{help}</ErrorAlert>}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {cancel ?? t("common.cancel")}
            </Button>
            <Button
              type="submit"
              loading={pending}
              disabled={password === "" || !ready}
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
