import { Button, Card, Checkbox, Group, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import type { ArchiveDetail } from "../../../../shared/api/import.ts";
import type { RunState } from "../../../../shared/run-state.ts";
import { currentLanguage } from "../../../lib/language.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { paths } from "../../../paths.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { PasswordDialog } from "../../../ui/password-dialog.tsx";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { usePasswordAction } from "../../../ui/use-password-action.ts";
import { startRun } from "../api/run-requests.ts";

/** The important information with its two boxes, and the button that starts. */
export function ConsentCard({ state, detail }: { state: RunState; detail: ArchiveDetail }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [noticeRead, setNoticeRead] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const [warningsAccepted, setWarningsAccepted] = useState(false);
  const blocked = state.checks.some((check) => check.outcome === "blocking");
  const warned = state.checks.some((check) => check.outcome === "warning");
  const ticked = noticeRead && agreed && (warningsAccepted || !warned);
  const to = state.plan?.to ?? "";
  const starting = usePasswordAction({
    run: (password) => startRun(state.id, { noticeRead, agreed, warningsAccepted, password }),
    onSuccess: async () => {
      void queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey });
      await navigate(paths.run(state.id));
    },
  });
  const reason = blocked ? t("importing.start.blocked") : ticked ? null : t("importing.start.missing");
  return (
    <Card withBorder>
      <Stack>
        <Title order={2} size="h4">
          {t("importing.information.title")}
        </Title>
        {detail.importantInformation.map((information) => (
          <Text key={information.fr} style={{ whiteSpace: "pre-line" }}>
            {information[currentLanguage()]}
          </Text>
        ))}
        <Checkbox
          label={t("importing.information.noticeRead")}
          checked={noticeRead}
          onChange={(event) => setNoticeRead(event.currentTarget.checked)}
        />
        <Checkbox
          label={t("importing.information.agreed")}
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
        {warned && (
          <Checkbox
            label={t("importing.information.warnings")}
            checked={warningsAccepted}
            onChange={(event) => setWarningsAccepted(event.currentTarget.checked)}
          />
        )}
        <SupportContact />
        <Group justify="flex-end">
          <Text size="sm" id="start-reason">
            {reason ?? t("importing.start.says")}
          </Text>
          <Button size="md" disabled={reason !== null} aria-describedby="start-reason" onClick={starting.ask}>
            {t("importing.start.submit")}
          </Button>
        </Group>
      </Stack>
      <PasswordDialog
        {...starting.dialog}
        title={t("importing.start.dialog", { to })}
        text={t("importing.start.dialogText")}
        confirm={t("importing.start.confirm")}
      />
    </Card>
  );
}
