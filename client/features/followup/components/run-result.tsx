import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { errorText } from "../../../../shared/i18n/error-text.ts";
import { type Ended, isUnlockable, type RunState } from "../../../../shared/run-state.ts";
import { targetOf } from "../../../../shared/run-target.ts";
import { datasetOf } from "../../../../shared/version.ts";
import { formatDateTime, readableFacts } from "../../../lib/format.ts";
import { usePermission } from "../../../lib/session-query.ts";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { unlockEffect } from "../api/unlock-effect.ts";

const LOOKS = {
  succeeded: { color: "green", Icon: IconCircleCheck },
  "rolled-back": { color: "orange", Icon: IconAlertTriangle },
  intervention: { color: "red", Icon: IconAlertTriangle },
  accepted: { color: "orange", Icon: IconAlertTriangle },
  refused: { color: "gray", Icon: IconInfoCircle },
  cancelled: { color: "gray", Icon: IconInfoCircle },
} as const;

/** How it ended, why, what is safe now, and whom to call. */
export function RunResult({ state }: { state: RunState }) {
  return <div role="status">{state.phase === "ended" && <Result state={state} />}</div>;
}

function Result({ state }: { state: Ended }) {
  const { t } = useTranslation();
  const mayStart = usePermission("run:start");
  const { color, Icon } = LOOKS[state.outcome];
  const cause = state.error && errorText(t, { code: state.error.code, facts: readableFacts(t, state.error.code, state.error.facts) });
  const untouched = state.outcome === "rolled-back" && state.steps.mask.status === "pending";
  const returns = state.kind === "return";
  const sentence = sentenceOf(t, state, untouched ? "unmasked" : state.outcome);
  return (
    <Alert color={color} variant="outline" icon={<Icon aria-hidden />} title={sentence}>
      <Stack gap="xs">
        {cause && (
          <Text size="sm">
            <strong>{cause.title}</strong> {cause.action}
          </Text>
        )}
        {state.locked && (
          <Text size="sm" fw={650}>
            {t(returns ? "followup.returnEnded.locked" : "followup.ended.locked", { id: state.id })}
          </Text>
        )}
        {state.outcome === "succeeded" && state.cancelRequestedBy !== null && (
          <Text size="sm">{t("followup.ended.tooLate", { by: state.cancelRequestedBy.name })}</Text>
        )}
        {state.unlocked !== null && <Unlocked state={state} unlocked={state.unlocked} />}
        <Group justify="space-between">
          {state.outcome === "succeeded" || isUnlockable(state, "retry") ? <span /> : <SupportContact />}
          {mayStart && state.outcome !== "intervention" && (
            <Button component={Link} to="/mises-a-jour/import" variant="default" size="xs">
              {t(returns ? "followup.returnEnded.import" : "followup.ended.newImport")}
            </Button>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}

function sentenceOf(t: TFunction, state: Ended, outcome: Ended["outcome"] | "unmasked"): string {
  const { way, version } = targetOf(state);
  const facts = { version, from: state.from };
  if (way === "update" && outcome === "succeeded" && datasetOf(version) !== null) return t("followup.ended.succeededData", facts);
  if (way === "update") return t(`followup.ended.${outcome}`, facts);
  if (outcome === "succeeded")
    return way === "return" ? t("followup.returnEnded.succeeded", facts) : t("followup.returnEnded.succeededData", facts);
  if (outcome === "rolled-back" || outcome === "unmasked") return t(`followup.returnEnded.${outcome}`, facts);
  return t(`followup.ended.${outcome}`, facts);
}

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
