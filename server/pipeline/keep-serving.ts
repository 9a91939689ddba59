import { exposure } from "../../shared/exposure.ts";
import type { RunState } from "../../shared/run-state.ts";

/**
 * True while the runner must start again what dies of the platform: people work with it, and no other process keeps it alive during a run.
 * While the platform is handed back the steps start the services themselves: two that start the same service would end each other's.
 */
export const mustKeepServing = (state: RunState): boolean => exposure(state) === "open";
