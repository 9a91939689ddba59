/**
 * A release whose last migration waits behind the mask until the spec lets it go on: what is to be seen in the middle of a
 * run is then there for as long as it takes to look. In the rehearsal it does not wait.
 */
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { KeyRing } from "../server/vendor/keys.ts";
import { archive } from "./places.ts";
import { repack } from "./repack.ts";
import type { Superviseur } from "./superviseur.ts";

export const PATIENT_VERSION = "4.7.2";
export const patientArchive = (): string => archive(`planidemo.maj.${PATIENT_VERSION}.tgz`);
/** Beside the platform's database. */
const GATE = "go-on";
/** What it writes each time it looks: in the log then, it waits. */
export const WAITING = /^patience \d+$/;

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

export async function buildPatientRelease(keys: KeyRing): Promise<void> {
  const migration = {
    id: "4.7.2-01-patience",
    engine: "command",
    command: ["node", "migrations/patience.mjs"],
    description: { fr: "Attend que l’essai continue.", en: "Waits until the trial goes on." },
  };
  await repack({
    source: "4.7.0",
    changes: (draft) => ({
      version: PATIENT_VERSION,
      migrations: [...(draft.migrations as unknown[]), migration],
    }),
    files: {
      "migrations/patience.mjs": MIGRATION,
      // The health probe asks the portal for its version.
      "portal/server.ts": (text) => text.replace('version: "4.7.0"', `version: "${PATIENT_VERSION}"`),
    },
    keys,
    out: dirname(patientArchive()),
  });
}

/** Lets the waiting migration end. */
export const goOn = (superviseur: Superviseur): void =>
  writeFileSync(join(superviseur.folder, "platform", "data", GATE), "");
