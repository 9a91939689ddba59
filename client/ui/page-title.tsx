import { Title } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import classes from "./page-title.module.css";

/** On arrival the browser itself says where one is; from then on each new page takes the focus, so that a screen reader announces it. */
let arrived = false;

/** The page's one first heading, and the browser's title. */
export function PageTitle({ children }: { children: string }) {
  const { t } = useTranslation();
  const heading = useRef<HTMLHeadingElement>(null);
  useDocumentTitle(`${children} — ${t("common.product")}`);
  useEffect(() => {
    if (arrived) heading.current?.focus({ preventScroll: true });
    arrived = true;
  }, []);
  return (
    <Title ref={heading} tabIndex={-1} order={1} size="h2" mb="xs" className={classes.title}>
      {children}
    </Title>
  );
}
