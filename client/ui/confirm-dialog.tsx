import { Button, Group, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Dialog } from "./dialog.tsx";
import { ErrorAlert } from "./error-alert.tsx";

export function ConfirmDialog(props: {
  opened: boolean;
  title: string;
  text: string;
  confirm: string;
  pending: boolean;
  error: unknown;
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={props.title}>
      <Stack>
        <Text size="sm">{props.text}</Text>
        {props.error !== null && props.error !== undefined && <ErrorAlert error={props.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.onClose} data-autofocus>
            {t("common.cancel")}
          </Button>
          <Button onClick={props.onConfirm} loading={props.pending}>
            {props.confirm}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
