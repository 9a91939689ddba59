import { Alert, Button, Group, Stack, Text, Textarea } from "@mantine/core";
import { IconLockOpen } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useDropzone } from "react-dropzone";
import { useTranslation } from "react-i18next";
import { UNLOCK_TEXT_MAX_LENGTH } from "../../../../shared/api/revert.ts";
import type { Ended } from "../../../../shared/run-state.ts";
import type { Unlock, UnlockSigned } from "../../../../shared/unlock.ts";
import { serverNow } from "../../../lib/clock.ts";
import { formatDateTime } from "../../../lib/format.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { runQuery } from "../../../runs/run-query.ts";
import { Dialog } from "../../../ui/dialog.tsx";
import { ErrorAlert, ReportAlert } from "../../../ui/error-alert.tsx";
import { PasswordField } from "../../../ui/password-field.tsx";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { readPasted, unlockRun } from "../api/unlock-run.ts";
import classes from "./unlock-dialog.module.css";
import { unlockEffect } from "./unlock-effect.ts";

/** A mail with the unlock in it, and not a film that somebody has dropped. Bytes. */
const FILE_READ_BYTES = 64 * UNLOCK_TEXT_MAX_LENGTH;

interface Props {
  readonly state: Ended;
  readonly installation: string;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Support's text in, what it allows in plain words, the password: used once. */
export function UnlockDialog(props: Props) {
  const { t } = useTranslation();
  const { state, opened, onClose } = props;
  return (
    <Dialog opened={opened} onClose={onClose} title={t("unlock.dialog.title", { id: state.id })} size="lg">
      <UnlockForm {...props} />
    </Dialog>
  );
}

function UnlockForm({ state, installation, onClose }: Props) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [password, setPassword] = useState("");
  const reading = readPasted(text, state, { installation, now: serverNow() });
  const unlocking = useMutation({
    mutationFn: (unlock: Unlock) => unlockRun(state.id, unlock, password),
    async onSuccess() {
      onClose();
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: runQuery(state.id).queryKey, exact: true }),
        queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey }),
      ]);
    },
  });
  const change = (next: string): void => {
    setText(next);
    unlocking.reset();
  };
  const { getRootProps, getInputProps, open } = useDropzone({
    onDrop: ([file]) => void file?.slice(0, FILE_READ_BYTES).text().then(change),
    noClick: true,
    noKeyboard: true,
    multiple: false,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (reading.status === "readable") unlocking.mutate(reading.unlock);
      }}
    >
      <Stack>
        <Text size="sm">{t("unlock.dialog.text")}</Text>
        <div {...getRootProps({ role: "presentation" })}>
          <input
            {...getInputProps({
              hidden: true,
              "aria-label": t("unlock.dialog.choose"),
              style: { display: "none" },
            })}
          />
          <Textarea
            label={t("unlock.dialog.label")}
            value={text}
            onChange={(event) => change(event.currentTarget.value)}
            rows={7}
            classNames={{ input: classes.text ?? "" }}
            spellCheck={false}
            autoComplete="off"
            required
            data-autofocus
          />
          <Button variant="default" size="xs" mt="xs" onClick={open}>
            {t("unlock.dialog.choose")}
          </Button>
        </div>
        <div role="status">
          {reading.status === "readable" && <Allows signed={reading.unlock.signed} state={state} />}
          {reading.status === "refused" && (
            <ReportAlert report={reading.error}>
              <SupportContact />
            </ReportAlert>
          )}
        </div>
        <PasswordField
          label={t("common.password")}
          autoComplete="current-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          required
        />
        {unlocking.error !== null && (
          <ErrorAlert error={unlocking.error}>
            <SupportContact />
          </ErrorAlert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button
            type="submit"
            loading={unlocking.isPending}
            disabled={password === "" || reading.status !== "readable"}
          >
            {t("unlock.submit")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Allows({ signed, state }: { signed: UnlockSigned; state: Ended }) {
  const { t } = useTranslation();
  const { action, reference, expires } = signed;
  return (
    <Alert variant="outline" icon={<IconLockOpen aria-hidden />} title={t("unlock.dialog.allows")}>
      <Stack gap={4}>
        <Text size="sm" fw={650}>
          {t(`unlock.allows.${unlockEffect(state, action)}`)}
        </Text>
        {reference !== "" && <Text size="sm">{t("unlock.dialog.reference", { reference })}</Text>}
        <Text size="sm">{t("unlock.dialog.until", { date: formatDateTime(Date.parse(expires)) })}</Text>
      </Stack>
    </Alert>
  );
}
