import { Alert, Text } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { overviewQuery } from "../../../lib/overview-query.ts";
import { usePermission } from "../../../lib/session-query.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { Loading } from "../../../ui/loading.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { ChooseArchive } from "./choose-archive.tsx";
import { ReviewPage } from "./review-page.tsx";
import { UploadProgress } from "./upload-progress.tsx";
import { useUpload } from "./use-upload.ts";

/** One place for all of an import before it runs: choose, send, read, consent. What is shown is the server's state. */
export function ImportPage() {
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
  if (overview === undefined) return error ? <ErrorAlert error={error} onRetry={() => void refetch()} /> : <Loading />;
  const { openRun, platform } = overview;
  // A refusal stays until it has been read and another file is chosen, whatever else is open by then.
  if (refused !== null) return <ChooseArchive prefix={platform.prefix} refused={refused} busy={openRun !== null} />;
  if (sending || openRun?.phase === "receiving") return <UploadProgress run={openRun} sending={sending} />;
  if (openRun?.phase === "reviewing") return <ReviewPage runId={openRun.id} />;
  return <ChooseArchive prefix={platform.prefix} refused={null} busy={openRun !== null} />;
}
