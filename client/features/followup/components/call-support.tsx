import { Button, Card, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Ended } from "../../../../shared/run-state.ts";
import { copyText } from "../../../lib/copy-text.ts";
import { usePermission } from "../../../lib/session-query.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { SupportContact } from "../../../ui/support-contact.tsx";
import classes from "./call-support.module.css";
import { UnlockButton } from "./unlock-button.tsx";

/** Nothing can be done here alone: whom to call, what to read out, and where support's answer is pasted. */
export function CallSupport({ state }: { state: Ended }) {
  const { t } = useTranslation();
  const mayUnlock = usePermission("archive:unlock");
  const { data: overview } = useQuery(overviewQuery);
  return (
    <Card withBorder component="section" aria-labelledby="call-support">
      <Stack>
        <Group justify="space-between">
          <Title order={2} size="h4" id="call-support">
            {t("unlock.title")}
          </Title>
          <SupportContact />
        </Group>
        <Text size="sm">{t("unlock.explain")}</Text>
        <Group gap="xl" align="end">
          {overview && (
            <ReadOut
              label={t("unlock.installation")}
              value={overview.installation}
              copy={t("unlock.copyInstallation")}
            />
          )}
          <ReadOut label={t("unlock.run")} value={state.id} copy={t("unlock.copyRun")} />
        </Group>
        {mayUnlock && overview ? (
          <Group>
            <UnlockButton state={state} installation={overview.installation} />
          </Group>
        ) : (
          <Text size="sm">{t("unlock.mayNot")}</Text>
        )}
      </Stack>
    </Card>
  );
}

/** Read out on the telephone, character by character. */
function ReadOut({ label, value, copy }: { label: string; value: string; copy: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <div>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Group gap="sm">
        <span className={classes.readOut}>{value}</span>
        <Button
          variant="default"
          size="compact-sm"
          aria-label={copy}
          onClick={() => void copyText(value).then(setCopied)}
        >
          <span aria-live="polite">{t(copied ? "common.copied" : "common.copy")}</span>
        </Button>
      </Group>
    </div>
  );
}
