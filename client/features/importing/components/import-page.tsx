import { Alert, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { usePermission } from "../../../lib/session-query.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { useUpload } from "../upload/use-upload.ts";
import { ChooseArchive } from "./choose-archive.tsx";
import { ReviewPage } from "./review-page.tsx";
import { UploadPage } from "./upload-page.tsx";

/** One place for all of an import before it runs: choose, send, read, consent. What is shown is the server's state. `below`: under the choice. */
export function ImportPage({ below }: { below?: ReactNode }) {
  const { t } = useTranslation();
  const mayFollow = usePermission("run:follow");
  const mayStart = usePermission("run:start");
  const { data: overview, error, refetch } = useQuery({ ...overviewQuery, enabled: mayFollow });
  const { sending, error: refused } = useUpload();
  if (!mayStart) {
    return (
      <>
        <PageTitle>{t("importing.title")}</PageTitle>
        <Alert variant="outline" icon={<IconLock aria-hidden />}>
          <Text size="sm">{t("importing.forbidden")}</Text>
        </Alert>
      </>
    );
  }
  if (overview === undefined)
    return error ? <ErrorAlert error={error} onRetry={() => void refetch()} /> : <Loading />;
  const { openRun, lastRun, platform } = overview;
  const receiving = openRun?.phase === "receiving" ? openRun : null;
  const runId = sending?.runId ?? receiving?.id;
  if (runId !== undefined) return <UploadPage key={runId} runId={runId} run={receiving} />;
  // A refusal stays until it has been read and another file is chosen, whatever else is open by then.
  if (openRun?.phase === "reviewing" && refused === null) return <ReviewPage runId={openRun.id} />;
  return <ChooseArchive platform={platform} openRun={openRun} lastRun={lastRun} below={below} />;
}
