import { Card, Group, Stack, Table, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Budget } from "../../../../shared/api/import.ts";
import { formatBytes } from "../../../lib/format.ts";
import classes from "./budget-card.module.css";

/** The space that this update needs at its worst, by file system, against what is free. */
export function BudgetCard({ budget }: { budget: Budget }) {
  const { t } = useTranslation();
  return (
    <Card withBorder>
      <Stack>
        <Title order={2} size="h4">
          {t("importing.budget.title")}
        </Title>
        {budget.fileSystems.map((fileSystem) => (
          <FileSystem key={fileSystem.mountPoint} fileSystem={fileSystem} />
        ))}
      </Stack>
    </Card>
  );
}

function FileSystem({ fileSystem }: { fileSystem: Budget["fileSystems"][number] }) {
  const { t } = useTranslation();
  const { mountPoint, free, needed, lines } = fileSystem;
  const enough = free >= needed;
  const Icon = enough ? IconCircleCheck : IconAlertTriangle;
  return (
    <Table verticalSpacing={4} captionSide="top" className={classes.budget}>
      <Table.Caption ta="left" c="var(--mantine-color-text)">
        {t("importing.budget.on", { place: mountPoint })}
      </Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("importing.budget.use")}</Table.Th>
          <Table.Th ta="right">{t("importing.budget.bytes")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines
          .filter(({ bytes }) => bytes > 0)
          .map(({ purpose, bytes }) => (
            <Table.Tr key={purpose}>
              <Table.Th scope="row" fw={400}>
                {t(`importing.budget.purpose.${purpose}`)}
              </Table.Th>
              <Table.Td ta="right">{formatBytes(t, bytes)}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
      <Table.Tfoot>
        <Table.Tr>
          <Table.Th scope="row">
            <Group gap={6} wrap="nowrap" align="start">
              <Icon
                size={16}
                aria-hidden
                className={classes.lineIcon}
                color={`var(--mantine-color-${enough ? "green" : "red"}-text)`}
              />
              {t(enough ? "importing.budget.enough" : "importing.budget.short")}
            </Group>
          </Table.Th>
          <Table.Td ta="right">
            <Text size="sm" fw={600}>
              {t("importing.budget.sum", { needed: formatBytes(t, needed), free: formatBytes(t, free) })}
            </Text>
          </Table.Td>
        </Table.Tr>
      </Table.Tfoot>
    </Table>
  );
}
