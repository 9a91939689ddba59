import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconFileZip, IconInfoCircle } from "@tabler/icons-react";
import { useDropzone } from "react-dropzone";
import { useTranslation } from "react-i18next";
import type { RunState } from "../../../../shared/run-state.ts";
import { archiveName } from "../../../../shared/version.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { judgeFile, readDropped } from "../api/judge-file.ts";
import type { Upload } from "./use-upload.ts";

export function ChooseArchive({ prefix, upload, openRun }: { prefix: string; upload: Upload; openRun: RunState | null }) {
  const { t } = useTranslation();
  const choose = (files: readonly File[]): void => {
    const [file, ...more] = files;
    if (file === undefined) return;
    try {
      if (more.length > 0) throw new Error("more than one");
      judgeFile(file, prefix);
      upload.begin(file);
    } catch (error) {
      upload.refuse(error);
    }
  };
  const { getRootProps, getInputProps, open, isDragActive } = useDropzone({
    onDrop: choose,
    getFilesFromEvent: (event) => readDropped(event as unknown as Parameters<typeof readDropped>[0]),
    noClick: true,
    noKeyboard: true,
  });
  const busy = openRun !== null;
  return (
    <Stack maw={760}>
      <div>
        <PageTitle>{t("importing.title")}</PageTitle>
        <Text c="dimmed">{t("importing.intro")}</Text>
      </div>
      {upload.error !== null && <Refusal upload={upload} />}
      <div
        {...getRootProps({ className: "dropzone", role: "group", "aria-label": t("importing.drop") })}
        data-active={isDragActive || undefined}
      >
        <input {...getInputProps({ "aria-label": t("importing.select"), tabIndex: -1 })} />
        <Stack align="center" gap="xs">
          <IconFileZip size={44} stroke={1.3} aria-hidden />
          <Text fw={600}>{t(isDragActive ? "importing.dropActive" : "importing.drop")}</Text>
          <Text size="sm" c="dimmed">
            {t("importing.or")}
          </Text>
          <Button onClick={open} disabled={busy}>
            {t("importing.select")}
          </Button>
          <Text size="sm" c="dimmed" mt="xs">
            {t("importing.expected", { name: archiveName(prefix, "X.Y.Z") })}
          </Text>
        </Stack>
      </div>
      <Alert variant="outline" icon={<IconInfoCircle aria-hidden />}>
        <Text size="sm">{t("importing.never")}</Text>
      </Alert>
    </Stack>
  );
}

function Refusal({ upload }: { upload: Upload }) {
  const { t } = useTranslation();
  if (upload.error instanceof Error && upload.error.message === "more than one") {
    return (
      <Alert color="red" variant="outline" role="alert">
        {t("importing.oneOnly")}
      </Alert>
    );
  }
  return (
    <ErrorAlert error={upload.error}>
      <Button variant="default" size="xs" onClick={upload.forget}>
        {t("importing.another")}
      </Button>
      <SupportContact />
    </ErrorAlert>
  );
}
