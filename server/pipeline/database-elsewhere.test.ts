/** A database on another host: no folder of this machine holds it, and the driver cannot count what was written since. */
import { expect, it } from "vitest";
import { surveyRevert } from "../planning/survey.ts";
import { restorePointOf } from "../platform/restore-point.ts";
import { undoable } from "../revert/revert-offer.ts";
import { amplyEquipped, goodMigration, manifestOf, NEW, tinyPlatform } from "../testing/tiny-platform.ts";

it("an update succeeds without a warning, requires no space on the database's disk, and no revert is offered", async () => {
  const tiny = await tinyPlatform();
  try {
    const { changeBaseline: _, ...core } = tiny.platform.database;
    const platform = { ...tiny.platform, database: { ...core, places: [] } };
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    expect(await tiny.run({ ...context, platform })).toMatchObject({ outcome: "succeeded", warnings: [] });
    expect(await tiny.answer()).toEqual({ version: NEW, rows: 3 });
    expect(await undoable(platform, tiny.journal)).toEqual({ reason: "baseline-gone", run: null });
    const point = await restorePointOf(platform, context.runId);
    if (point === null) throw new Error("no restore point");
    const { plan } = await surveyRevert(platform, "1.0.0", point, {}, amplyEquipped);
    expect(plan.disk.map(({ purpose }) => purpose)).toEqual(["backup", "restore-point", "restore"]);
  } finally {
    await tiny.close();
  }
});
