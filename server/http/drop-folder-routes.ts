/** The drop folder: its files, each with a verdict; importing it; removing it. */
import { Router } from "express";
import { type DropFolderView, importDepotSchema } from "../../shared/api/import.ts";
import type { Components } from "../web/components.ts";
import { originOf, parseInput, requirePermission, requireSession } from "./guards.ts";

export function dropFolderRoutes(components: Components): Router {
  const { dropFolder, intake, access } = components;
  const routes = Router();
  const start = requirePermission(components, "run:start");
  routes.use("/depot", requireSession(components));

  routes.get("/depot", requirePermission(components, "run:follow"), async (_request, response) => {
    response.json({
      directory: dropFolder.directory,
      entries: await dropFolder.entries(),
    } satisfies DropFolderView);
  });

  routes.post("/depot/runs", start, async (request, response) => {
    const { name } = parseInput(importDepotSchema, request.body);
    const origin = originOf(request);
    const runId = await access.audit.recordAround(
      { ...origin, action: "depot:import", facts: { file: name } },
      async () => await intake.openDepot(origin.actor, await dropFolder.whole(name)),
      (run) => ({ run }),
    );
    response.status(201).json({ runId });
  });

  routes.delete("/depot/:name", start, async (request, response) => {
    const name = String(request.params.name ?? "");
    await access.audit.recordAround(
      { ...originOf(request), action: "depot:remove", facts: { file: name } },
      () => dropFolder.remove(name),
    );
    response.status(204).end();
  });
  return routes;
}
