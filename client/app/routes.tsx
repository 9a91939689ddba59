import { Navigate, Outlet, type RouteObject, ScrollRestoration } from "react-router";
import { LoginPage } from "../features/session/components/login-page.tsx";
import { paths } from "../paths.ts";
import { CrashPage, NotFoundPage, PageProblem } from "./error-pages.tsx";
import { page } from "./page.tsx";
import { FirstLoading, RequireSession } from "./require-session.tsx";

/** A new page begins at its top; going back returns to where one was. */
function Root() {
  return (
    <>
      <Outlet />
      <ScrollRestoration />
    </>
  );
}

const live = page("live", async () => (await import("./live-session.tsx")).LiveSession, <FirstLoading />);
const shell = page("shell", async () => (await import("./shell.tsx")).Shell, <FirstLoading />);
const updates = page("updates", async () => (await import("./updates-tabs.tsx")).UpdatesTabs);
const importing = page("import", async () => (await import("./import-home.tsx")).ImportHome);
const runList = async () => (await import("../features/followup/components/run-list-page.tsx")).RunListPage;

/** While the server checks a password, what is shown next is fetched. */
function preloadHome(): void {
  for (const { handle } of [live, shell, updates, importing]) handle.preload();
}

export const routes: RouteObject[] = [
  {
    element: <Root />,
    errorElement: <CrashPage />,
    children: [
      { path: paths.login, element: <LoginPage onSubmit={preloadHome} /> },
      {
        element: <RequireSession />,
        children: [
          {
            ...live,
            children: [
              {
                path: paths.password,
                ...page(
                  "password",
                  async () =>
                    (await import("../features/session/components/change-password-page.tsx"))
                      .ChangePasswordPage,
                  <FirstLoading />,
                ),
              },
              {
                ...shell,
                children: [
                  {
                    // Inside the shell: the other pages, and an upload that this page makes, go on.
                    errorElement: <PageProblem />,
                    children: [
                      { path: "/", element: <Navigate to={paths.updates} replace /> },
                      {
                        ...updates,
                        children: [
                          {
                            path: paths.updates,
                            ...page("home", async () => (await import("./updates-tabs.tsx")).UpdatesHome),
                          },
                          { path: paths.import, ...importing },
                          {
                            path: paths.revert,
                            ...page(
                              "revert",
                              async () =>
                                (await import("../features/revert/components/revert-page.tsx")).RevertPage,
                            ),
                          },
                          {
                            path: paths.followup,
                            ...page("follow", async () => (await import("./follow-home.tsx")).FollowHome),
                          },
                          { path: paths.runs, ...page("runs", runList) },
                          {
                            path: paths.run(":runId"),
                            ...page(
                              "run",
                              async () =>
                                (await import("../features/followup/components/run-page.tsx")).RunPage,
                            ),
                          },
                        ],
                      },
                      {
                        path: paths.accounts,
                        ...page(
                          "accounts",
                          async () =>
                            (await import("../features/accounts/components/accounts-page.tsx")).AccountsPage,
                        ),
                      },
                      {
                        path: paths.audit,
                        ...page(
                          "audit",
                          async () => (await import("../features/audit/components/audit-page.tsx")).AuditPage,
                        ),
                      },
                      { path: "*", element: <NotFoundPage /> },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
];
