import { useQuery } from "@tanstack/react-query";
import { Navigate } from "react-router";
import { RunListPage } from "../features/followup/components/run-list-page.tsx";
import { usePermission } from "../lib/session-query.ts";
import { paths } from "../paths.ts";
import { overviewQuery } from "../runs/overview-query.ts";
import { Loading } from "../ui/loading.tsx";

/** « Suivi » opens the open run; without one, the list of runs. */
export function FollowHome() {
  const mayFollow = usePermission("run:follow");
  const { data: overview, isPending } = useQuery({ ...overviewQuery, enabled: mayFollow });
  if (mayFollow && isPending) return <Loading />;
  return overview?.openRun ? <Navigate to={paths.run(overview.openRun.id)} replace /> : <RunListPage />;
}
