/** Who is logged in: the session as the server says. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { PublicView } from "../../shared/api/overview.ts";
import type { SessionView } from "../../shared/api/session.ts";
import { CodedError, type ErrorCode } from "../../shared/errors.ts";
import type { Permission } from "../../shared/permissions.ts";
import { http, rememberCsrfToken } from "./http.ts";
import { queryClient } from "./query-client.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  /** null: no user is logged in. */
  queryFn: async (): Promise<SessionView | null> => {
    try {
      const session = await http.get<SessionView>("/session");
      rememberCsrfToken(session.csrfToken);
      return session;
    } catch (error) {
      if (!(error instanceof CodedError && error.code === "SESSION_REQUIRED")) throw error;
      forget();
      return null;
    }
  },
  staleTime: 60_000,
});

export function enterSession(session: SessionView): void {
  rememberCsrfToken(session.csrfToken);
  queryClient.setQueryData(sessionQuery.queryKey, session);
}

/** Everything that the session let this page read goes; what the login page shows stays. */
function forget(): void {
  rememberCsrfToken("");
  const kept: readonly unknown[] = [sessionQuery, publicQuery].map(({ queryKey: [name] }) => name);
  queryClient.removeQueries({ predicate: ({ queryKey: [name] }) => !kept.includes(name) });
}

/** To the login page. An answer about the session that is still on its way must not bring it back. */
export function leaveSession(): void {
  void queryClient.cancelQueries({ queryKey: sessionQuery.queryKey });
  queryClient.setQueryData(sessionQuery.queryKey, null);
  forget();
}

/** Refusals that say that what this page believes about its session is not so. */
const DOUBTS = new Set<ErrorCode>(["PASSWORD_CHANGE_REQUIRED", "PERMISSION_DENIED", "CSRF_INVALID"]);

function judge(error: unknown): void {
  if (!(error instanceof CodedError)) return;
  if (error.code === "SESSION_REQUIRED") leaveSession();
  else if (DOUBTS.has(error.code)) void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
}

/** Whichever request learns that the session is over brings the page to the login. */
export function watchSession(): void {
  queryClient.getQueryCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "error") judge(event.action.error);
  });
  queryClient.getMutationCache().subscribe((event) => {
    if (event.type === "updated" && event.action.type === "error") judge(event.action.error);
  });
}

export function usePermission(permission: Permission): boolean {
  const { data } = useQuery(sessionQuery);
  return data?.permissions.includes(permission) ?? false;
}

export const publicQuery = queryOptions({
  queryKey: ["public"],
  queryFn: () => http.get<PublicView>("/public"),
  staleTime: Number.POSITIVE_INFINITY,
});
