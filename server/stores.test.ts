import { DatabaseSync } from "node:sqlite";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { openStores, requireKnownStores } from "./stores.ts";
import { type TinyPlatform, tinyPlatform } from "./testing/tiny-platform.ts";

let tiny: TinyPlatform;
let stack: AsyncDisposableStack;
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  tiny = await tinyPlatform();
});
afterEach(async () => {
  await stack.disposeAsync();
  await tiny.close();
});

it.each(["log", "access"] as const)(
  "a newer %s is neither replaced nor passed over, and the journal keeps its reserve",
  async (store) => {
    const file = tiny.platform.state[store];
    const database = new DatabaseSync(file);
    database.exec("PRAGMA user_version = 99");
    database.close();
    const makeRoom = vi.spyOn(tiny.journal, "makeRoom");
    const access = { path: tiny.platform.state.access, clock: Date.now };
    const opening = openStores(tiny, pino({ level: "silent" }), access, stack);
    await expect(opening).rejects.toMatchObject({ code: "STATE_NEWER", facts: { file, found: 99 } });
    expect(makeRoom).not.toHaveBeenCalled();
    expect(() => requireKnownStores(tiny.platform.config)).toThrow(
      expect.objectContaining({ code: "STATE_NEWER", facts: expect.objectContaining({ file }) }),
    );
  },
  60_000,
);
