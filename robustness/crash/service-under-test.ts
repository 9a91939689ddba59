/**
 * The service of the platform under test, as its releases contain it: it answers a write only when the row and the line are on disk,
 * and each version after the first changes database and data as soon as it starts, so that a rollback has something to undo.
 */
export const SERVICE_UNDER_TEST = `
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const { DATABASE, DATA, HOST, PORT, SICK, VERSION } = process.env;
const database = new DatabaseSync(DATABASE, { timeout: 5000 });
database.exec("PRAGMA synchronous = FULL");
if (VERSION !== "1.0.0") {
  database.prepare("INSERT OR IGNORE INTO visit (id, patient) VALUES (1000, ?)").run(VERSION);
  const letter = openSync(join(DATA, "letter.txt"), "w");
  writeSync(letter, "converted for " + VERSION);
  fsyncSync(letter);
  closeSync(letter);
}
const insert = database.prepare("INSERT INTO written (id) VALUES (?)");
const count = database.prepare("SELECT COUNT(*) AS n FROM visit");
const lines = openSync(join(DATA, "written.log"), "a");

const server = createServer((request, response) => {
  if (request.method !== "POST") {
    const rows = count.get().n;
    response.writeHead(SICK === "1" ? 503 : 200).end(JSON.stringify({ version: VERSION, rows }));
    return;
  }
  let id = "";
  request.on("data", (chunk) => (id += chunk)).on("end", () => {
    try {
      insert.run(id);
      writeSync(lines, id + "\\n");
      fsyncSync(lines);
      response.writeHead(200).end(VERSION);
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
});
server.listen(Number(PORT), HOST);
process.on("SIGTERM", () => {
  server.close(() => {
    database.close();
    process.exit(0);
  });
  server.closeIdleConnections();
});
`;
