import { createServer } from "node:http";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { accountOfSession, SESSION_COOKIE } from "./accounts.ts";
import type { Appointment } from "./appointments.ts";
import { loadAssets } from "./assets.ts";
import type { Edition } from "./edition.ts";
import { cookieOf, isOwnOrigin, send } from "./http.ts";
import { Live } from "./live.ts";
import { createPortal } from "./portal.ts";

const BUSY_TIMEOUT_MS = 10_000;
/** No request of this portal takes longer; a connection that is only held open must not keep it from stopping. */
const STOP_GRACE_MS = 10_000;

function setting(name: string): string {
  const value = process.env[name];
  if (!value) {
    console.error(
      `${name} is missing: the portal reads HOST, PORT, DATABASE, DATA and RELEASE from its environment.`,
    );
    process.exit(2);
  }
  return value;
}

/** Listens on HOST:PORT until SIGTERM; then finishes the requests in flight, closes the database and exits 0. */
export function startPortal<A extends Appointment>(edition: Edition<A>): void {
  const database = new DatabaseSync(setting("DATABASE"), { timeout: BUSY_TIMEOUT_MS });
  // FULL: a row whose request was answered survives a power cut.
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;");
  const live = new Live();
  const answer = createPortal({
    edition,
    database,
    live,
    assets: loadAssets(join(setting("RELEASE"), "assets")),
    dataDirectory: setting("DATA"),
  });

  let stopping = false;
  const server = createServer((request, response) => {
    void answer(request, response).then((found) => {
      if (found) send(response, found, stopping);
    });
  });
  server.on("upgrade", (request, socket, head) => {
    const known = accountOfSession(database, cookieOf(request, SESSION_COOKIE));
    if (request.url !== "/live" || !known || !isOwnOrigin(request))
      socket.end("HTTP/1.1 403 Forbidden\r\nconnection: close\r\n\r\n");
    else live.accept(request, socket, head);
  });
  server.listen(Number(setting("PORT")), setting("HOST"), () => {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : address;
    console.log(`PlaniDémo ${edition.version} listens on http://${setting("HOST")}:${port}`);
  });

  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    console.log(`PlaniDémo ${edition.version} stops: no new request is taken`);
    live.close();
    server.close(() => {
      database.close();
      console.log(`PlaniDémo ${edition.version} has stopped`);
      process.exit(0);
    });
    setTimeout(() => server.closeAllConnections(), STOP_GRACE_MS).unref();
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
