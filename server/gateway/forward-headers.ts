/** Which headers travel through the gateway, and what it says about the client. Pure. Header lists are flat: name, value, name, value… */

import { PROBE_HEADER } from "../platform/front/mask-flag.ts";

/** RFC 9110 § 7.6.1: they speak about one connection, not about the message. `Expect` has been answered by our own server. */
const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "expect",
]);
const FORWARDED = new Set([
  "x-forwarded-for",
  "x-forwarded-proto",
  "x-forwarded-host",
  "x-forwarded-port",
  "x-real-ip",
  "forwarded",
]);

/** Sent by the maintenance page to ask the gateway, and only the gateway, whether it is over. */
export const STATUS_HEADER = "x-superviseur-status";
/** The probe token is a key: the platform never sees it. */
const OURS = new Set([PROBE_HEADER, STATUS_HEADER]);

export interface Client {
  readonly address: string | undefined;
  readonly encrypted: boolean;
}

const pairs = (raw: readonly string[]): [string, string][] =>
  Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i] ?? "", raw[2 * i + 1] ?? ""]);

const valuesOf = (raw: readonly string[], name: string): string[] =>
  pairs(raw).flatMap(([key, value]) => (key.toLowerCase() === name ? [value] : []));

/** Names that a Connection header declares to be for this hop only. A client must not make us lose what frames or addresses the message. */
function named(raw: readonly string[]): Set<string> {
  const names = valuesOf(raw, "connection").flatMap((value) =>
    value.split(",").map((name) => name.trim().toLowerCase()),
  );
  return new Set(names.filter((name) => name !== "host" && name !== "content-length"));
}

const isLoopback = (address: string | undefined): boolean =>
  address !== undefined && (/^(?:::ffff:)?127\./.test(address) || address === "::1");

/**
 * Headers for the upstream. What a TLS front on this machine says about the client is kept and extended; what any other client
 * claims about itself is replaced. `upgrade` keeps Connection and Upgrade, which a WebSocket handshake needs.
 */
export function requestHeaders(
  raw: readonly string[],
  client: Client,
  options: { upgrade?: boolean } = {},
): string[] {
  const trusted = isLoopback(client.address);
  const before = (name: string): string | undefined =>
    trusted ? valuesOf(raw, name).join(", ") || undefined : undefined;
  const forThisHop = named(raw);
  const kept = pairs(raw).filter(([key]) => {
    const name = key.toLowerCase();
    if (OURS.has(name)) return false;
    if (FORWARDED.has(name))
      return trusted && !["x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"].includes(name);
    if (options.upgrade === true && (name === "connection" || name === "upgrade")) return true;
    return !HOP_BY_HOP.has(name) && !forThisHop.has(name);
  });
  const host = valuesOf(raw, "host")[0];
  const chain = [before("x-forwarded-for"), client.address].filter((part) => part !== undefined).join(", ");
  if (chain !== "") kept.push(["X-Forwarded-For", chain]);
  kept.push(["X-Forwarded-Proto", before("x-forwarded-proto") ?? (client.encrypted ? "https" : "http")]);
  const forwardedHost = before("x-forwarded-host") ?? host;
  if (forwardedHost !== undefined) kept.push(["X-Forwarded-Host", forwardedHost]);
  return kept.flat();
}

/** Headers for the client, duplicates such as Set-Cookie kept. */
export function responseHeaders(raw: readonly string[]): string[] {
  const forThisHop = named(raw);
  return pairs(raw)
    .filter(([key]) => !HOP_BY_HOP.has(key.toLowerCase()) && !forThisHop.has(key.toLowerCase()))
    .flat();
}
