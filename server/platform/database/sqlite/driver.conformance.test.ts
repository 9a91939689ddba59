import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { databaseConformance } from "../conformance.ts";
import { sqliteDatabase } from "./driver.ts";

databaseConformance("SQLite", { changeBaseline: true }, async (folder) => {
  // In a folder of its own: what is put back is made in the folder above.
  mkdirSync(join(folder, "data"));
  const file = join(folder, "data", "live.sqlite");
  const execute = async (sql: string): Promise<void> => {
    const database = new DatabaseSync(file);
    database.exec(sql);
    database.close();
  };
  await execute("PRAGMA journal_mode = WAL");
  return {
    database: sqliteDatabase(file),
    another: sqliteDatabase(join(folder, "data", "other.sqlite")),
    execute,
    async executeAndDie(sql) {
      const program = `new (require("node:sqlite").DatabaseSync)(${JSON.stringify(file)}).exec(${JSON.stringify(sql)}); process.kill(process.pid, "SIGKILL")`;
      const child = spawn(process.execPath, ["-e", program]);
      const [, signal] = await once(child, "exit");
      if (signal !== "SIGKILL") throw new Error("the application did not come to its commit");
    },
    async damage(directory) {
      for (const name of readdirSync(directory).filter((name) => name.endsWith(".sqlite"))) {
        const copy = join(directory, name);
        // The page of the schema stays: the file still looks like a database.
        writeFileSync(copy, readFileSync(copy).fill(0x5a, 4096));
      }
    },
    command: (sql) => [
      "node",
      "-e",
      `new (require("node:sqlite").DatabaseSync)(process.env.DATABASE).exec(${JSON.stringify(sql)})`,
    ],
    async close() {},
  };
});
