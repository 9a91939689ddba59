import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { NewPassword } from "../../../../shared/api/accounts.ts";
import { copyText } from "../../../lib/copy-text.ts";
import { Dialog } from "../../../ui/dialog.tsx";

/** The only time that a password is shown. */
export function NewPasswordDialog({
  created,
  onClose,
}: {
  created: NewPassword | null;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  const name = created?.user.name ?? "";
  const password = created?.password ?? "";
  const [copiedPassword, setCopied] = useState("");
  const copied = copiedPassword !== "" && copiedPassword === password;
  const copy = async (): Promise<void> => {
    if (await copyText(password)) setCopied(password);
  };
  return (
    <Dialog
      opened={created !== null}
      onClose={onClose}
      title={t("accounts.users.newPassword", { name })}
      closeOnClickOutside={false}
    >
      <Stack>
        <Text size="sm">{t("accounts.users.newPasswordOnce", { name })}</Text>
        <Code block fz="lg" data-testid="new-password">
          {password}
        </Code>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => void copy()}>
            {t(copied ? "common.copied" : "common.copy")}
          </Button>
          <Button onClick={onClose}>{t("common.close")}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
