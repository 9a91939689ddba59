import { Badge, Card, Group, Stack, Table, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ArchiveHead } from "../../../../shared/archive-head.ts";
import { archiveName } from "../../../../shared/version.ts";
import { formatBytes, formatDate, formatNumber } from "../../../lib/format.ts";

/** What the local archive says of itself while it is being sent. `fileSize` in bytes. */
export function HeadCard({ head, fileSize }: { head: ArchiveHead; fileSize: number }) {
  const { t } = useTranslation();
  const { manifest } = head;
  const rows = [
    ["platform", manifest.prefix],
    ["version", manifest.version],
    ["published", formatDate(manifest.publishedAt)],
    [
      "size",
      t("importing.head.sizes", {
        packed: formatBytes(t, fileSize),
        unpacked: formatBytes(t, head.payloadBytes),
      }),
    ],
    ["files", formatNumber(head.payloadFiles)],
    ["migrations", formatNumber(manifest.migrations.length)],
  ] as const;
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} size="h4">
            {archiveName(manifest.prefix, manifest.version)}
          </Title>
          <Badge variant="outline" color={manifest.channel === "stable" ? "petrol" : "orange"}>
            {t(`importing.review.channel.${manifest.channel}`)}
          </Badge>
        </Group>
        <Text size="sm">{t("importing.head.unverified")}</Text>
        <Table verticalSpacing={4} withRowBorders={false}>
          <Table.Tbody>
            {rows.map(([name, value]) => (
              <Table.Tr key={name}>
                <Table.Th scope="row" fw={400} w="40%">
                  {t(`importing.head.${name}`)}
                </Table.Th>
                <Table.Td>{value}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Stack>
    </Card>
  );
}
