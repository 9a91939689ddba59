import type { RunState } from "../../../../shared/run-state.ts";
import { apiUrl, http } from "../../../lib/http.ts";

export const cancelRun = (runId: string, password: string): Promise<RunState> =>
  http.post(`/runs/${runId}/cancel`, { password });
export const logUrl = (runId: string): string => apiUrl(`/runs/${runId}/log.txt`);
