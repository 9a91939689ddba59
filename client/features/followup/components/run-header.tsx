import { Alert, Anchor, Button, Group, List, Stack, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { LossWords } from "../../../../shared/i18n/loss-words.ts";
import type { Losses } from "../../../../shared/journal.ts";
import type { RunState } from "../../../../shared/run-state.ts";
import { targetOf } from "../../../../shared/run-target.ts";
import { useServerNow } from "../../../lib/clock.ts";
import { formatDateTime, formatDuration } from "../../../lib/format.ts";
import { currentLanguage } from "../../../lib/language.ts";
import { usePermission } from "../../../lib/session-query.ts";
import { paths } from "../../../paths.ts";
import { passage, runTitle } from "../../../runs/run-words.ts";
import { PageTitle } from "../../../ui/page-title.tsx";
import { PasswordDialog } from "../../../ui/password-dialog.tsx";
import { usePasswordAction } from "../../../ui/use-password-action.ts";
import { cancelRun } from "../api/cancel-run.ts";
import { StateBadge } from "./state-badge.tsx";

export function RunHeader({ state }: { state: RunState }) {
  const { t } = useTranslation();
  const mayStart = usePermission("run:start");
  const to = passage(state);
  const returns = state.kind === "revert";
  const open = state.phase !== "ended";
  const now = useServerNow(open);
  const startedAt = "startedAt" in state ? state.startedAt : null;
  const elapsed = startedAt === null ? null : (state.phase === "ended" ? state.endedAt : now) - startedAt;
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="start">
        <Group gap="md">
          <PageTitle>{runTitle(t, state)}</PageTitle>
          <span role="status">
            <StateBadge state={state} />
          </span>
        </Group>
        {state.phase === "running" && <CancelButton state={state} />}
        {state.phase === "reviewing" && mayStart && (
          <Button component={Link} to={paths.import}>
            {t("followup.run.review")}
          </Button>
        )}
      </Group>
      <Group gap="lg">
        {to && <Text fw={600}>{t("followup.run.fromTo", to)}</Text>}
        {elapsed !== null && (
          <Text>{t("followup.run.elapsed", { duration: formatDuration(t, elapsed) })}</Text>
        )}
      </Group>
      <Group gap="lg" style={{ rowGap: 4 }}>
        <Text size="sm">
          {t(returns ? "followup.revertRun.askedBy" : "followup.run.openedBy", {
            by: state.openedBy.name,
            date: formatDateTime(state.openedAt),
          })}
        </Text>
        {state.consent && !returns && (
          <Text size="sm">
            {t("followup.run.consentedBy", {
              by: state.consent.by.name,
              date: formatDateTime(state.consent.at),
            })}
          </Text>
        )}
        <Text size="sm" c="dimmed">
          {t("followup.run.number", { id: state.id })}
        </Text>
      </Group>
      {state.consent?.losses && <AcceptedLosses state={state} losses={state.consent.losses} />}
      {open && startedAt !== null && (
        <Text size="sm" c="dimmed">
          {t(returns ? "followup.revertRun.pageMayClose" : "followup.run.pageMayClose")}
        </Text>
      )}
      {state.phase === "running" && state.cancelRequestedBy && (
        <Alert color="orange" variant="outline">
          {t(returns ? "followup.revertRun.cancelling" : "followup.run.cancelling", {
            by: state.cancelRequestedBy.name,
          })}
        </Alert>
      )}
    </Stack>
  );
}

/** The losses that the administrator accepted when they started the revert: the sum, and on request table by table. */
function AcceptedLosses({ state, losses }: { state: RunState; losses: Losses }) {
  const { t } = useTranslation();
  const words = new LossWords(t, currentLanguage());
  const total = words.total(losses);
  return (
    <Group gap="lg" align="start" style={{ rowGap: 4 }}>
      {total === null ? (
        <Text size="sm">{t("followup.revertRun.acceptedNone")}</Text>
      ) : (
        <details>
          <Text component="summary" size="sm">
            {t("followup.revertRun.accepted", { losses: total })}
          </Text>
          <List size="sm">
            {words.sentences(losses).map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        </details>
      )}
      {state.reverts !== null && (
        <Anchor component={Link} to={paths.run(state.reverts)} size="sm" underline="always">
          {t("followup.revertRun.undone")}
        </Anchor>
      )}
    </Group>
  );
}

function CancelButton({ state }: { state: RunState }) {
  const { t } = useTranslation();
  const allowed = usePermission("run:cancel");
  const words = state.kind === "revert" ? "revertRun" : "run";
  const { version } = targetOf(state);
  const cancelling = usePasswordAction({
    run: (password) => cancelRun(state.id, password),
    onSuccess: (_, close) => close(),
  });
  if (!allowed || state.cancelRequestedBy !== null) return null;
  return (
    <>
      <Button variant="default" onClick={cancelling.ask}>
        {t(`followup.${words}.cancel`)}
      </Button>
      <PasswordDialog
        {...cancelling.dialog}
        title={t(`followup.${words}.cancelDialog`, { version })}
        text={t(`followup.${words}.cancelText`)}
        confirm={t(`followup.${words}.cancelConfirm`, { version: state.from })}
        cancel={t(`followup.${words}.carryOn`)}
        danger
      />
    </>
  );
}
