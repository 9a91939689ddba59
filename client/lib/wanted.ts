/** Where somebody wanted to go before the login stood in the way, kept in the router's state; its parameters too. */
import { paths } from "../paths.ts";
export interface Wanted {
  readonly wanted: string;
}

/** A page that somebody is kept from hands its own address on. One that only stands in between hands on what it was given. */
export const wantedHere = ({
  pathname,
  search,
  state,
}: {
  pathname: string;
  search: string;
  state?: unknown;
}): Wanted =>
  pathname === paths.password ? { wanted: wantedOf(state) } : { wanted: `${pathname}${search}` };

/** Only pages of ours. */
export function wantedOf(state: unknown): string {
  const wanted = (state as Partial<Wanted> | null)?.wanted;
  return typeof wanted === "string" && wanted.startsWith("/") && !/^\/[/\\]/.test(wanted)
    ? wanted
    : paths.updates;
}
