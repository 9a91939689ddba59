/**
 * The floors of the code, lowest first. `scripts/import-rules.ts` generates every import rule from these
 * lists.
 *
 * A room may import rooms of lower floors, never of higher ones. Rooms of one floor do not import each
 * other, except where `knows` says so. A room is a folder, or one file of `server/` or `client/`.
 */
export interface Room {
  readonly path: string;
  /** Rooms of the same floor that this one may import. */
  readonly knows: readonly string[];
  /** The only rooms that may import this one; everything above when absent. */
  readonly onlyFor?: readonly string[];
}
export interface Floor {
  readonly name: string;
  readonly rooms: readonly Room[];
}

const room = (path: string, ...knows: readonly string[]): Room => ({ path, knows });

/** What both ends agree on. */
export const SHARED: Floor = { name: "contract", rooms: [room("shared")] };

/** What a hospital runs. */
export const SERVER_FLOORS: readonly Floor[] = [
  {
    name: "constants",
    rooms: [room("server/limits.ts"), room("server/version.ts"), room("server/keep-heap-small.ts")],
  },
  { name: "operating system", rooms: [room("server/io")] },
  {
    name: "records, format, platform",
    rooms: [room("server/journal"), room("server/archive"), room("server/platform", "server/journal")],
  },
  { name: "planning", rooms: [room("server/planning")] },
  {
    name: "features",
    rooms: [
      room("server/pipeline"),
      room("server/intake"),
      room("server/revert"),
      room("server/support"),
      room("server/access"),
      room("server/gateway"),
    ],
  },
  { name: "web", rooms: [room("server/web")] },
  {
    name: "protocols",
    rooms: [{ ...room("server/http"), onlyFor: ["server/app.ts"] }, room("server/socket")],
  },
  { name: "app", rooms: [room("server/app.ts")] },
  { name: "parts", rooms: [room("server/stores.ts"), room("server/console.ts")] },
  { name: "composition", rooms: [room("server/compose.ts")] },
  { name: "serving", rooms: [room("server/serve.ts")] },
  { name: "opening", rooms: [room("server/open.ts")] },
  { name: "programs", rooms: [room("server/index.ts", "server/cli"), room("server/cli")] },
];

/** The vendor's own tools: they sign, and no hospital receives them. */
export const VENDOR: Floor = { name: "vendor", rooms: [room("server/vendor")] };

/** Tests, demo and benches of the floors below. No code that ships imports them. */
export const DEVELOPMENT: Floor = {
  name: "development",
  rooms: [
    room("server/testing"),
    room("robustness", "server/testing"),
    room("demo"),
    room("e2e", "demo"),
    room("bench", "server/testing", "demo", "scripts"),
    room("scripts", "server/testing", "robustness", "e2e"),
  ],
};

/** The page in the browser, which shares only the contract with the server. */
export const CLIENT_FLOORS: readonly Floor[] = [
  { name: "paths and limits", rooms: [room("client/limits.ts"), room("client/paths.ts")] },
  { name: "building blocks", rooms: [room("client/lib"), room("client/ui", "client/lib")] },
  { name: "runs", rooms: [room("client/runs")] },
  { name: "features", rooms: [room("client/features")] },
  { name: "app", rooms: [room("client/app")] },
  { name: "entry", rooms: [room("client/main.tsx")] },
];
