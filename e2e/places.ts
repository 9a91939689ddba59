/**
 * Where this test run's archives are; the global set-up makes them once, and the workers inherit its
 * environment.
 */
import { join } from "node:path";

export const E2E_FOLDER = "SUPERVISEUR_E2E_FOLDER";

export function folder(): string {
  const path = process.env[E2E_FOLDER];
  if (path === undefined) throw new Error(`${E2E_FOLDER} is not set: the global set-up has not run`);
  return path;
}
export const keysDirectory = (): string => join(folder(), "keys");
export const trustRoot = (): string => join(keysDirectory(), "root.json");
export const archive = (name: string): string => join(folder(), "archives", name);
export const badArchive = (kind: string, name: string): string => join(folder(), "bad", kind, name);
/** The signature of the archive `expired` was valid until then. */
export const EXPIRED_ON = "2025-12-31";
