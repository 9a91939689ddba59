import { Card, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { UploadView } from "../../../../shared/api/import.ts";
import { formatBytes, formatDateTime, formatDuration } from "../../../lib/format.ts";
import { upload } from "../upload/upload.ts";
import { ArchiveDropzone } from "./archive-dropzone.tsx";

/** An interrupted upload: since when, until when it is kept, and where to drop the same file. */
export function ResumeCard(props: {
  runId: string;
  standing: UploadView;
  /** Unix ms of the last byte that came. */
  lastHeard: number;
  /** Server time, Unix ms. */
  now: number;
  reading: string | null;
}) {
  const { t } = useTranslation();
  const { runId, standing, lastHeard, now, reading } = props;
  return (
    <Card withBorder>
      <Stack>
        <Title order={2} size="h4">
          {t("importing.resume.title")}
        </Title>
        <Text size="sm">
          {t("importing.resume.received", {
            received: formatBytes(t, standing.received),
            total: formatBytes(t, standing.fileSize),
          })}{" "}
          {t("importing.resume.since", { duration: formatDuration(t, Math.max(0, now - lastHeard)) })}
        </Text>
        <Text size="sm">{t("importing.resume.until", { date: formatDateTime(standing.abandonedAt) })}</Text>
        <ArchiveDropzone
          label={t("importing.resume.drop")}
          hint={t("importing.resume.expected", {
            name: standing.fileName,
            size: formatBytes(t, standing.fileSize),
          })}
          reading={reading}
          disabled={false}
          onFile={(file) => upload.resume(file, runId)}
        />
      </Stack>
    </Card>
  );
}
