import type { PlatformConfig } from "../platform/platform-file.ts";

/** The file of a platform whose database is SQLite: tests and tools look into it directly. */
export function sqliteFile({ database }: Pick<PlatformConfig, "database">): string {
  if (database.engine !== "sqlite") throw new Error("the platform's database is not SQLite");
  return database.file;
}
