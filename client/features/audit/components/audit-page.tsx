import { Anchor, Badge, Button, Card, Center, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { AuditEntry } from "../../../../shared/api/audit.ts";
import { formatDateTime } from "../../../lib/format.ts";
import { paths } from "../../../paths.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { WideTable } from "../../../ui/wide-table.tsx";
import { auditQuery } from "../api/audit-query.ts";
import { readableAuditFacts } from "./audit-facts.ts";

export function AuditPage() {
  const { t } = useTranslation();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } =
    useInfiniteQuery(auditQuery);
  if (data === undefined)
    return error ? <ErrorAlert error={error} onRetry={() => void refetch()} /> : <Loading />;
  const entries = data.pages.flatMap((page) => page.entries);
  return (
    <Stack maw={1100}>
      <div>
        <PageTitle>{t("accounts.audit.title")}</PageTitle>
        <Text c="dimmed">{t("accounts.audit.intro")}</Text>
      </div>
      <Card withBorder padding={0}>
        {entries.length === 0 ? (
          <Text p="xl">{t("accounts.audit.empty")}</Text>
        ) : (
          <Entries entries={entries} />
        )}
      </Card>
      {hasNextPage && (
        <Center>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("common.loadMore")}
          </Button>
        </Center>
      )}
    </Stack>
  );
}

/** A run leads to its page; anything else is said. */
function Facts({ facts }: { facts: AuditEntry["facts"] }) {
  const { t } = useTranslation();
  const readable = readableAuditFacts(t, facts);
  if (readable.length === 0) return "—";
  return readable.map(({ name, label, text }) => (
    <Text key={name} size="sm">
      {t("accounts.audit.labelled", { label })}{" "}
      {name === "run" ? (
        <Anchor component={Link} to={paths.run(text)} size="sm" underline="always">
          {text}
        </Anchor>
      ) : (
        text
      )}
    </Text>
  ));
}

function Entries({ entries }: { entries: readonly AuditEntry[] }) {
  const { t } = useTranslation();
  return (
    <WideTable label={t("accounts.audit.title")} minWidth={760}>
      <Table.Thead>
        <Table.Tr>
          {(["when", "who", "what", "outcome", "detail", "address"] as const).map((column) => (
            <Table.Th key={column}>{t(`accounts.audit.${column}`)}</Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries.map((entry) => (
          <Table.Tr key={entry.seq}>
            <Table.Td style={{ whiteSpace: "nowrap" }}>{formatDateTime(entry.at)}</Table.Td>
            <Table.Td>{entry.actor.name}</Table.Td>
            <Table.Td>{t(`accounts.action.${entry.action}`)}</Table.Td>
            <Table.Td>
              <Badge variant="filled" color={entry.outcome === "done" ? "green" : "orange"} tt="none">
                {t(`accounts.audit.${entry.outcome}`)}
              </Badge>
            </Table.Td>
            <Table.Td>
              <Facts facts={entry.facts} />
            </Table.Td>
            <Table.Td>
              <Text size="sm" ff="monospace">
                {entry.address}
              </Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </WideTable>
  );
}
