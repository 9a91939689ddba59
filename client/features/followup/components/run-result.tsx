import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { ErrorReport } from "../../../../shared/errors.ts";
import { errorText } from "../../../../shared/i18n/error-text.ts";
import { type Ended, isUnlockable, type RunState } from "../../../../shared/run-state.ts";
import { formatDateTime, readableFacts } from "../../../lib/format.ts";
import { usePermission } from "../../../lib/session-query.ts";
import { paths } from "../../../paths.ts";
import { FoundWorld } from "../../../runs/found-world.tsx";
import { endSentence } from "../../../runs/run-words.ts";
import { safeAfter } from "../../../runs/what-is-safe.ts";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { unlockEffect } from "./unlock-effect.ts";

const LOOKS = {
  succeeded: { color: "green", Icon: IconCircleCheck },
  "rolled-back": { color: "orange", Icon: IconAlertTriangle },
  intervention: { color: "red", Icon: IconAlertTriangle },
  accepted: { color: "orange", Icon: IconAlertTriangle },
  refused: { color: "gray", Icon: IconInfoCircle },
  cancelled: { color: "gray", Icon: IconInfoCircle },
} as const;

/** How it ended, why, where a human is called what was found and what is safe, and whom to call. */
export function RunResult({ state }: { state: RunState }) {
  return <div role="status">{state.phase === "ended" && <Result state={state} />}</div>;
}

function Result({ state }: { state: Ended }) {
  const { t } = useTranslation();
  const mayStart = usePermission("run:start");
  const { color, Icon } = LOOKS[state.outcome];
  const returns = state.kind === "revert";
  const safe = safeAfter(state);
  const why = whyFirst(state);
  return (
    <Alert color={color} variant="outline" icon={<Icon aria-hidden />} title={endSentence(t, state)}>
      <Stack gap="xs">
        {state.error !== null && (
          <Text size="sm">
            <strong>{textOf(t, state.error).title}</strong> {textOf(t, state.error).action}
          </Text>
        )}
        {why !== null && <Text size="sm">{t("followup.ended.why", { cause: textOf(t, why).title })}</Text>}
        {safe !== null && (
          <Text size="sm" fw={650}>
            {t("recovery.sure", { safe: t(`recovery.safe.${safe}`) })}
          </Text>
        )}
        {state.world !== null && <FoundWorld world={state.world} />}
        {state.locked && (
          <Text size="sm" fw={650}>
            {t(returns ? "followup.revertEnded.locked" : "followup.ended.locked", { id: state.id })}
          </Text>
        )}
        {state.outcome === "succeeded" && state.cancelRequestedBy !== null && (
          <Text size="sm">{t("followup.ended.tooLate", { by: state.cancelRequestedBy.name })}</Text>
        )}
        {state.unlocked !== null && <Unlocked state={state} unlocked={state.unlocked} />}
        <Group justify="space-between">
          {state.outcome === "succeeded" || isUnlockable(state, "retry") ? <span /> : <SupportContact />}
          {mayStart && state.outcome !== "intervention" && (
            <Button component={Link} to={paths.import} variant="default" size="xs">
              {t(returns ? "followup.revertEnded.import" : "followup.ended.newImport")}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

const textOf = (t: TFunction, { code, facts }: ErrorReport) =>
  errorText(t, { code, facts: readableFacts(t, code, facts) });

/** Why the run was rolled back, where the result shows only why the rollback did not complete. */
const whyFirst = ({ outcome, cause }: Ended): ErrorReport | null =>
  outcome === "intervention" || outcome === "accepted" ? cause : null;

/** What support has allowed for this run, and who brought it. */
function Unlocked({ state, unlocked }: { state: Ended; unlocked: NonNullable<Ended["unlocked"]> }) {
  const { t } = useTranslation();
  const { by, at, action, reference } = unlocked;
  const again = !state.locked && state.outcome === "rolled-back";
  return (
    <Text size="sm">
      {t("unlock.done", { by: by.name, date: formatDateTime(at), action: t(`unlock.action.${action}`) })}{" "}
      {reference !== "" && t("unlock.dialog.reference", { reference })}{" "}
      {again && <strong>{t(`unlock.allows.${unlockEffect(state, action)}`)}</strong>}
    </Text>
  );
}
