import { Modal, type ModalProps } from "@mantine/core";
import { useTranslation } from "react-i18next";

/** A dialog in the middle of the page. Its header is not the page's: it must not be announced as a second banner. */
export function Dialog(props: ModalProps) {
  const { t } = useTranslation();
  return (
    <Modal
      centered
      closeButtonProps={{ "aria-label": t("common.close") }}
      attributes={{ header: { role: "presentation" } }}
      {...props}
    />
  );
}
