import { Alert, Button, Stack, Text } from "@mantine/core";
import { IconFileZip } from "@tabler/icons-react";
import { useState } from "react";
import { useDropzone } from "react-dropzone";
import { useTranslation } from "react-i18next";
import { readDropped } from "../judge/judge-file.ts";
import classes from "./archive-dropzone.module.css";

/** A place to drop one archive on, or to choose it with a button. `label` says which; `hint` is shown below. */
export function ArchiveDropzone(props: {
  label: string;
  hint: string;
  /** The local file's name while it is being looked at. */
  reading: string | null;
  disabled: boolean;
  onFile: (file: File) => void;
}) {
  const { t } = useTranslation();
  const { label, hint, reading, disabled, onFile } = props;
  const [tooMany, setTooMany] = useState(false);
  const choose = (files: readonly File[]): void => {
    const [file, ...more] = files;
    setTooMany(more.length > 0);
    if (file !== undefined && more.length === 0) onFile(file);
  };
  const { getRootProps, getInputProps, open, isDragActive } = useDropzone({
    onDrop: choose,
    getFilesFromEvent: (event) => readDropped(event as unknown as Parameters<typeof readDropped>[0]),
    noClick: true,
    noKeyboard: true,
    disabled: disabled || reading !== null,
  });
  return (
    <>
      {tooMany && (
        <Alert color="red" variant="outline" role="alert">
          {t("importing.oneOnly")}
        </Alert>
      )}
      <div
        {...getRootProps({ className: classes.dropzone, role: "group", "aria-label": label })}
        data-active={isDragActive || undefined}
      >
        {/* The button below is what people use: a screen reader would announce a field that is only hidden from sight as a second control. */}
        <input {...getInputProps({ hidden: true, "aria-label": label, style: { display: "none" } })} />
        <Stack align="center" gap="xs">
          <IconFileZip size={44} stroke={1.3} aria-hidden />
          <Text fw={600}>{isDragActive ? t("importing.dropActive") : label}</Text>
          <Text size="sm" c="dimmed">
            {t("importing.or")}
          </Text>
          <Button onClick={open} disabled={disabled} loading={reading !== null}>
            {t("importing.select")}
          </Button>
          <Text size="sm" c="dimmed" mt="xs" role="status">
            {reading === null ? hint : t("importing.reading", { file: reading })}
          </Text>
        </Stack>
      </div>
    </>
  );
}
