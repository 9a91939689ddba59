/** Who listens: another program may have taken a port in the moment between its choice and its use, and it answers, too. */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { everyPid, sessionIdOf } from "./process/mark.ts";

const textOf = (path: string): string => {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
};
const LISTENING = "0A";

/** Inodes of the sockets that listen on a port, on any address (Linux: /proc/net/tcp). */
function listeners(port: number): Set<string> {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const lines = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((path) => textOf(path).split("\n").slice(1));
  const fields = lines.map((line) => line.trim().split(/\s+/));
  return new Set(
    fields.flatMap(([, local = "", , state, , , , , , inode = ""]) =>
      local.endsWith(wanted) && state === LISTENING ? [inode] : [],
    ),
  );
}

function holdsAny(pid: string, sockets: ReadonlySet<string>): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      try {
        return sockets.has(/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? "");
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** A process of the session that `leader` leads listens on the port. */
export function listensOn(leader: number, port: number): boolean {
  const sockets = listeners(port);
  if (sockets.size === 0) return false;
  if (holdsAny(String(leader), sockets)) return true;
  return everyPid().some((pid) => sessionIdOf(pid) === leader && holdsAny(pid, sockets));
}
