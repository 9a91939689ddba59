import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type { ArchiveDetail, OpenRunAnswer, openRunSchema, startRunSchema } from "../../../../shared/api.ts";
import type { RunState } from "../../../../shared/run-state.ts";
import { apiUrl, http } from "../../../lib/http.ts";

export const openRun = (input: z.infer<typeof openRunSchema>): Promise<OpenRunAnswer> => http.post("/runs", input);
export const measureRun = (runId: string): Promise<RunState> => http.post(`/runs/${runId}/measure`);
export const startRun = (runId: string, input: z.infer<typeof startRunSchema>): Promise<RunState> =>
  http.post(`/runs/${runId}/start`, input);
export const dropRun = (runId: string): Promise<RunState> => http.post(`/runs/${runId}/cancel`);
export const noticeUrl = (runId: string): string => apiUrl(`/runs/${runId}/notice`);

export const archiveQuery = (runId: string) =>
  queryOptions({
    queryKey: ["runs", runId, "archive"],
    queryFn: () => http.get<ArchiveDetail>(`/runs/${runId}/archive`),
    staleTime: Number.POSITIVE_INFINITY,
  });
