/** The page that a user wanted before the login page came first, with its parameters; kept in the router's state. */
import { paths } from "../paths.ts";
export interface Wanted {
  readonly wanted: string;
}

/** A guarded page passes on its own address. A page shown in between passes on the address that it received. */
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
