import { Alert, Card, Code, Stack, Text, Title } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Overview } from "../../../../shared/api/overview.ts";
import { archiveName } from "../../../../shared/version.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { socket } from "../../../lib/socket.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { dropFolderQuery } from "../api/drop-folder-requests.ts";
import { entryOf, linkedArchive } from "../judge/linked-archive.ts";
import classes from "./drop-folder-card.module.css";
import { DropFolderItem } from "./drop-folder-item.tsx";

/** Archives that were copied to the server, each with its verdict. A link may select one of them. */
export function DropFolderCard({ platform, busy }: { platform: Overview["platform"]; busy: boolean }) {
  const { t } = useTranslation();
  const [parameters] = useSearchParams();
  const { data: depot, error, refetch } = useQuery(dropFolderQuery);
  useEffect(() => {
    const changed = (): void => void queryClient.invalidateQueries({ queryKey: dropFolderQuery.queryKey });
    socket.on("depot:changed", changed);
    return () => void socket.off("depot:changed", changed);
  }, []);
  const link = linkedArchive(parameters);
  const linked =
    depot !== undefined && link !== null && link !== "invalid" ? entryOf(depot.entries, link) : null;
  const example = archiveName(platform.prefix, "X.Y.Z");
  return (
    <Card withBorder>
      <Stack>
        <div>
          <Title order={2} size="h4">
            {t("importing.depot.title")}
          </Title>
          <Text size="sm" c="dimmed">
            {t("importing.depot.intro")}
          </Text>
          <div role="status">
            {link === "invalid" && <LinkNote text={t("importing.depot.badLink")} />}
            {depot !== undefined && link !== null && link !== "invalid" && linked === null && (
              <LinkNote
                text={
                  link.prefix === platform.prefix
                    ? t("importing.depot.notYet", { file: archiveName(link.prefix, link.version) })
                    : t("importing.depot.otherPlatform", { found: link.prefix, expected: platform.prefix })
                }
              />
            )}
          </div>
        </div>
        {depot === undefined && error && <ErrorAlert error={error} onRetry={() => void refetch()} />}
        {depot !== undefined && depot.entries.length > 0 && (
          <ul className={classes.list} aria-label={t("importing.depot.title")}>
            {depot.entries.map((entry) => (
              <DropFolderItem key={entry.name} entry={entry} busy={busy} linked={entry === linked} />
            ))}
          </ul>
        )}
        {depot !== undefined && (
          <Stack gap={4}>
            <Text size="sm">
              {t(depot.entries.length === 0 ? "importing.depot.empty" : "importing.depot.more")}
            </Text>
            <Code block className={classes.command}>
              {t("importing.depot.scp", {
                file: example,
                host: window.location.hostname,
                directory: depot.directory,
              })}
            </Code>
          </Stack>
        )}
      </Stack>
    </Card>
  );
}

function LinkNote({ text }: { text: string }) {
  return (
    <Alert variant="outline" mt="md" icon={<IconInfoCircle aria-hidden />}>
      <Text size="sm">{text}</Text>
    </Alert>
  );
}
