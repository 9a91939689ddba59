/** What is installed in a case, and where that ends when it is undisturbed. */

import type { Files } from "../../server/testing/tiny-platform.ts";
import type { RunKind } from "../../shared/steps.ts";
import { SERVICE_UNDER_TEST } from "./service-under-test.ts";

export const OLD = "1.0.0";
export const NEW = "1.1.0";

export interface Scenario {
  /** Files of the new release. */
  readonly files: Files;
  /** Laid over the manifest of a tiny release. */
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly ends: "there" | "back";
  /** An update leads from the old version to the new one, a return back. */
  readonly kind: RunKind;
}

const anything = { minimum: 1, recommended: 1 };
const description = { fr: "m", en: "m" };
const service = (environment: Readonly<Record<string, string>> = {}) => ({
  name: "web",
  command: ["node", "service.mjs"],
  role: "front",
  environment,
});
const NOTES = { id: "001-notes", engine: "sql", file: "migrations/001-notes.sql", description };

const COMMON: Files = {
  "service.mjs": SERVICE_UNDER_TEST,
  "migrations/001-notes.sql": `
    ALTER TABLE visit ADD COLUMN note TEXT NOT NULL DEFAULT 'none';
    UPDATE visit SET note = patient || '!';
    ALTER TABLE written ADD COLUMN checked INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE ward (name TEXT PRIMARY KEY);
    INSERT INTO ward VALUES ('Cardiologie'), ('Urgences');`,
  "lib/words.txt": "bonjour\n",
  "lib/deep/er/page.html": `<p>${"x".repeat(20_000)}</p>\n`,
};
const update = (
  files: Files,
  migrations: readonly unknown[],
  environment?: Readonly<Record<string, string>>,
): Omit<Scenario, "ends"> => ({
  kind: "update",
  files: { ...COMMON, ...files },
  manifest: {
    migrations,
    services: [service(environment)],
    requirements: { platform: OLD, cpu: anything, memory: anything, disk: anything },
    links: { "lib/latest.html": "lib/deep/er/page.html" },
  },
});

/** An update whose second migration is a script, run by `sh` in the release's folder; by default the rehearsal finds nothing wrong. */
export const withScript = (script: string, ends: Scenario["ends"], files: Files = {}): Scenario => ({
  ...update({ "script.sh": script, ...files }, [
    NOTES,
    { id: "002-script", engine: "command", command: ["sh", "script.sh"], description },
  ]),
  ends,
});
export const NOT_IN_REHEARSAL = '[ "$REHEARSAL" = 1 ] && exit 0\n';

export const SCENARIOS = {
  good: { ...update({}, [NOTES]), ends: "there" },
  "failing-migration": withScript(
    `${NOT_IN_REHEARSAL}printf "half-way" > "$DATA/letter.txt"\nrm -f "$DATA/old.txt"\nexit 3\n`,
    "back",
  ),
  "failing-probe": { ...update({}, [NOTES], { SICK: "1" }), ends: "back" },
  return: { ...update({}, [NOTES]), kind: "revert", ends: "there" },
} satisfies Readonly<Record<string, Scenario>>;
export type ScenarioName = keyof typeof SCENARIOS;
export const SCENARIO_NAMES = Object.keys(SCENARIOS) as ScenarioName[];
export const scenarioOf = (name: ScenarioName): Scenario => SCENARIOS[name];

/** The versions that a run leads from and to. */
export const wayOf = (kind: RunKind): { readonly from: string; readonly to: string } =>
  kind === "revert" ? { from: NEW, to: OLD } : { from: OLD, to: NEW };
