import { createBrowserRouter, Navigate, Outlet, ScrollRestoration } from "react-router";
import { BASE_PATH } from "../../shared/api/base.ts";
import { AccountsPage } from "../features/accounts/components/accounts-page.tsx";
import { AuditPage } from "../features/audit/components/audit-page.tsx";
import { RunListPage } from "../features/followup/components/run-list-page.tsx";
import { RunPage } from "../features/followup/components/run-page.tsx";
import { ImportPage } from "../features/importing/components/import-page.tsx";
import { RevertCard } from "../features/revert/components/revert-card.tsx";
import { RevertPage } from "../features/revert/components/revert-page.tsx";
import { ChangePasswordPage } from "../features/session/components/change-password-page.tsx";
import { LoginPage } from "../features/session/components/login-page.tsx";
import { CrashPage, NotFoundPage } from "./error-pages.tsx";
import { RequireSession } from "./require-session.tsx";
import { Shell } from "./shell.tsx";
import { FollowHome, UpdatesHome, UpdatesTabs } from "./updates-tabs.tsx";

/** A new page begins at its top; going back returns to where one was. */
function Root() {
  return (
    <>
      <Outlet />
      <ScrollRestoration />
    </>
  );
}

export const router = createBrowserRouter(
  [
    {
      element: <Root />,
      errorElement: <CrashPage />,
      children: [
        { path: "/connexion", element: <LoginPage /> },
        {
          element: <RequireSession />,
          children: [
            { path: "/mot-de-passe", element: <ChangePasswordPage /> },
            {
              element: <Shell />,
              children: [
                { index: true, element: <Navigate to="/mises-a-jour" replace /> },
                {
                  path: "/mises-a-jour",
                  element: <UpdatesTabs />,
                  children: [
                    { index: true, element: <UpdatesHome /> },
                    { path: "import", element: <ImportPage below={<RevertCard />} /> },
                    { path: "retour", element: <RevertPage /> },
                    { path: "suivi", element: <FollowHome list={<RunListPage />} /> },
                    { path: "suivi/toutes", element: <RunListPage /> },
                    { path: "suivi/:runId", element: <RunPage /> },
                  ],
                },
                { path: "/comptes", element: <AccountsPage /> },
                { path: "/audit", element: <AuditPage /> },
                { path: "*", element: <NotFoundPage /> },
              ],
            },
          ],
        },
      ],
    },
  ],
  { basename: BASE_PATH },
);
