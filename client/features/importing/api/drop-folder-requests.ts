/** The server's drop folder: archives that came to it without a browser. */
import { queryOptions } from "@tanstack/react-query";
import type { DropFolderView, OpenRunAnswer } from "../../../../shared/api/import.ts";
import { http } from "../../../lib/http.ts";
import { DEPOT_POLL_MS } from "../../../limits.ts";

export const dropFolderQuery = queryOptions({
  queryKey: ["depot"],
  queryFn: () => http.get<DropFolderView>("/depot"),
  refetchInterval: DEPOT_POLL_MS,
});
export const importFromDepot = (name: string): Promise<OpenRunAnswer> => http.post("/depot/runs", { name });
export const removeFromDepot = (name: string): Promise<void> =>
  http.delete(`/depot/${encodeURIComponent(name)}`);
