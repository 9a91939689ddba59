import { QueryClient } from "@tanstack/react-query";
import { CodedError } from "../../shared/errors.ts";

/** A refusal is an answer; only a lost connection is worth another try. */
const RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    // The server is in the same building: whether this workstation is "online" says nothing about it.
    queries: {
      retry: (count, error) => !(error instanceof CodedError) && count < RETRIES,
      staleTime: 5_000,
      refetchOnWindowFocus: true,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});
