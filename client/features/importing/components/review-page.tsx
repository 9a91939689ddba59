import { Anchor, Badge, Button, Card, Grid, Group, Stack, Text, Title } from "@mantine/core";
import { IconFileText } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ArchiveDetail } from "../../../../shared/api/import.ts";
import type { RunState } from "../../../../shared/run-state.ts";
import { formatBytes, formatDate, formatDateTime, formatNumber } from "../../../lib/format.ts";
import { lazyComponent } from "../../../lib/load-chunk.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { useFollowRun } from "../../../runs/run-query.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { TrustBadge } from "../../../ui/trust-badge.tsx";
import { archiveQuery, dropRun, noticeUrl } from "../api/run-requests.ts";
import { ChecksCard } from "./checks-card.tsx";
import { ConsentCard } from "./consent-card.tsx";
import { PlanCard } from "./plan-card.tsx";

const ReleaseNotes = lazyComponent(async () => (await import("./release-notes.tsx")).ReleaseNotes);

/** Everything an administrator reads before consenting, on one page. */
export function ReviewPage({ runId }: { runId: string }) {
  const { t } = useTranslation();
  const { data: follow, error } = useFollowRun(runId);
  const { data: detail, error: detailError } = useQuery(archiveQuery(runId));
  if (
    follow === undefined ||
    detail === undefined ||
    follow.state.archive === null ||
    follow.state.plan === null
  ) {
    const failed = error ?? detailError;
    return failed ? <ErrorAlert error={failed} /> : <Loading />;
  }
  const { state } = follow;
  return (
    <Stack maw={1100}>
      <Group justify="space-between" align="start">
        <PageTitle>{t("importing.review.title", { to: state.plan?.to ?? "" })}</PageTitle>
        <DropButton runId={runId} />
      </Group>
      <Grid>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Identity state={state} detail={detail} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Notes detail={detail} />
        </Grid.Col>
      </Grid>
      <ChecksCard runId={runId} checks={state.checks} />
      {state.plan && <PlanCard plan={state.plan} />}
      <ConsentCard state={state} detail={detail} />
    </Stack>
  );
}

function Identity({ state, detail }: { state: RunState; detail: ArchiveDetail }) {
  const { t } = useTranslation();
  const { archive, from } = state;
  if (archive === null) return null;
  return (
    <Card withBorder h="100%">
      <Stack gap="sm">
        <Title order={2} size="h4">
          {archive.kind === "data"
            ? t("importing.review.data", { to: archive.version })
            : t("importing.review.fromTo", { from, to: archive.version })}
        </Title>
        <Group gap="xs">
          <Badge variant="outline" color={archive.channel === "stable" ? "petrol" : "orange"} tt="none">
            {t(`importing.review.channel.${archive.channel}`)}
          </Badge>
        </Group>
        <Stack gap={4} align="start">
          <TrustBadge state="trusted" />
          <Text size="sm">
            {t("importing.review.signed", { found: archive.signedBy.length, needed: archive.threshold })}
          </Text>
        </Stack>
        <Text size="sm">
          {t("followup.run.openedBy", { by: state.openedBy.name, date: formatDateTime(state.openedAt) })}
        </Text>
        <Text size="sm">{t("importing.review.published", { date: formatDate(archive.publishedAt) })}</Text>
        <Text size="sm">
          {t("importing.review.size", {
            files: formatNumber(archive.payloadFiles),
            bytes: formatBytes(t, archive.payloadBytes),
          })}
        </Text>
        {detail.scope && (
          <Text size="sm">{t("importing.review.scope", { tables: detail.scope.join(", ") })}</Text>
        )}
        {detail.hasNotice && (
          <Anchor href={noticeUrl(state.id)} target="_blank" rel="noopener" underline="always" fw={600}>
            <Group gap={8} component="span">
              <IconFileText size={20} aria-hidden />
              {t("importing.review.notice")}
            </Group>
          </Anchor>
        )}
      </Stack>
    </Card>
  );
}

function Notes({ detail }: { detail: ArchiveDetail }) {
  const { t } = useTranslation();
  return (
    <Card withBorder h="100%">
      <Title order={2} size="h4" mb="xs">
        {t("importing.review.notes")}
      </Title>
      {detail.notes === null ? (
        <Text c="dimmed">{t("importing.review.noNotes")}</Text>
      ) : (
        <Suspense fallback={<Loading />}>
          <ReleaseNotes markdown={detail.notes} />
        </Suspense>
      )}
    </Card>
  );
}

function DropButton({ runId }: { runId: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const drop = useMutation({
    mutationFn: () => dropRun(runId),
    onSuccess: async () => {
      setAsking(false);
      await queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey });
    },
  });
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {t("importing.review.drop")}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t("importing.review.drop")}
        text={t("importing.review.dropConfirm")}
        confirm={t("importing.review.drop")}
        pending={drop.isPending}
        error={drop.error}
        onConfirm={() => drop.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
