import { List, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { World } from "../../shared/journal.ts";

/** What is on the disk and what runs, as a list. */
export function FoundWorld({ world }: { world: World }) {
  const { t } = useTranslation();
  const { release, complete, masked, restorePoint, backup, services } = world;
  const inPlace = release === null ? null : { version: release };
  return (
    <div>
      <Text size="sm">{t("recovery.found.title")}</Text>
      <List size="sm">
        <List.Item>
          {inPlace === null
            ? t("recovery.found.releaseNone")
            : complete
              ? t("recovery.found.release", inPlace)
              : t("recovery.found.releaseIncomplete", inPlace)}
        </List.Item>
        <List.Item>{masked ? t("recovery.found.masked") : t("recovery.found.unmasked")}</List.Item>
        <List.Item>{t(`recovery.found.restorePoint.${restorePoint}`)}</List.Item>
        <List.Item>{t(`recovery.found.backup.${backup}`)}</List.Item>
        {services.map(({ name, running }) => (
          <List.Item key={name}>
            {running ? t("recovery.found.running", { name }) : t("recovery.found.stopped", { name })}
          </List.Item>
        ))}
      </List>
    </div>
  );
}
