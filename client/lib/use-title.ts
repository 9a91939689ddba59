import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** The browser's title. */
export function useTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} — ${t("common.product")}`;
  }, [title, t]);
}
