import { Alert, Button, Stack, Text, Textarea } from "@mantine/core";
import { IconLockOpen } from "@tabler/icons-react";
import { useState } from "react";
import { useDropzone } from "react-dropzone";
import { useTranslation } from "react-i18next";
import { UNLOCK_TEXT_MAX_LENGTH } from "../../../../shared/api/revert.ts";
import type { Ended } from "../../../../shared/run-state.ts";
import type { UnlockSigned } from "../../../../shared/unlock.ts";
import { serverNow } from "../../../lib/clock.ts";
import { formatDateTime } from "../../../lib/format.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { runKey } from "../../../runs/run-query.ts";
import { ReportAlert } from "../../../ui/error-alert.tsx";
import { PasswordDialog } from "../../../ui/password-dialog.tsx";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { usePasswordAction } from "../../../ui/use-password-action.ts";
import { readPasted, unlockRun } from "../api/unlock-run.ts";
import classes from "./unlock-button.module.css";
import { unlockEffect } from "./unlock-effect.ts";

/** Enough for a mail that contains the unlock; bounds what a large file dropped by mistake costs. Bytes. */
const FILE_READ_BYTES = 64 * UNLOCK_TEXT_MAX_LENGTH;

/** Opens the dialog that takes support's text, shows in plain words what it allows, and asks for the password. */
export function UnlockButton({ state, installation }: { state: Ended; installation: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const reading = readPasted(text, state, { installation, now: serverNow() });
  const unlocking = usePasswordAction({
    run: async (password) => {
      if (reading.status !== "readable") throw new Error("an unlock that cannot be read was confirmed");
      await unlockRun(state.id, reading.unlock, password);
    },
    async onSuccess(_, close) {
      close();
      await Promise.all([
        queryClient.invalidateQueries({ queryKey: runKey(state.id), exact: true }),
        queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey }),
      ]);
    },
  });
  return (
    <>
      <Button
        onClick={() => {
          setText("");
          unlocking.ask();
        }}
      >
        {t("unlock.submit")}
      </Button>
      <PasswordDialog
        {...unlocking.dialog}
        title={t("unlock.dialog.title", { id: state.id })}
        text={t("unlock.dialog.text")}
        confirm={t("unlock.submit")}
        size="lg"
        ready={reading.status === "readable"}
        help={<SupportContact />}
      >
        <UnlockText
          text={text}
          onChange={(next) => {
            setText(next);
            unlocking.clearError();
          }}
        />
        <div role="status">
          {reading.status === "readable" && <Allows signed={reading.unlock.signed} state={state} />}
          {reading.status === "refused" && (
            <ReportAlert report={reading.error}>
              <SupportContact />
            </ReportAlert>
          )}
        </div>
      </PasswordDialog>
    </>
  );
}

/** Support's text: pasted, dropped as a file or chosen. Part of the open dialog only: a dropzone hears the whole page. */
function UnlockText({ text, onChange }: { text: string; onChange: (next: string) => void }) {
  const { t } = useTranslation();
  const { getRootProps, getInputProps, open } = useDropzone({
    onDrop: ([file]) => void file?.slice(0, FILE_READ_BYTES).text().then(onChange),
    noClick: true,
    noKeyboard: true,
    multiple: false,
  });
  return (
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
        onChange={(event) => onChange(event.currentTarget.value)}
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
