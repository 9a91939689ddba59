import { Box, Button, Group, Select, Stack, Text, TextInput, Title } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconClipboard, IconDownload, IconPlayerPause, IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { LOG_LEVELS, type LogLevel, type LogLine } from "../../../../shared/log.ts";
import { formatTime } from "../../../lib/format.ts";
import type { RunLines } from "../../../lib/run-log.ts";
import { logUrl } from "../api/cancel-run.ts";
import { filterLines, lineText } from "../api/log-filter.ts";

const LINE_HEIGHT = 20;
const VIEW_HEIGHT = 560;

/** The live log: only the lines in view are in the page, however many there are. */
export function LogView({ runId, lines, total }: { runId: string; lines: RunLines; total: number }) {
  const { t } = useTranslation();
  const version = useSyncExternalStore(lines.subscribe, lines.version);
  const [level, setLevel] = useState<LogLevel>("debug");
  const [search, setSearch] = useState("");
  const [following, setFollowing] = useState(true);
  // `version` stands for the list's contents, which grow in place.
  const shown = useMemo(() => (version >= 0 ? filterLines(lines.lines, level, search) : []), [lines, version, level, search]);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(shown.map(lineText).join("\n"));
    notifications.show({ message: t("followup.log.copiedLines", { count: shown.length }) });
  };
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
          miw={140}
          label={t("followup.log.search")}
          leftSection={<IconSearch size={14} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        <Button
          size="xs"
          variant="default"
          aria-pressed={following}
          leftSection={following ? <IconPlayerPause size={14} aria-hidden /> : <IconPlayerPlay size={14} aria-hidden />}
          onClick={() => setFollowing(!following)}
        >
          {t(following ? "followup.log.pause" : "followup.log.follow")}
        </Button>
        <Button size="xs" variant="default" leftSection={<IconClipboard size={14} aria-hidden />} onClick={() => void copy()}>
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
        <Lines shown={shown} following={following} onLeave={() => setFollowing(false)} />
      )}
    </Stack>
  );
}

function Lines({ shown, following, onLeave }: { shown: readonly LogLine[]; following: boolean; onLeave: () => void }) {
  const { t } = useTranslation();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });
  useEffect(() => {
    if (following && shown.length > 0) virtual.scrollToIndex(shown.length - 1, { align: "end" });
  }, [following, shown.length, virtual]);
  return (
    <Box
      ref={scroller}
      className="log"
      style={{ height: Math.min(VIEW_HEIGHT, Math.max(160, (shown.length + 1) * LINE_HEIGHT)) }}
      role="log"
      aria-live="off"
      aria-label={t("followup.log.region")}
      // A scrollable region must be reachable by keyboard (WCAG 2.1.1).
      tabIndex={0}
      onWheel={(event) => event.deltaY < 0 && onLeave()}
      onKeyDown={(event) => ["ArrowUp", "PageUp", "Home"].includes(event.key) && onLeave()}
    >
      <div style={{ height: virtual.getTotalSize(), position: "relative", minWidth: "max-content" }}>
        {virtual.getVirtualItems().map((item) => {
          const line = shown[item.index];
          return line && <Line key={line.seq} line={line} top={item.start} />;
        })}
      </div>
    </Box>
  );
}

function Line({ line, top }: { line: LogLine; top: number }) {
  const { t } = useTranslation();
  return (
    <div
      className="log-line"
      data-level={line.level}
      data-seq={line.seq}
      style={{ position: "absolute", top, left: 0, height: LINE_HEIGHT }}
    >
      <span className="log-meta">{formatTime(line.at)}</span>
      <span className="log-meta">{line.step === null ? "—" : t(`steps.${line.step}.name`)}</span>
      {line.level !== "info" && <strong>{t(`followup.log.levelName.${line.level}`)}</strong>}
      {line.source !== "superviseur" && <span className="log-meta">{line.source}</span>}
      <span className="log-text">{line.text}</span>
    </div>
  );
}
