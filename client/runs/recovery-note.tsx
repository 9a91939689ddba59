import { Alert, Anchor, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconHistory } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Recovery, RunState } from "../../shared/run-state.ts";
import { formatDateTime } from "../lib/format.ts";
import { paths } from "../paths.ts";
import { SupportContact } from "../ui/support-contact.tsx";
import { FoundWorld } from "./found-world.tsx";
import { endSentence } from "./run-words.ts";
import { safeAfter, whatIsSafe } from "./what-is-safe.ts";

interface Props {
  readonly recovery: Recovery;
  readonly state: RunState;
  /** On the first page: also says how the run ended, and links to it. On the run's own page the result says that. */
  readonly away: boolean;
}

/** The operation was found interrupted: where, what was found, what was decided, why, and what is sure. */
export function RecoveryNote({ recovery, state, away }: Props) {
  const { t } = useTranslation();
  const ended = state.phase === "ended" ? state : null;
  const { decision, reason, step, at, world } = recovery;
  const safe = ended === null ? whatIsSafe(recovery, state) : away ? safeAfter(ended) : null;
  // What was found then may have changed since: the first page shows it only while the run is active, or for support to look at.
  const found = ended === null ? world : away ? ended.world : ended.world === null ? world : null;
  const allowed =
    reason === "support-retries" || reason === "support-goes-back" || reason === "support-accepts";
  const stopped =
    step === null
      ? t("recovery.interruptedBetween")
      : t("recovery.interrupted", { step: t(`steps.${step}.name`) });
  // Who works with the platform was not interrupted over it.
  const left = decision === "give-up" && ended !== null && ended.outcome !== "intervention";
  const decided = t(left ? "recovery.decision.leave" : `recovery.decision.${decision}`);
  const facts = { date: formatDateTime(at), decision: decided, reason: t(`recovery.reason.${reason}`) };
  const grave = decision === "give-up" && !left;
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
        {away && ended !== null && (
          <Text size="sm">{t("recovery.since", { result: endSentence(t, ended) })}</Text>
        )}
        {safe !== null && (
          <Text size="sm" fw={650}>
            {t("recovery.sure", { safe: t(`recovery.safe.${safe}`) })}
          </Text>
        )}
        {found !== null && <FoundWorld world={found} />}
        {away && ended?.locked && ended.outcome !== "intervention" && (
          <Text size="sm" fw={650}>
            {t(ended.kind === "revert" ? "followup.revertEnded.locked" : "followup.ended.locked", {
              id: ended.id,
            })}
          </Text>
        )}
        {away && (
          <Group justify="space-between">
            {ended?.locked && ended.outcome !== "intervention" ? <SupportContact /> : <span />}
            <Anchor component={Link} to={paths.run(state.id)} size="sm" underline="always">
              {t("recovery.see", { id: state.id })}
            </Anchor>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
