import type { Logger } from "pino";
import { currentStep, type RunState } from "../../shared/run-state.ts";
import { createGateway, type Gateway } from "../gateway/gateway.ts";
import type { Clock } from "../io/clock.ts";
import type { Journal } from "../journal/journal.ts";
import type { Platform } from "../platform/platform.ts";
import { frontAddress } from "../platform/services/live-services.ts";
import type { InstalledView } from "./installed-view.ts";

export interface PlatformGatewayOptions {
  readonly platform: Platform;
  readonly journal: Journal;
  readonly installed: InstalledView;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What the maintenance page shows of the latest run. */
const statusOf = (run: RunState | null) => ({
  step: run !== null && run.phase !== "ended" ? currentStep(run) : null,
  goesBack: run?.phase === "rolling-back",
  expectedEnd: null,
});

/** The gateway in front of the live release's front service. */
export function platformGateway(options: PlatformGatewayOptions): Gateway {
  const { platform, journal, installed, clock, logger } = options;
  return createGateway({
    maskFile: platform.state.mask,
    upstream: () => frontAddress(platform.services, installed.services()),
    status: () => statusOf(journal.latest()),
    config: platform.config,
    clock,
    logger,
  });
}
