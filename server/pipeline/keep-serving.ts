import { exposure } from "../../shared/exposure.ts";
import type { RunState } from "../../shared/run-state.ts";

/**
 * True while the runner must restart services that die: users work with the platform, and no other process keeps it alive during a run.
 * While the platform is being reopened the steps start the services themselves: two starts of one service would end each other's process.
 */
export const mustKeepServing = (state: RunState): boolean => exposure(state) === "open";
