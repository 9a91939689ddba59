/**
 * A release whose last migration waits behind the mask until the spec ends it, so that a spec has all the
 * time it needs to look at a run in the middle. The migration does not wait in the rehearsal.
 */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KeyRing } from "../server/vendor/keys.ts";
import { archive } from "./places.ts";
import { repack } from "./repack.ts";
import type { Superviseur } from "./superviseur.ts";

export const WAITING_VERSION = "4.7.2";
export const waitingArchive = (): string => archive(`planidemo.maj.${WAITING_VERSION}.tgz`);
/** A file in the folder of the platform's database. */
const GATE = "go-on";
/** The line that the migration logs at each poll: once it is in the log, the migration waits. */
export const WAITING_LINE = /^patience \d+$/;

const MIGRATION = `import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

if (process.env.REHEARSAL) process.exit(0);
const gate = join(dirname(process.env.DATABASE), "${GATE}");
const deadline = Date.now() + 120_000;
for (let i = 1; !existsSync(gate); i++) {
  if (Date.now() > deadline) process.exit(1);
  console.log("patience " + i);
  await delay(150);
}
console.log("patience: fin");
`;

export async function buildWaitingRelease(keys: KeyRing): Promise<void> {
  const migration = {
    id: "4.7.2-01-patience",
    engine: "command",
    command: ["node", "migrations/patience.mjs"],
    description: { fr: "Attend que l’essai continue.", en: "Waits until the test ends it." },
  };
  await repack({
    source: "4.7.0",
    changes: (draft) => ({
      version: WAITING_VERSION,
      migrations: [...(draft.migrations as unknown[]), migration],
    }),
    files: {
      "migrations/patience.mjs": MIGRATION,
      // The health probe checks the portal's version.
      "portal/server.ts": (text) => text.replace('version: "4.7.0"', `version: "${WAITING_VERSION}"`),
    },
    keys,
    out: dirname(waitingArchive()),
  });
}

/** Ends the waiting migration. */
export const endMigration = (superviseur: Superviseur): void =>
  writeFileSync(join(superviseur.folder, "platform", "data", GATE), "");
