import { infiniteQueryOptions } from "@tanstack/react-query";
import type { AuditEntry } from "../../../../shared/api/audit.ts";
import { http } from "../../../lib/http.ts";

export const auditQuery = infiniteQueryOptions({
  queryKey: ["audit"],
  initialPageParam: 0,
  queryFn: ({ pageParam }) =>
    http.get<{ entries: AuditEntry[]; more: boolean }>(
      `/audit${pageParam === 0 ? "" : `?before=${pageParam}`}`,
    ),
  getNextPageParam: (page) => (page.more ? page.entries.at(-1)?.seq : undefined),
});
