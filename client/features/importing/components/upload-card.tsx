import { Alert, Card, Group, Progress, Stack, Text, VisuallyHidden } from "@mantine/core";
import { IconLogin2, IconPlugConnectedX } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Progress as RunProgress } from "../../../../shared/api/follow.ts";
import type { RunState } from "../../../../shared/run-state.ts";
import { formatBytes, formatDuration } from "../../../lib/format.ts";
import { rateOf } from "../upload/transfer-rate.ts";
import type { Sending } from "../upload/upload.ts";

/** Screen readers announce progress at each of these steps, in percent: once a second would never stop talking. */
const ANNOUNCED_PERCENT = 10;

interface Transfer {
  readonly done: number;
  readonly total: number;
  /** Bytes a second, 0 when unknown. */
  readonly rate: number;
  /** Every byte is there; what is counted is what has been verified. */
  readonly verifying: boolean;
}

function transferOf(props: UploadCardProps): Transfer {
  const { run, sending, progress, received, now } = props;
  const total = sending?.size ?? run?.fileSize ?? 0;
  if (sending && sending.stage !== "verifying") {
    const rate = sending.stage === "sending" ? rateOf(sending.samples, Date.now()) : null;
    return { done: sending.sent, total, rate: rate ?? 0, verifying: false };
  }
  const samples = progress
    ? [
        { at: progress.startedAt, sent: 0 },
        { at: progress.at, sent: progress.done },
      ]
    : [];
  const done = props.quiet ? received : (progress?.done ?? received);
  const verifying = sending !== null || run?.source === "depot" || (total > 0 && received >= total);
  return {
    done,
    total: progress?.total ?? total,
    rate: props.quiet ? 0 : (rateOf(samples, now) ?? 0),
    verifying,
  };
}

function remainingText(t: TFunction, { done, total, rate, verifying }: Transfer): string {
  if (done >= total && total > 0) return t("importing.uploading.verifying");
  if (rate > 0)
    return t("importing.uploading.remaining", {
      duration: formatDuration(t, ((total - done) * 1000) / rate),
    });
  return t(verifying ? "importing.uploading.verifying" : "importing.uploading.estimating");
}

interface UploadCardProps {
  readonly run: RunState | null;
  /** What this page sends, if it does. */
  readonly sending: Sending | null;
  readonly progress: RunProgress | null;
  /** Bytes that the server holds. */
  readonly received: number;
  /** No page is sending. */
  readonly quiet: boolean;
  /** Server time, Unix ms. */
  readonly now: number;
}

/** Bytes, rate and time left; the same for the one who sends and for every other administrator. */
export function UploadCard(props: UploadCardProps & { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const { run, sending, quiet, children } = props;
  const transfer = transferOf(props);
  const { done, total, rate, verifying } = transfer;
  const percent = total === 0 ? 0 : Math.min(100, (100 * done) / total);
  const title = t("importing.uploading.title", { file: sending?.fileName ?? run?.fileName ?? "" });
  const key = verifying ? "importing.uploading.verified" : "importing.uploading.progress";
  const held = quiet || sending?.stage === "waiting" || sending?.stage === "session";
  const announced = ANNOUNCED_PERCENT * Math.floor(percent / ANNOUNCED_PERCENT);
  return (
    <Card withBorder>
      <Stack>
        <Text fw={600}>{title}</Text>
        {!sending && run && (
          <Text size="sm">
            {t(run.source === "depot" ? "importing.uploading.fromDepot" : "importing.uploading.by", {
              by: run.openedBy.name,
            })}
          </Text>
        )}
        <Progress.Root size="lg">
          <Progress.Section value={percent} color="var(--mantine-color-petrol-text)" aria-label={title} />
        </Progress.Root>
        <div>
          <Group justify="space-between">
            <Text size="sm">{t(key, { done: formatBytes(t, done), total: formatBytes(t, total) })}</Text>
            <Text size="sm">{rate > 0 && t("importing.uploading.rate", { rate: formatBytes(t, rate) })}</Text>
            <Text size="sm">{held ? t("importing.uploading.quiet") : remainingText(t, transfer)}</Text>
          </Group>
          <VisuallyHidden role="status">
            {t(verifying ? "importing.uploading.sentVerified" : "importing.uploading.sent", {
              percent: announced,
            })}
          </VisuallyHidden>
          <div role="status">{sending && <Interruption stage={sending.stage} />}</div>
        </div>
        {sending && sending.stage !== "verifying" && (
          <Text size="sm" c="dimmed">
            {t("importing.uploading.keepOpen")}
          </Text>
        )}
        {children}
      </Stack>
    </Card>
  );
}

/** What the upload waits for; it resumes without the user. */
function Interruption({ stage }: { stage: Sending["stage"] }) {
  const { t } = useTranslation();
  if (stage !== "waiting" && stage !== "session") return null;
  return (
    <Alert
      color="orange"
      variant="outline"
      mt="md"
      icon={stage === "waiting" ? <IconPlugConnectedX aria-hidden /> : <IconLogin2 aria-hidden />}
    >
      <Text size="sm">
        {t(stage === "waiting" ? "importing.uploading.waiting" : "importing.uploading.session")}
      </Text>
    </Alert>
  );
}
