/**
 * Writes THIRD-PARTY.md: `node scripts/write-third-party.ts`, after `npm ci`, when a package or an import of
 * the client changed.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROJECT } from "./run-command.ts";
import { thirdParties, thirdPartyPage } from "./third-party.ts";

writeFileSync(join(PROJECT, "THIRD-PARTY.md"), thirdPartyPage(thirdParties(PROJECT)));
