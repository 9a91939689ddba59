import { Button, Card, Group, List, Progress, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { LossCount } from "../../../../shared/api/revert.ts";
import { LossWords } from "../../../../shared/i18n/loss-words.ts";
import type { Losses } from "../../../../shared/journal.ts";
import { formatDuration, formatNumber, formatTime } from "../../../lib/format.ts";
import { currentLanguage } from "../../../lib/language.ts";
import { ReportAlert } from "../../../ui/error-alert.tsx";

/** What would be lost, in words: how far the count is, then the sum, then table by table. */
export function LossesCard({ count, onCount }: { count: LossCount; onCount: () => void }) {
  const { t } = useTranslation();
  return (
    <Card withBorder>
      <Stack gap="sm">
        <Title order={2} size="h4">
          {t("revert.losses.title")}
        </Title>
        <Text size="sm">{t("revert.losses.why")}</Text>
        <div role="status">{count.status === "counted" && <Counted losses={count.losses} />}</div>
        {count.status === "counting" && <Counting count={count} />}
        {count.status === "failed" && <ReportAlert report={count.error} />}
        <Text size="sm">{t("revert.losses.kept")}</Text>
        {count.status !== "counting" && count.status !== "none" && (
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {count.status === "counted" &&
                t("revert.losses.countedAt", { time: formatTime(count.countedAt) })}
            </Text>
            <Button variant="default" size="xs" onClick={onCount}>
              {t("revert.losses.again")}
            </Button>
          </Group>
        )}
      </Stack>
    </Card>
  );
}

function Counted({ losses }: { losses: Losses }) {
  const { t } = useTranslation();
  const words = new LossWords(t, currentLanguage());
  const total = words.total(losses);
  if (total === null) return <Text fw={650}>{t("revert.losses.nothing")}</Text>;
  return (
    <Stack gap="xs">
      <Text fw={650} size="lg">
        {total}
      </Text>
      <List size="sm">
        {words.sentences(losses).map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </Stack>
  );
}

function Counting({ count }: { count: Extract<LossCount, { status: "counting" }> }) {
  const { t } = useTranslation();
  const { done, expected, seconds } = count;
  return (
    <Stack gap={4}>
      <Text size="sm">{t("revert.losses.counting")}</Text>
      <Progress.Root size="sm">
        <Progress.Section
          value={Math.min(100, (100 * done) / Math.max(1, expected))}
          color="var(--mantine-color-petrol-text)"
          aria-label={t("revert.losses.title")}
        />
      </Progress.Root>
      <Group justify="space-between">
        <Text size="xs">
          {t("revert.losses.progress", { done: formatNumber(done), expected: formatNumber(expected) })}
        </Text>
        <Text size="xs">{t("revert.losses.estimate", { duration: formatDuration(t, seconds * 1000) })}</Text>
      </Group>
    </Stack>
  );
}
