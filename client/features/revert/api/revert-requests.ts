import { queryOptions } from "@tanstack/react-query";
import type { OpenRunAnswer } from "../../../../shared/api/import.ts";
import type { LossCount, RevertOffer } from "../../../../shared/api/revert.ts";
import { http } from "../../../lib/http.ts";
import { overviewQuery } from "../../../runs/overview-query.ts";

const COUNT_POLL_MS = 500;

/** Below the overview's key: what changes the one changes the other. */
export const revertOfferQuery = queryOptions({
  queryKey: [...overviewQuery.queryKey, "revert"],
  queryFn: () => http.get<RevertOffer>("/revert"),
});

/** Asks the server to count, or joins the count under way. */
export const countLosses = (): Promise<LossCount> => http.post("/revert/losses");

/** How far the count is; asked again until it is over. */
export const lossesQuery = queryOptions({
  queryKey: ["return-losses"],
  queryFn: () => http.get<LossCount>("/revert/losses"),
  refetchInterval: ({ state: { data } }) => (data?.status === "counting" ? COUNT_POLL_MS : false),
});

export const startRevert = (request: {
  run: string;
  countedAt: number;
  agreed: boolean;
  password: string;
}): Promise<OpenRunAnswer> => http.post("/revert", request);
