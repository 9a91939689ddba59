/** The rules of dependency-cruiser, made from the list of floors. */
import {
  CLIENT_FLOORS,
  DEVELOPMENT,
  type Floor,
  type Room,
  SERVER_FLOORS,
  SHARED,
  VENDOR,
} from "./floors.ts";

export interface ImportRule {
  readonly name: string;
  readonly comment?: string;
  readonly severity: "error";
  readonly from: { readonly path?: string; readonly pathNot?: string };
  readonly to: {
    readonly path?: string;
    readonly pathNot?: string;
    readonly circular?: true;
    readonly viaOnly?: { readonly dependencyTypesNot: readonly string[] };
    readonly dependencyTypes?: readonly string[];
  };
}

/** Server and client, each with its lowest floor first. */
const TOWERS: readonly (readonly Floor[])[] = [
  [SHARED, ...SERVER_FLOORS, VENDOR, DEVELOPMENT],
  [SHARED, ...CLIENT_FLOORS],
];
const roomsOf = (floors: readonly Floor[]): Room[] => floors.flatMap(({ rooms }) => rooms);
export const ROOMS: readonly Room[] = [...new Set(TOWERS.flatMap(roomsOf))];

const isFile = (path: string): boolean => /\.tsx?$/.test(path);
const escaped = (path: string): string => path.replaceAll(".", "\\.");
export const patternOf = (path: string): string => (isFile(path) ? `${escaped(path)}$` : `${path}/`);
const anyOf = (paths: readonly string[]): string => `^(${paths.map(patternOf).join("|")})`;

/** Tests, and the suites that the tests of each driver call. */
const TESTS = "(\\.test|/conformance)\\.tsx?$";
const inDevelopment = (room: Room): boolean => DEVELOPMENT.rooms.includes(room);

/**
 * A test of the server may import a higher room as its harness; a test of `shared` or of the client may not.
 */
export const testsAreExempt = ({ path }: Room): boolean => path.startsWith("server/");

/** May code of `from` import code of `to`? */
export function mayImport(from: Room, to: Room): boolean {
  if (from === to) return true;
  if (to.onlyFor !== undefined && !to.onlyFor.includes(from.path)) return false;
  return TOWERS.some((floors) => {
    const own = floors.findIndex(({ rooms }) => rooms.includes(from));
    const other = floors.findIndex(({ rooms }) => rooms.includes(to));
    if (own === -1 || other === -1) return false;
    return other < own || (other === own && from.knows.includes(to.path));
  });
}

export const floorRuleOf = ({ path }: Room): string => `floor-of-${path}`;

function floorRule(room: Room): ImportRule {
  const refused = ROOMS.filter((other) => !mayImport(room, other)).map(({ path }) => path);
  return {
    name: floorRuleOf(room),
    comment: "scripts/floors.ts lists what each room may import.",
    severity: "error",
    from: {
      path: `^${patternOf(room.path)}`,
      ...(testsAreExempt(room) ? { pathNot: TESTS } : {}),
    },
    to: { path: anyOf(refused) },
  };
}

export const IMPORT_RULES: readonly ImportRule[] = [
  ...ROOMS.map(floorRule),
  {
    name: "no-circular",
    comment: "Types may refer to each other; code that runs may not.",
    severity: "error",
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
  },
  {
    name: "every-file-is-in-a-room",
    comment: "A new folder or file of server/ or client/ needs a line in scripts/floors.ts.",
    severity: "error",
    from: { path: "^(server|client)/", pathNot: `${anyOf(ROOMS.map(({ path }) => path))}|${TESTS}` },
    to: {},
  },
  {
    name: "features-do-not-know-each-other",
    severity: "error",
    from: { path: "^client/features/([^/]+)/" },
    to: { path: "^client/features/", pathNot: "^client/features/$1/" },
  },
  {
    name: "shared-does-no-io",
    severity: "error",
    from: { path: "^shared/", pathNot: TESTS },
    to: { dependencyTypes: ["core"] },
  },
  {
    name: "processes-only-in-io",
    severity: "error",
    from: { path: "^server/", pathNot: `^server/(io|testing)/|${TESTS}` },
    to: { path: "^(node:)?child_process$" },
  },
  {
    name: "server-tests-do-not-reach-the-page-or-the-tools",
    severity: "error",
    from: { path: `^server/.*${TESTS}` },
    to: { path: "^(client|demo|e2e|scripts|bench)/" },
  },
  {
    name: "not-to-testing",
    comment: "Code that ships needs neither a test nor what tests are made of.",
    severity: "error",
    from: {
      pathNot: `${anyOf(ROOMS.filter(inDevelopment).map(({ path }) => path))}|^shared/testing/|${TESTS}`,
    },
    to: { path: `^((server|shared)/testing|robustness)/|${TESTS}` },
  },
];

/** The floors as ARCHITECTURE.md shows them, lowest first. */
export function floorsPicture(): string {
  const name = ({ path, knows }: Room): string =>
    knows.length === 0 ? path : `${path} (→ ${knows.join(", ")})`;
  const lines = (floors: readonly Floor[]): string[] =>
    floors.map((floor) => `  ${floor.name.padEnd(26)}${floor.rooms.map(name).join(" · ")}`);
  return [
    "```",
    ...lines([SHARED]),
    "server",
    ...lines([...SERVER_FLOORS, VENDOR, DEVELOPMENT]),
    "client",
    ...lines(CLIENT_FLOORS),
    "```",
  ].join("\n");
}
