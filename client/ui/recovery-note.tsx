import { Alert, Anchor, List, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconHistory } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { World } from "../../shared/journal.ts";
import type { Recovery, RunState } from "../../shared/run-state.ts";
import { formatDateTime } from "../lib/format.ts";
import { whatIsSafe } from "../lib/what-is-safe.ts";

/** The operation was found interrupted: where, what was decided, why, and what is sure. `runId` leads to its page; null on that page, which says all that was found. */
export function RecoveryNote({ recovery, state, runId }: { recovery: Recovery; state: RunState; runId: string | null }) {
  const { t } = useTranslation();
  const safe = whatIsSafe(recovery, state);
  const { decision, reason, step, at, world } = recovery;
  const allowed = reason === "support-retries" || reason === "support-goes-back" || reason === "support-accepts";
  const stopped = step === null ? t("recovery.interruptedBetween") : t("recovery.interrupted", { step: t(`steps.${step}.name`) });
  const facts = { date: formatDateTime(at), decision: t(`recovery.decision.${decision}`), reason: t(`recovery.reason.${reason}`) };
  const grave = decision === "give-up";
  const Icon = grave ? IconAlertTriangle : IconHistory;
  return (
    <Alert
      color={grave ? "red" : "orange"}
      variant="outline"
      icon={<Icon aria-hidden />}
      title={allowed ? t("recovery.supportAllowed") : stopped}
    >
      <Stack gap="xs">
        <Text size="sm">{allowed ? t("recovery.decidedThen", facts) : t("recovery.decided", facts)}</Text>
        {safe !== null && (
          <Text size="sm" fw={650}>
            {t("recovery.sure", { safe: t(`recovery.safe.${safe}`) })}
          </Text>
        )}
        {runId === null && world !== null && <Found world={world} />}
        {runId !== null && (
          <Anchor component={Link} to={`/mises-a-jour/suivi/${runId}`} size="sm" underline="always">
            {t("recovery.see", { id: runId })}
          </Anchor>
        )}
      </Stack>
    </Alert>
  );
}

function Found({ world }: { world: World }) {
  const { t } = useTranslation();
  const { release, complete, masked, restorePoint, backup, services } = world;
  const inPlace = release === null ? null : { version: release };
  return (
    <div>
      <Text size="sm">{t("recovery.found.title")}</Text>
      <List size="sm">
        <List.Item>
          {inPlace === null
            ? t("recovery.found.releaseNone")
            : complete
              ? t("recovery.found.release", inPlace)
              : t("recovery.found.releaseIncomplete", inPlace)}
        </List.Item>
        <List.Item>{masked ? t("recovery.found.masked") : t("recovery.found.unmasked")}</List.Item>
        <List.Item>{t(`recovery.found.restorePoint.${restorePoint}`)}</List.Item>
        <List.Item>{t(`recovery.found.backup.${backup}`)}</List.Item>
        {services.map(({ name, running }) => (
          <List.Item key={name}>{running ? t("recovery.found.running", { name }) : t("recovery.found.stopped", { name })}</List.Item>
        ))}
      </List>
    </div>
  );
}
