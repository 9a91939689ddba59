import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Navigate, NavLink, Outlet } from "react-router";
import { usePermission } from "../lib/session-query.ts";
import { overviewQuery } from "../runs/overview-query.ts";
import { Loading } from "../ui/loading.tsx";

/** « Mises à jour » and its two pages, each with an address of its own: links that look like tabs, since they are links. */
export function UpdatesTabs() {
  const { t } = useTranslation();
  return (
    <>
      <nav className="page-tabs" aria-label={t("common.updates")}>
        <NavLink to="/mises-a-jour/import">{t("common.import")}</NavLink>
        <NavLink to="/mises-a-jour/suivi">{t("common.followup")}</NavLink>
      </nav>
      <Outlet />
    </>
  );
}

/** Who may only follow begins where there is something to see. */
export function UpdatesHome() {
  const mayStart = usePermission("run:start");
  return <Navigate to={mayStart ? "/mises-a-jour/import" : "/mises-a-jour/suivi"} replace />;
}

/** « Suivi » opens what is going on; when nothing is, the list. */
export function FollowHome({ list }: { list: React.ReactNode }) {
  const mayFollow = usePermission("run:follow");
  const { data: overview, isPending } = useQuery({ ...overviewQuery, enabled: mayFollow });
  if (mayFollow && isPending) return <Loading />;
  return overview?.openRun ? <Navigate to={`/mises-a-jour/suivi/${overview.openRun.id}`} replace /> : list;
}
