import { Anchor, Button, Card, Center, Stack, Table, Text } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { RunState } from "../../../../shared/run-state.ts";
import { serverNow } from "../../../lib/clock.ts";
import { formatDateTime, formatDuration } from "../../../lib/format.ts";
import { usePermission } from "../../../lib/session-query.ts";
import { paths } from "../../../paths.ts";
import { runListQuery } from "../../../runs/run-list-query.ts";
import { passage, runTitle } from "../../../runs/run-words.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { WideTable } from "../../../ui/wide-table.tsx";
import { StateBadge } from "./state-badge.tsx";

export function RunListPage() {
  const { t } = useTranslation();
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } =
    useInfiniteQuery(runListQuery);
  if (data === undefined)
    return error ? <ErrorAlert error={error} onRetry={() => void refetch()} /> : <Loading />;
  const runs = data.pages.flatMap((page) => page.runs);
  return (
    <Stack maw={1100}>
      <PageTitle>{t("followup.title")}</PageTitle>
      {runs.length === 0 ? <Empty /> : <RunTable runs={runs} />}
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

function Empty() {
  const { t } = useTranslation();
  const mayStart = usePermission("run:start");
  return (
    <Card withBorder padding="xl">
      <Stack align="center">
        <Text>{t("followup.empty")}</Text>
        {mayStart && (
          <Button component={Link} to={paths.import}>
            {t("followup.emptyAction")}
          </Button>
        )}
      </Stack>
    </Card>
  );
}

function RunTable({ runs }: { runs: readonly RunState[] }) {
  const { t } = useTranslation();
  const columns = ["what", "state", "by", "when", "duration"] as const;
  return (
    <Card withBorder padding={0}>
      <WideTable label={t("followup.title")} minWidth={680}>
        <Table.Thead>
          <Table.Tr>
            {columns.map((column) => (
              <Table.Th key={column}>{t(`followup.list.${column}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <Table.Tr key={run.id}>
              <Table.Th scope="row" fw={500}>
                <Anchor
                  component={Link}
                  to={paths.run(run.id)}
                  aria-label={t("followup.list.open", { file: nameOf(t, run) })}
                  underline="always"
                >
                  {nameOf(t, run)}
                </Anchor>
                <Passage run={run} />
              </Table.Th>
              <Table.Td>
                <StateBadge state={run} />
              </Table.Td>
              <Table.Td>{(run.consent?.by ?? run.openedBy).name}</Table.Td>
              <Table.Td style={{ whiteSpace: "nowrap" }}>{formatDateTime(run.openedAt)}</Table.Td>
              <Table.Td>{durationOf(run) === null ? "—" : formatDuration(t, durationOf(run) ?? 0)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </WideTable>
    </Card>
  );
}

/** An update goes by its archive's name, as it came; a return by where it leads. */
const nameOf = (t: TFunction, run: RunState): string =>
  run.kind === "update" ? run.fileName : runTitle(t, run);

function Passage({ run }: { run: RunState }) {
  const { t } = useTranslation();
  const way = passage(run);
  return (
    way && (
      <Text size="xs" c="dimmed">
        {t("followup.run.fromTo", way)}
      </Text>
    )
  );
}

/** Milliseconds from consent to the end, or until now. */
function durationOf(run: RunState): number | null {
  if (!("startedAt" in run) || run.startedAt === null) return null;
  return (run.phase === "ended" ? run.endedAt : serverNow()) - run.startedAt;
}
