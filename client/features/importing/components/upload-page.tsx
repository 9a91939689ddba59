import { Button, Group, Stack } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RunState } from "../../../../shared/run-state.ts";
import { useServerNow } from "../../../lib/clock.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { UPLOAD_QUIET_MS } from "../../../limits.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { useFollowRun } from "../../../runs/run-query.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { dropRun, uploadQuery } from "../api/run-requests.ts";
import { upload } from "../upload/upload.ts";
import { useUpload } from "../upload/use-upload.ts";
import { BudgetCard } from "./budget-card.tsx";
import { Refusal } from "./choose-archive.tsx";
import { HeadCard } from "./head-card.tsx";
import { ResumeCard } from "./resume-card.tsx";
import { UploadCard } from "./upload-card.tsx";

/**
 * An archive on its way, for the one who sends it and for every other administrator. `run`: as the overview knows it, null when
 * it does not yet. Any administrator who has the same file may resume an upload that has gone quiet.
 */
export function UploadPage({ runId, run }: { runId: string; run: RunState | null }) {
  const { t } = useTranslation();
  const { reading, sending, error } = useUpload();
  const { data: follow } = useFollowRun(runId);
  const now = useServerNow(true);
  const known = follow?.state ?? run;
  const sent = known?.source === "upload" || sending !== null;
  const storedQuery = { ...uploadQuery(runId), enabled: sent && sending?.stage !== "verifying" };
  // The page that sends already knows what the server holds; the list of parts is long.
  const { data: standing } = useQuery(sending ? { ...storedQuery, refetchInterval: false } : storedQuery);
  const progress = follow?.progress ?? null;
  // Progress does not outlive a restart of Superviseur; what its disk holds does.
  const lastHeard = Math.max(progress?.at ?? 0, standing?.lastByteAt ?? 0);
  const quiet = follow !== undefined && now - Math.max(lastHeard, follow.state.openedAt) > UPLOAD_QUIET_MS;
  const resumable =
    sent &&
    sending === null &&
    standing !== undefined &&
    standing.received < standing.fileSize &&
    (quiet || reading !== null);
  return (
    <Stack maw={760}>
      <PageTitle>{t("importing.title")}</PageTitle>
      {error !== null && <Refusal error={error} />}
      <UploadCard
        run={known}
        sending={sending}
        progress={progress}
        received={standing?.received ?? 0}
        quiet={resumable}
        now={now}
      >
        <CancelButton runId={runId} sending={sending !== null} />
      </UploadCard>
      {resumable && (
        <ResumeCard runId={runId} standing={standing} lastHeard={lastHeard} now={now} reading={reading} />
      )}
      {sending?.head && <HeadCard head={sending.head} fileSize={sending.size} />}
      {standing && <BudgetCard budget={standing.budget} />}
    </Stack>
  );
}

function CancelButton({ runId, sending }: { runId: string; sending: boolean }) {
  const { t } = useTranslation();
  const drop = useMutation({
    mutationFn: () => dropRun(runId),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey }),
  });
  return (
    <>
      {drop.error && <ErrorAlert error={drop.error} />}
      <Group justify="flex-end">
        <Button
          variant="default"
          loading={drop.isPending}
          onClick={() => (sending ? upload.cancel() : drop.mutate())}
        >
          {t("importing.uploading.cancel")}
        </Button>
      </Group>
    </>
  );
}
