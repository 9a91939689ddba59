/** Users of the platform are not interrupted by a run's remaining steps, nor by a failure of Superviseur itself. */
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { identify, isAlive } from "../io/process/identity.ts";
import { endCounts } from "../platform/change-baseline.ts";
import { goodMigration, manifestOf, NEW, type TinyPlatform, tinyPlatform } from "../testing/tiny-platform.ts";
import type { Step, StepContext } from "./context.ts";
import { PIPELINES } from "./rows.ts";

let tiny: TinyPlatform;
beforeEach(async () => {
  tiny = await tinyPlatform();
});
afterEach(() => tiny.close());

const changed = (changes: Readonly<Record<string, Partial<Step>>>): Step[] =>
  PIPELINES.update.map((step) => ({ ...step, ...changes[step.name] }));

/** The service dies, and answers again while the step still works. */
async function diesAndComesBack(): Promise<Record<string, never>> {
  const record = tiny.service();
  process.kill(record?.pid ?? Number.NaN, "SIGKILL");
  await vi.waitFor(async () => expect(await tiny.answer()).toMatchObject({ rows: 3 }), {
    timeout: 15_000,
    interval: 50,
  });
  return {};
}

it("a service that dies during the clean-up is started at once", async () => {
  const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
  expect(await tiny.run(context, changed({ clean: { do: diesAndComesBack } }))).toMatchObject({
    outcome: "succeeded",
    warnings: [],
  });
  expect(await tiny.answer()).toEqual({ version: NEW, rows: 3 });
});

it.each([
  ["before the mask was ever raised", "recheck"],
  ["after it was lifted again", "probe"],
] as const)("a service that dies during the rollback, %s, is started at once", async (_, failing) => {
  const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
  const fail = async (): Promise<never> => Promise.reject(new Error("made to fail"));
  const state = await tiny.run(
    context,
    changed({ [failing]: { do: fail }, place: { undo: diesAndComesBack } }),
  );
  expect(state).toMatchObject({ outcome: "rolled-back", steps: { place: { status: "undone" } } });
  expect(await tiny.answer()).toEqual({ version: "1.0.0", rows: 3 });
});

it("an answer of the proxy alone, when no server is behind it, does not decide on the new version", async () => {
  const away = createServer((_request, response) => response.writeHead(502).end("Bad Gateway"));
  await new Promise<void>((resolve) => away.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(away.address() as AddressInfo).port}`;
  writeFileSync(tiny.platform.state.frontDoor, JSON.stringify({ url }));
  try {
    const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
    expect(await tiny.run(context)).toMatchObject({ outcome: "succeeded", warnings: [] });
  } finally {
    away.closeAllConnections();
    await new Promise<void>((resolve) => away.close(() => resolve()));
  }
}, 60_000);

it("a count of losses in progress is ended before the database is frozen", async () => {
  const mark = tiny.platform.mark("losses");
  const child = spawn("sleep", ["100"], {
    detached: true,
    env: { PATH: process.env.PATH, SUPERVISEUR_RUN: mark.slice("SUPERVISEUR_RUN=".length) },
  });
  const counting = identify(child.pid ?? 0);
  if (counting === null) throw new Error("no process");
  const seen: boolean[] = [];
  const [snapshot] = PIPELINES.update.filter(({ name }) => name === "snapshot");
  const context = await tiny.stage(manifestOf(NEW, {}, goodMigration), goodMigration);
  const watched = async (known: StepContext, rows: readonly Step[]) => {
    seen.push(isAlive(counting));
    const facts = (await snapshot?.do(known, rows)) ?? {};
    seen.push(isAlive(counting));
    return facts;
  };
  expect(await tiny.run(context, changed({ snapshot: { do: watched } }))).toMatchObject({
    outcome: "succeeded",
  });
  expect(seen).toEqual([true, false]);
  await endCounts(tiny.platform);
});
