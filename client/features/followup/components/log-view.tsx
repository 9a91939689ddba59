import { Button, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  IconClipboard,
  IconDownload,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useDeferredValue, useMemo, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { LOG_LEVELS, type LogLevel } from "../../../../shared/log.ts";
import { copyText } from "../../../lib/copy-text.ts";
import type { RunLines } from "../../../runs/run-log.ts";
import { fetchLines } from "../../../runs/run-query.ts";
import { logUrl } from "../api/cancel-run.ts";
import { LogFilter, lineText } from "./log-filter.ts";
import { LogLines } from "./log-lines.tsx";

/** A run's log, live: filtered, followed or held still, copied, downloaded. */
export function LogView({ runId, lines, total }: { runId: string; lines: RunLines; total: number }) {
  const { t } = useTranslation();
  // The list grows in place; its version says that there is something new to draw.
  useSyncExternalStore(lines.subscribe, lines.version);
  const [level, setLevel] = useState<LogLevel>("debug");
  const [search, setSearch] = useState("");
  const [following, setFollowing] = useState(true);
  const wanted = useDeferredValue(search);
  const filter = useMemo(
    () => ({ lines, filter: new LogFilter(level, wanted) }),
    [lines, level, wanted],
  ).filter;
  const shown = filter.of(lines.lines);
  const copying = useMutation({
    mutationFn: async () => {
      await fetchLines(runId, lines);
      const copied = filter.of(lines.lines);
      return (await copyText(copied.map(lineText).join("\n"))) ? copied.length : null;
    },
    onSuccess: (count) =>
      notifications.show({
        message: count === null ? t("common.copyRefused") : t("followup.log.copiedLines", { count }),
        closeButtonProps: { "aria-label": t("common.close") },
      }),
  });
  return (
    <Stack gap="xs">
      <Group justify="space-between">
        <Title order={2} size="h4">
          {t("followup.log.title")}
        </Title>
        <Text size="sm" c="dimmed">
          {lines.length < total
            ? t("followup.log.loading", { done: lines.length, total })
            : t("followup.log.count", { count: shown.length })}
        </Text>
      </Group>
      <Group gap="xs" align="end">
        <Select
          size="xs"
          w={210}
          label={t("followup.log.level")}
          allowDeselect={false}
          value={level}
          onChange={(value) => setLevel(LOG_LEVELS.find((known) => known === value) ?? "debug")}
          data={LOG_LEVELS.map((value) => ({ value, label: t(`followup.log.levels.${value}`) }))}
        />
        <TextInput
          size="xs"
          flex={1}
          miw={160}
          label={t("followup.log.search")}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Button
          size="xs"
          variant="default"
          leftSection={
            following ? <IconPlayerPause size={14} aria-hidden /> : <IconPlayerPlay size={14} aria-hidden />
          }
          onClick={() => setFollowing(!following)}
        >
          {t(following ? "followup.log.pause" : "followup.log.follow")}
        </Button>
        <Button
          size="xs"
          variant="default"
          leftSection={<IconClipboard size={14} aria-hidden />}
          loading={copying.isPending}
          onClick={() => copying.mutate()}
        >
          {t("followup.log.copy")}
        </Button>
        <Button
          size="xs"
          variant="default"
          component="a"
          href={logUrl(runId)}
          download
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          {t("followup.log.download")}
        </Button>
      </Group>
      {shown.length === 0 ? (
        <Text c="dimmed" py="xl" ta="center">
          {t(lines.length === 0 ? "followup.log.empty" : "followup.log.noMatch")}
        </Text>
      ) : (
        <LogLines shown={shown} following={following} onFollowing={setFollowing} />
      )}
    </Stack>
  );
}
