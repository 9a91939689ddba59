import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type ErrorReport, reportOf } from "../../shared/errors.ts";
import { errorText } from "../../shared/i18n/error-text.ts";
import { trustStateOf } from "../../shared/trust-state.ts";
import { readableFacts } from "../lib/format.ts";
import { ServerUnreachable } from "../lib/http.ts";
import { TrustBadge } from "./trust-badge.tsx";

/** What happened and what to do, by code; with a way out. */
export function ErrorAlert({
  error,
  onRetry,
  children,
}: {
  error: unknown;
  onRetry?: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  if (error instanceof ServerUnreachable) {
    return (
      <Alert
        color="red"
        variant="outline"
        role="alert"
        icon={<IconAlertTriangle aria-hidden />}
        title={t("common.unreachable.title")}
      >
        <Stack gap="xs" align="start">
          <Text size="sm">{t("common.unreachable.action")}</Text>
          {onRetry && <RetryButton onRetry={onRetry} />}
          {children}
        </Stack>
      </Alert>
    );
  }
  return (
    <ReportAlert report={reportOf(error)}>
      {onRetry && <RetryButton onRetry={onRetry} />}
      {children}
    </ReportAlert>
  );
}

function RetryButton({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="default" size="xs" onClick={onRetry}>
      {t("common.retry")}
    </Button>
  );
}

export function ReportAlert({ report, children }: { report: ErrorReport; children?: ReactNode }) {
  const { t } = useTranslation();
  const trust = trustStateOf(report);
  const { title, action } = errorText(t, {
    code: report.code,
    facts: readableFacts(t, report.code, report.facts),
  });
  return (
    <Alert
      color="red"
      variant="outline"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={title}
      styles={{ title: { whiteSpace: "pre-line" } }}
    >
      <Stack gap="xs">
        {trust !== null && <TrustBadge state={trust} facts={report.facts} />}
        <Text size="sm">{action}</Text>
        <Group justify="space-between" align="end">
          <Group gap="xs">{children}</Group>
          <Text size="xs" c="dimmed">
            {t("common.code", { code: report.code })}
          </Text>
        </Group>
      </Stack>
    </Alert>
  );
}
