/** Releases that the vendor withdrew: `x-revoked` in the targets document, so that every later archive carries the list. */
import type { Targets } from "@tufjs/models";
import { z } from "zod";
import { prefixSchema, versionSchema } from "../../shared/version.ts";

export const REVOKED_FIELD = "x-revoked";
const REVOKED_MAX = 1_000;

export const revokedSchema = z
  .array(z.object({ prefix: prefixSchema, version: versionSchema }))
  .max(REVOKED_MAX);
export type RevokedRelease = z.infer<typeof revokedSchema>[number];

/** @throws ZodError: a list that cannot be read may name anything, so the document must not be used. */
export const revokedReleases = (targets: Targets): readonly RevokedRelease[] =>
  revokedSchema.parse(targets.unrecognizedFields[REVOKED_FIELD] ?? []);
