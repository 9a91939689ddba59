import { queryOptions } from "@tanstack/react-query";
import type { Overview } from "../../shared/api/overview.ts";
import { learnServerTime } from "../lib/clock.ts";
import { http } from "../lib/http.ts";

const POLL_MS = 15_000;
const MASKED_POLL_MS = 3_000;

/** The platform and the open run. The socket says when it changed; the interval is for when the socket is away. */
export const overviewQuery = queryOptions({
  queryKey: ["overview"],
  queryFn: async () => {
    const overview = await http.get<Overview>("/overview");
    learnServerTime(overview.now);
    return overview;
  },
  // Behind the mask everybody waits for its end.
  refetchInterval: ({ state: { data } }) => (data?.masked ? MASKED_POLL_MS : POLL_MS),
});
