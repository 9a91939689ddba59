import { Router } from "express";
import type { Overview } from "../../shared/api/overview.ts";
import { isOpen } from "../../shared/run-state.ts";
import { VERSION } from "../version.ts";
import type { Components } from "../web/components.ts";
import { requirePermission, requireSession } from "./guards.ts";

export function overviewRoutes(components: Components): Router {
  const { config, journal, installation, installed, masked, blocker, clock } = components;
  const routes = Router();
  routes.get(
    "/overview",
    requireSession(components),
    requirePermission(components, "run:follow"),
    async (_request, response) => {
      const [latest, previous] = journal.states({ limit: 2 });
      const openRun = latest && isOpen(latest) ? latest : null;
      response.json({
        platform: { name: config.name, prefix: config.prefix, ...installed() },
        superviseur: VERSION,
        masked: await masked(),
        obstacle: await blocker(),
        installation,
        support: config.support,
        openRun,
        lastRun: (openRun === null ? latest : previous) ?? null,
        now: clock(),
      } satisfies Overview);
    },
  );
  return routes;
}
