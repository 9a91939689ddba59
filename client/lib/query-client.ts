import { QueryClient } from "@tanstack/react-query";
import { CodedError } from "../../shared/errors.ts";

/** A refusal is an answer; only a lost connection is worth another try. */
const RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { retry: (count, error) => !(error instanceof CodedError) && count < RETRIES, staleTime: 5_000, refetchOnWindowFocus: true },
  },
});
