import { useTranslation } from "react-i18next";
import { Navigate, NavLink, Outlet } from "react-router";
import { usePermission } from "../lib/session-query.ts";
import { paths } from "../paths.ts";
import classes from "./updates-tabs.module.css";

/** « Mises à jour » and its two pages, each with an address of its own: links that look like tabs, since they are links. */
export function UpdatesTabs() {
  const { t } = useTranslation();
  return (
    <>
      <nav className={classes.tabs} aria-label={t("common.updates")}>
        <NavLink to={paths.import}>{t("common.import")}</NavLink>
        <NavLink to={paths.followup}>{t("common.followup")}</NavLink>
      </nav>
      <Outlet />
    </>
  );
}

/** A user who may not start a run begins at the page that follows them. */
export function UpdatesHome() {
  const mayStart = usePermission("run:start");
  return <Navigate to={mayStart ? paths.import : paths.followup} replace />;
}
