import { Button, Code, CopyButton, Group, Modal, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { NewPassword } from "../../../../shared/api.ts";

/** The only time that a password is shown. */
export function NewPasswordDialog({ created, onClose }: { created: NewPassword | null; onClose: () => void }) {
  const { t } = useTranslation();
  const name = created?.user.name ?? "";
  return (
    <Modal
      opened={created !== null}
      onClose={onClose}
      title={t("accounts.users.newPassword", { name })}
      centered
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": t("common.close") }}
    >
      <Stack>
        <Text size="sm">{t("accounts.users.newPasswordOnce", { name })}</Text>
        <Code block fz="lg" data-testid="new-password">
          {created?.password}
        </Code>
        <Group justify="flex-end">
          <CopyButton value={created?.password ?? ""}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {t(copied ? "common.copied" : "common.copy")}
              </Button>
            )}
          </CopyButton>
          <Button onClick={onClose}>{t("common.close")}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
