import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconFileZip, IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { useDropzone } from "react-dropzone";
import { useTranslation } from "react-i18next";
import { archiveName } from "../../../../shared/version.ts";
import { ErrorAlert } from "../../../ui/error-alert.tsx";
import { PageTitle } from "../../../ui/page-title.tsx";
import { SupportContact } from "../../../ui/support-contact.tsx";
import { judgeFile, readDropped } from "../api/judge-file.ts";
import { upload } from "../api/upload.ts";

/** The zone to drop the archive on. `busy`: another import stands in the way. */
export function ChooseArchive({ prefix, refused, busy }: { prefix: string; refused: unknown; busy: boolean }) {
  const { t } = useTranslation();
  const [tooMany, setTooMany] = useState(false);
  const choose = (files: readonly File[]): void => {
    const [file, ...more] = files;
    if (file === undefined) return;
    upload.forget();
    setTooMany(more.length > 0);
    if (more.length > 0) return;
    try {
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
    disabled: busy,
  });
  return (
    <Stack maw={760}>
      <div>
        <PageTitle>{t("importing.title")}</PageTitle>
        <Text c="dimmed">{t("importing.intro")}</Text>
      </div>
      {tooMany && (
        <Alert color="red" variant="outline" role="alert">
          {t("importing.oneOnly")}
        </Alert>
      )}
      {refused !== null && <Refusal error={refused} busy={busy} onAnother={open} />}
      <div
        {...getRootProps({ className: "dropzone", role: "group", "aria-label": t("importing.drop") })}
        data-active={isDragActive || undefined}
      >
        {/* The button below is what people use; a second one of the same name would only confuse a screen reader. */}
        <input {...getInputProps({ "aria-hidden": true, tabIndex: -1 })} />
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

/** While another import is open there is nothing to choose: closing the refusal shows that import. */
function Refusal({ error, busy, onAnother }: { error: unknown; busy: boolean; onAnother: () => void }) {
  const { t } = useTranslation();
  return (
    <ErrorAlert error={error}>
      <Group gap="lg">
        <Button variant="default" size="xs" onClick={busy ? upload.forget : onAnother}>
          {t(busy ? "common.close" : "importing.another")}
        </Button>
        <SupportContact />
      </Group>
    </ErrorAlert>
  );
}
