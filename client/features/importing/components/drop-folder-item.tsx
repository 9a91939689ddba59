import { Button, Group, Progress, Stack, Text } from "@mantine/core";
import { IconClock, IconLink } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { DropFolderEntry } from "../../../../shared/api/import.ts";
import type { ErrorReport } from "../../../../shared/errors.ts";
import { errorText } from "../../../../shared/i18n/error-text.ts";
import { trustStateOf } from "../../../../shared/trust-state.ts";
import { formatBytes, formatDate, formatDateTime, readableFacts } from "../../../lib/format.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { TrustBadge } from "../../../ui/trust-badge.tsx";
import { dropFolderQuery, importFromDepot, removeFromDepot } from "../api/drop-folder-requests.ts";
import classes from "./drop-folder-item.module.css";

const renew = async (): Promise<void> => {
  await Promise.all(
    [dropFolderQuery, overviewQuery].map(({ queryKey }) => queryClient.invalidateQueries({ queryKey })),
  );
};

/** Scrolls to the archive that a link names, once, and focuses its button unless the user has already focused something. */
function useShown(linked: boolean, importable: boolean) {
  const item = useRef<HTMLLIElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (linked) item.current?.scrollIntoView({ block: "center" });
  }, [linked]);
  useEffect(() => {
    const idle = document.activeElement === document.body || document.activeElement?.tagName === "H1";
    if (linked && importable && idle) button.current?.focus();
  }, [linked, importable]);
  return { item, button };
}

/** One file of the drop folder. `linked`: the page's address means this one. */
export function DropFolderItem({
  entry,
  busy,
  linked,
}: {
  entry: DropFolderEntry;
  busy: boolean;
  linked: boolean;
}) {
  const { t } = useTranslation();
  const { name, size, changedAt, verdict } = entry;
  const importable = verdict.status === "accepted" && !busy;
  const { item, button } = useShown(linked, importable);
  const importing = useMutation({ mutationFn: () => importFromDepot(name), onSettled: renew });
  return (
    <li
      ref={item}
      className={classes.item}
      data-linked={linked || undefined}
      aria-current={linked || undefined}
    >
      <Stack gap={6}>
        {linked && (
          <Group gap={6} wrap="nowrap">
            <IconLink size={16} aria-hidden />
            <Text size="sm" fw={600}>
              {t("importing.depot.linked")}
            </Text>
          </Group>
        )}
        <Group justify="space-between" align="start">
          <div>
            <Text fw={600} className={classes.name}>
              {name}
            </Text>
            <Text size="sm" c="dimmed">
              {t("importing.depot.facts", { size: formatBytes(t, size), date: formatDateTime(changedAt) })}
            </Text>
          </div>
          <Group gap="xs">
            {verdict.status === "accepted" && (
              <Button
                ref={button}
                size="xs"
                disabled={busy}
                loading={importing.isPending}
                aria-label={t("importing.depot.importNamed", { name })}
                onClick={() => importing.mutate()}
              >
                {t("importing.depot.import")}
              </Button>
            )}
            <RemoveButton name={name} />
          </Group>
        </Group>
        <Verdict entry={entry} />
        {importing.error && <ErrorAlert error={importing.error} />}
      </Stack>
    </li>
  );
}

function Verdict({ entry: { name, size, verdict } }: { entry: DropFolderEntry }) {
  const { t } = useTranslation();
  switch (verdict.status) {
    case "arriving":
      return (
        <Group gap={6} wrap="nowrap" align="start">
          <IconClock size={16} aria-hidden className={classes.lineIcon} />
          <Text size="sm">{t("importing.depot.arriving")}</Text>
        </Group>
      );
    case "judging":
      return (
        <>
          <Progress.Root size="sm">
            <Progress.Section
              value={size === 0 ? 0 : Math.min(100, (100 * verdict.done) / size)}
              color="var(--mantine-color-petrol-text)"
              aria-label={t("importing.depot.judgingNamed", { name })}
            />
          </Progress.Root>
          <Text size="sm">
            {t("importing.depot.judging", {
              done: formatBytes(t, verdict.done),
              total: formatBytes(t, size),
            })}
          </Text>
        </>
      );
    case "accepted":
      return (
        <Group gap="sm">
          <TrustBadge state="trusted" />
          <Text size="sm">
            {t("importing.depot.accepted", {
              version: verdict.archive.version,
              date: formatDate(verdict.archive.publishedAt),
            })}
          </Text>
        </Group>
      );
    case "refused":
      return <RefusedVerdict report={verdict.error} />;
  }
}

function RefusedVerdict({ report }: { report: ErrorReport }) {
  const { t } = useTranslation();
  const trust = trustStateOf(report);
  const { title, action } = errorText(t, {
    code: report.code,
    facts: readableFacts(t, report.code, report.facts),
  });
  return (
    <Stack gap={4} align="start">
      {trust !== null && <TrustBadge state={trust} facts={report.facts} />}
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <Text size="sm">{action}</Text>
    </Stack>
  );
}

function RemoveButton({ name }: { name: string }) {
  const { t } = useTranslation();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => removeFromDepot(name),
    onSuccess: async () => {
      setAsking(false);
      await renew();
    },
  });
  return (
    <>
      <Button
        variant="default"
        size="xs"
        aria-label={t("importing.depot.removeNamed", { name })}
        onClick={() => setAsking(true)}
      >
        {t("importing.depot.remove")}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t("importing.depot.removeNamed", { name })}
        text={t("importing.depot.removeConfirm")}
        confirm={t("importing.depot.remove")}
        pending={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
