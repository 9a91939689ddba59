/**
 * Writes docs/errors.md: `node scripts/write-error-docs.ts`, after a code or its French sentence has changed.
 */
import { writeFileSync } from "node:fs";
import { errorsPage } from "../shared/errors-page.ts";

writeFileSync(new URL("../docs/errors.md", import.meta.url), errorsPage());
