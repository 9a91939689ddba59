/** One record. Before it a run goes back, after it only forward. */
import type { Step } from "../context.ts";

export const commit: Step = {
  name: "commit",
  critical: true,
  /** Nothing to do but to say so: the loop writes `run:committed`, which is the whole effect. */
  do: async () => ({}),
};
