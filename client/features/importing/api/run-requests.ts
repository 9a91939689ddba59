import { queryOptions } from "@tanstack/react-query";
import type { z } from "zod";
import type {
  ArchiveDetail,
  OpenRunAnswer,
  openRunSchema,
  startRunSchema,
  UploadView,
} from "../../../../shared/api/import.ts";
import type { RunState } from "../../../../shared/run-state.ts";
import { apiUrl, http } from "../../../lib/http.ts";
import { UPLOAD_POLL_MS } from "../../../limits.ts";
import { runKey } from "../../../runs/run-query.ts";

export const openRun = (input: z.infer<typeof openRunSchema>): Promise<OpenRunAnswer> =>
  http.post("/runs", input);
export const uploadOf = (runId: string): Promise<UploadView> => http.get(`/runs/${runId}/upload`);
export const measureRun = (runId: string): Promise<RunState> => http.post(`/runs/${runId}/measure`);
export const startRun = (runId: string, input: z.infer<typeof startRunSchema>): Promise<RunState> =>
  http.post(`/runs/${runId}/start`, input);
export const dropRun = (runId: string): Promise<RunState> => http.post(`/runs/${runId}/cancel`);
export const noticeUrl = (runId: string): string => apiUrl(`/runs/${runId}/notice`);

/** What the server holds of an upload, the upload's space budget and when the server drops it. */
export const uploadQuery = (runId: string) =>
  queryOptions({
    queryKey: [...runKey(runId), "upload"],
    queryFn: () => uploadOf(runId),
    refetchInterval: UPLOAD_POLL_MS,
  });

export const archiveQuery = (runId: string) =>
  queryOptions({
    queryKey: [...runKey(runId), "archive"],
    queryFn: () => http.get<ArchiveDetail>(`/runs/${runId}/archive`),
    staleTime: Number.POSITIVE_INFINITY,
  });
