import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RunState } from "../../../../shared/run-state.ts";
import { useServerNow } from "../../../lib/clock.ts";
import { formatDateTime, formatDuration } from "../../../lib/format.ts";
import { usePermission } from "../../../lib/session-query.ts";
import { PageTitle } from "../../../ui/page-title.tsx";
import { PasswordDialog } from "../../../ui/password-dialog.tsx";
import { cancelRun } from "../api/cancel-run.ts";
import { StateBadge } from "./state-badge.tsx";

export function RunHeader({ state }: { state: RunState }) {
  const { t } = useTranslation();
  const mayStart = usePermission("run:start");
  const version = state.archive?.version ?? state.fileName;
  const open = state.phase !== "ended";
  const now = useServerNow(open);
  const startedAt = "startedAt" in state ? state.startedAt : null;
  const elapsed = startedAt === null ? null : (state.phase === "ended" ? state.endedAt : now) - startedAt;
  return (
    <Stack gap="xs">
      <Group justify="space-between" align="start">
        <Group gap="md">
          <PageTitle>{t("followup.run.title", { version })}</PageTitle>
          <span role="status">
            <StateBadge state={state} />
          </span>
        </Group>
        {state.phase === "running" && <CancelButton state={state} />}
        {state.phase === "reviewing" && mayStart && (
          <Button component={Link} to="/mises-a-jour/import">
            {t("followup.run.review")}
          </Button>
        )}
      </Group>
      <Group gap="lg">
        {state.archive && <Text fw={600}>{t("followup.run.fromTo", { from: state.from, to: state.archive.version })}</Text>}
        {elapsed !== null && <Text>{t("followup.run.elapsed", { duration: formatDuration(t, elapsed) })}</Text>}
      </Group>
      <Group gap="lg" style={{ rowGap: 4 }}>
        <Text size="sm">{t("followup.run.openedBy", { by: state.openedBy.name, date: formatDateTime(state.openedAt) })}</Text>
        {state.consent && (
          <Text size="sm">{t("followup.run.consentedBy", { by: state.consent.by.name, date: formatDateTime(state.consent.at) })}</Text>
        )}
        <Text size="sm" c="dimmed">
          {t("followup.run.number", { id: state.id })}
        </Text>
      </Group>
      {open && startedAt !== null && (
        <Text size="sm" c="dimmed">
          {t("followup.run.pageMayClose")}
        </Text>
      )}
      {open && state.cancelRequestedBy && (
        <Alert color="orange" variant="outline">
          {t("followup.run.cancelling", { by: state.cancelRequestedBy.name })}
        </Alert>
      )}
    </Stack>
  );
}

function CancelButton({ state }: { state: RunState }) {
  const { t } = useTranslation();
  const allowed = usePermission("run:cancel");
  const [asking, setAsking] = useState(false);
  const version = state.archive?.version ?? "";
  const cancelling = useMutation({ mutationFn: (password: string) => cancelRun(state.id, password), onSuccess: () => setAsking(false) });
  if (!allowed || state.cancelRequestedBy !== null) return null;
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t("followup.run.cancel")}
      </Button>
      <PasswordDialog
        opened={asking}
        title={t("followup.run.cancelDialog", { version })}
        text={t("followup.run.cancelText")}
        confirm={t("followup.run.cancel")}
        danger
        pending={cancelling.isPending}
        error={cancelling.error}
        onConfirm={(password) => cancelling.mutate(password)}
        onClose={() => {
          setAsking(false);
          cancelling.reset();
        }}
      />
    </>
  );
}
