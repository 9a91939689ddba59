import { useEffect } from "react";
import { useTranslation } from "react-i18next";

/** The browser's title, and the focus on the page's heading after a change of page: a screen reader then says where it is. */
export function useTitle(title: string): void {
  const { t } = useTranslation();
  useEffect(() => {
    document.title = `${title} — ${t("common.product")}`;
  }, [title, t]);
}
