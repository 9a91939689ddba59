/** Who is logged in: the session as the server says. */
import { queryOptions, useQuery } from "@tanstack/react-query";
import type { PublicView, SessionView } from "../../shared/api.ts";
import { CodedError } from "../../shared/errors.ts";
import type { Permission } from "../../shared/permissions.ts";
import { http, rememberCsrfToken } from "./http.ts";
import { queryClient } from "./query-client.ts";

export const sessionQuery = queryOptions({
  queryKey: ["session"],
  /** null: nobody. */
  queryFn: async (): Promise<SessionView | null> => {
    try {
      const session = await http.get<SessionView>("/session");
      rememberCsrfToken(session.csrfToken);
      return session;
    } catch (error) {
      if (error instanceof CodedError && error.code === "SESSION_REQUIRED") return null;
      throw error;
    }
  },
  staleTime: 60_000,
});

export function enterSession(session: SessionView): void {
  rememberCsrfToken(session.csrfToken);
  queryClient.setQueryData(sessionQuery.queryKey, session);
}

/** Forgets everything that the session let this page read. */
export function leaveSession(): void {
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, null);
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
