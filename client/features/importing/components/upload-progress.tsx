import { Button, Card, Group, Progress, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RunState } from "../../../../shared/run-state.ts";
import { useServerNow } from "../../../lib/clock.ts";
import { formatBytes, formatDuration } from "../../../lib/format.ts";
import { useFollowRun } from "../../../lib/run-query.ts";
import { PageTitle } from "../../../ui/page-title.tsx";
import { dropRun } from "../api/run-requests.ts";
import { rateOf } from "../api/transfer-rate.ts";
import { type UploadView, upload } from "../api/upload.ts";

/** Bytes, rate and time left; the same for the one who sends and for every other administrator. */
export function UploadProgress({ run, sending }: { run: RunState | null; sending: UploadView | null }) {
  const { t } = useTranslation();
  const follow = useFollowRun(sending ? null : (run?.id ?? null));
  const drop = useMutation({ mutationFn: dropRun });
  const now = useServerNow(true);
  const progress = follow.data?.progress ?? null;
  const name = sending?.fileName ?? run?.fileName ?? "";
  const total = sending?.size ?? run?.fileSize ?? 0;
  const done = sending?.sent ?? progress?.done ?? 0;
  const samples = progress
    ? [
        { at: progress.startedAt, sent: 0 },
        { at: progress.at, sent: progress.done },
      ]
    : [];
  const rate = (sending ? rateOf(sending.samples, Date.now()) : rateOf(samples, now)) ?? 0;
  const percent = total === 0 ? 0 : Math.min(100, (100 * done) / total);
  const shown =
    done >= total && total > 0
      ? t("importing.uploading.verifying")
      : rate > 0
        ? t("importing.uploading.remaining", { duration: formatDuration(t, ((total - done) * 1000) / rate) })
        : t("importing.uploading.estimating");
  return (
    <Stack maw={760}>
      <PageTitle>{t("importing.title")}</PageTitle>
      <Card withBorder>
        <Stack>
          <Text fw={600}>{t("importing.uploading.title", { file: name })}</Text>
          {!sending && run && <Text size="sm">{t("importing.uploading.by", { by: run.openedBy.name })}</Text>}
          <Progress.Root size="lg">
            <Progress.Section
              value={percent}
              color="var(--mantine-color-petrol-text)"
              aria-label={t("importing.uploading.title", { file: name })}
            />
          </Progress.Root>
          <Group justify="space-between" aria-live="polite">
            <Text size="sm">{t("importing.uploading.progress", { done: formatBytes(t, done), total: formatBytes(t, total) })}</Text>
            <Text size="sm">{rate > 0 && t("importing.uploading.rate", { rate: formatBytes(t, rate) })}</Text>
            <Text size="sm">{shown}</Text>
          </Group>
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {sending && t("importing.uploading.keepOpen")}
            </Text>
            <Button variant="default" loading={drop.isPending} onClick={() => (sending ? upload.cancel() : run && drop.mutate(run.id))}>
              {t("importing.uploading.cancel")}
            </Button>
          </Group>
        </Stack>
      </Card>
    </Stack>
  );
}
