import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Overview } from "../../../../shared/api.ts";
import { archiveName } from "../../../../shared/version.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { upload } from "../api/upload.ts";
import { ArchiveDropzone } from "./archive-dropzone.tsx";
import { DepotCard } from "./depot-card.tsx";
import { useUpload } from "./use-upload.ts";

/** Where an import begins: a local file, or one that was put on the server. `busy`: another import stands in the way. */
export function ChooseArchive({ platform, busy }: { platform: Overview["platform"]; busy: boolean }) {
  const { t } = useTranslation();
  const { reading, error } = useUpload();
  return (
    <Stack maw={760}>
      <div>
        <PageTitle>{t("importing.title")}</PageTitle>
        <Text c="dimmed">{t("importing.intro")}</Text>
      </div>
      {error !== null && <Refusal error={error} />}
      <ArchiveDropzone
        label={t("importing.drop")}
        hint={t("importing.expected", { name: archiveName(platform.prefix, "X.Y.Z") })}
        reading={reading}
        disabled={busy}
        onFile={(file) => upload.begin(file, platform)}
      />
      <Alert variant="outline" icon={<IconInfoCircle aria-hidden />}>
        <Text size="sm">{t("importing.never")}</Text>
      </Alert>
      <DepotCard platform={platform} busy={busy} />
    </Stack>
  );
}

/** Why the last archive was refused; it stays until it was read or another file is chosen. */
export function Refusal({ error }: { error: unknown }) {
  const { t } = useTranslation();
  return (
    <ErrorAlert error={error}>
      <Group gap="lg">
        <Button variant="default" size="xs" onClick={upload.forget}>
          {t("common.close")}
        </Button>
        <SupportContact />
      </Group>
    </ErrorAlert>
  );
}
