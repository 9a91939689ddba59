import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Journal, openJournal } from "./journal.ts";
import { openRun } from "./open-run.ts";

let directory: string;
let journals: Journal[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "superviseur-open-run-"));
  journals = [1, 2].map(() => openJournal(join(directory, "journal.sqlite")));
});
afterEach(() => {
  for (const journal of journals) journal.close();
  rmSync(directory, { recursive: true });
});

const opening = (name: string) => ({
  by: { id: name, name },
  fileName: "tiny.maj.1.1.0.tgz",
  fileSize: 1,
  from: "1.0.0",
});

it("when two processes open a run at once, one succeeds and the other gets the first one's name", () => {
  const [web, line] = journals as [Journal, Journal];
  // The other process opens its run between our check and our record.
  const meanwhile = (): number => {
    openRun(line, Date.now, opening("Zoé"));
    return Date.now();
  };
  expect(() => openRun(web, meanwhile, opening("Admin"))).toThrow(
    expect.objectContaining({ code: "IMPORT_BUSY", facts: { by: "Zoé" } }),
  );
  expect(web.states({ limit: 9 }).map(({ openedBy }) => openedBy.name)).toEqual(["Zoé"]);
  expect(web.verify()).toBeNull();
});
