import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Overview } from "../../../../shared/api/overview.ts";
import { archiveName } from "../../../../shared/version.ts";
import { paths } from "../../../paths.ts";
import { RecoveryNote } from "../../../runs/recovery-note.tsx";
import { ErrorAlert, ReportAlert } from "../../../ui/error-alert.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { upload } from "../upload/upload.ts";
import { useUpload } from "../upload/use-upload.ts";
import { ArchiveDropzone } from "./archive-dropzone.tsx";
import { DropFolderCard } from "./drop-folder-card.tsx";

/** Where an import begins: a local file, or one that is already on the server; unless another run is open. */
export function ChooseArchive({
  platform,
  openRun,
  lastRun,
  below,
}: Pick<Overview, "platform" | "openRun" | "lastRun"> & { below?: ReactNode }) {
  const { t } = useTranslation();
  const { reading, error } = useUpload();
  const newest = openRun ?? lastRun;
  const waiting = newest?.phase === "ended" && newest.outcome === "intervention" ? newest : null;
  const busy = openRun !== null || waiting !== null;
  return (
    <Stack maw={760}>
      <div>
        <PageTitle>{t("importing.title")}</PageTitle>
        <Text c="dimmed">{t("importing.intro")}</Text>
      </div>
      {waiting !== null && <Waiting runId={waiting.id} />}
      {newest?.recovery && <RecoveryNote recovery={newest.recovery} state={newest} away />}
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
      <DropFolderCard platform={platform} busy={busy} />
      {!busy && below}
    </Stack>
  );
}

/** Support must act before anything else can be imported. */
function Waiting({ runId }: { runId: string }) {
  const { t } = useTranslation();
  return (
    <ReportAlert report={{ code: "INTERVENTION_PENDING", facts: { run: runId } }}>
      <Group gap="lg">
        <Button component={Link} to={paths.run(runId)} variant="default" size="xs">
          {t("unlock.see")}
        </Button>
        <SupportContact />
      </Group>
    </ReportAlert>
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
