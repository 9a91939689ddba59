import { infiniteQueryOptions } from "@tanstack/react-query";
import type { RunList } from "../../shared/api/follow.ts";
import { http } from "../lib/http.ts";

const PAGE = 20;

export const runListQuery = infiniteQueryOptions({
  queryKey: ["run-list"],
  initialPageParam: "",
  queryFn: ({ pageParam }) =>
    http.get<RunList>(`/runs?limit=${PAGE}${pageParam === "" ? "" : `&before=${pageParam}`}`),
  getNextPageParam: (page) => (page.more ? page.runs.at(-1)?.id : undefined),
});
