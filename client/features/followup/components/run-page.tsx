import { Anchor, Card, Stack } from "@mantine/core";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { isUnlockable } from "../../../../shared/run-state.ts";
import { lazyComponent } from "../../../lib/load-chunk.ts";
import { paths } from "../../../paths.ts";
import { RecoveryNote } from "../../../runs/recovery-note.tsx";
import { useFollowRun } from "../../../runs/run-query.ts";
import { ErrorAlert, ReportAlert } from "../../../ui/error-alert.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { CallSupport } from "./call-support.tsx";
import { RunHeader } from "./run-header.tsx";
import { RunResult } from "./run-result.tsx";
import { StepList } from "./step-list.tsx";

const LogView = lazyComponent(async () => (await import("./log-view.tsx")).LogView);

/** One run, live: who and what, the result, the steps, the log. */
export function RunPage() {
  const { t } = useTranslation();
  const { runId = "" } = useParams();
  const { data, error, refetch, lines } = useFollowRun(runId);
  if (data === undefined)
    return error ? <ErrorAlert error={error} onRetry={() => void refetch()} /> : <Loading />;
  const { state, progress } = data;
  return (
    <Stack maw={1280}>
      <Anchor component={Link} to={paths.runs} size="sm" underline="always">
        {t("followup.all")}
      </Anchor>
      <RunHeader state={state} />
      <RunResult state={state} />
      {state.recovery !== null && <RecoveryNote recovery={state.recovery} state={state} away={false} />}
      {isUnlockable(state, "retry") && <CallSupport state={state} />}
      {state.warnings.map((warning) => (
        <ReportAlert key={`${warning.at} ${warning.error.code}`} report={warning.error} />
      ))}
      <Card withBorder>
        <StepList state={state} progress={progress} />
      </Card>
      <Card withBorder>
        <Suspense fallback={<Loading />}>
          {lines && <LogView runId={state.id} lines={lines} total={data.logLength} />}
        </Suspense>
      </Card>
    </Stack>
  );
}
