import { Button, Card, Group, Table, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconRefresh } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { RunFollow } from "../../../../shared/api/follow.ts";
import type { Check } from "../../../../shared/plan.ts";
import { formatBytes, formatNumber } from "../../../lib/format.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { runQuery } from "../../../runs/run-query.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { WideTable } from "../../../ui/wide-table.tsx";
import { measureRun } from "../api/run-requests.ts";

const OUTCOMES = {
  ok: { Icon: IconCircleCheck, color: "var(--mantine-color-green-text)" },
  warning: { Icon: IconAlertTriangle, color: "var(--mantine-color-orange-text)" },
  blocking: { Icon: IconCircleX, color: "var(--mantine-color-red-text)" },
} as const;

function valueText(t: TFunction, unit: Check["unit"], value: number | string | null): string {
  if (value === null) return "—";
  if (typeof value === "string") return value;
  if (unit === "bytes") return formatBytes(t, value);
  return unit === "percent"
    ? t("importing.checks.percent", { value: formatNumber(value) })
    : formatNumber(value);
}

function nameText(t: TFunction, { id, subject }: Check): string {
  return t(`importing.checks.name.${id}`, { subject: subject ?? "" });
}

export function ChecksCard({ runId, checks }: { runId: string; checks: readonly Check[] }) {
  const { t } = useTranslation();
  const again = useMutation({
    mutationFn: () => measureRun(runId),
    onSuccess: (state) =>
      queryClient.setQueryData(
        runQuery(runId).queryKey,
        (follow: RunFollow | undefined) => follow && { ...follow, state },
      ),
  });
  const columns = ["check", "outcome", "measured", "required", "recommended", "remedy"] as const;
  return (
    <Card withBorder>
      <Group justify="space-between" mb="xs">
        <Title order={2} size="h4">
          {t("importing.checks.title")}
        </Title>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={again.isPending}
          onClick={() => again.mutate()}
        >
          {t("importing.checks.again")}
        </Button>
      </Group>
      {again.error && <ErrorAlert error={again.error} />}
      <WideTable label={t("importing.checks.title")} minWidth={720}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{t(`importing.checks.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {checks.map((check) => (
            <CheckRow key={`${check.id} ${check.subject} ${check.measured}`} check={check} />
          ))}
        </Table.Tbody>
      </WideTable>
    </Card>
  );
}

function CheckRow({ check }: { check: Check }) {
  const { t } = useTranslation();
  const { Icon, color } = OUTCOMES[check.outcome];
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {nameText(t, check)}
      </Table.Th>
      <Table.Td>
        <Group gap={6} wrap="nowrap">
          <Icon size={20} color={color} aria-hidden />
          <Text size="sm" fw={check.outcome === "ok" ? 400 : 650}>
            {t(`importing.checks.${check.outcome}`)}
          </Text>
        </Group>
      </Table.Td>
      <Table.Td>{valueText(t, check.unit, check.measured)}</Table.Td>
      <Table.Td>{valueText(t, check.unit, check.required)}</Table.Td>
      <Table.Td>{valueText(t, check.unit, check.recommended)}</Table.Td>
      <Table.Td>{check.outcome === "ok" ? "—" : t(`importing.checks.remedies.${check.id}`)}</Table.Td>
    </Table.Tr>
  );
}
