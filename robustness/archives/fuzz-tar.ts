/** Random changes to the entries of the tar: their sequence, the fields of their headers, their bytes, the end mark. */
import fc from "fast-check";
import { gzipOf, type Part, part, partsOf, resummed, tarOf } from "./archive-builder.ts";
import type { HostileWorld } from "./hostile-class.ts";

/** Offset and length of each field of a ustar header. */
const FIELDS = {
  name: [0, 100],
  mode: [100, 8],
  owner: [108, 8],
  group: [116, 8],
  size: [124, 12],
  time: [136, 12],
  checksum: [148, 8],
  type: [156, 1],
  link: [157, 100],
  magic: [257, 6],
  version: [263, 2],
  ownerName: [265, 32],
  groupName: [297, 32],
  device: [329, 16],
  prefix: [345, 155],
  rest: [500, 12],
} as const;

type Change =
  | { readonly op: "drop"; readonly at: number }
  | { readonly op: "twice"; readonly at: number }
  | { readonly op: "empty"; readonly at: number }
  | { readonly op: "move"; readonly at: number; readonly to: number }
  | {
      readonly op: "insert";
      readonly at: number;
      readonly name: string;
      readonly type: string;
      readonly link: string;
      readonly content: string;
    }
  | {
      readonly op: "field";
      readonly at: number;
      readonly field: keyof typeof FIELDS;
      readonly bytes: string;
      readonly fill: boolean;
      readonly summed: boolean;
    }
  | {
      readonly op: "content";
      readonly at: number;
      readonly from: number;
      readonly remove: number;
      readonly bytes: string;
      readonly declared: boolean;
    };
export interface TarMutation {
  readonly layer: "tar";
  readonly changes: readonly Change[];
  /** Bytes put into the tar at a place counted round, or null. */
  readonly raw: { readonly at: number; readonly remove: number; readonly bytes: string } | null;
  /** Zero bytes behind the last entry. */
  readonly end: number;
}

const at = fc.nat(40);
const NAMES = [
  "assets/a.txt",
  "assets/empty.txt",
  "notes.md",
  "service.mjs",
  "META/FORMAT",
  "META/targets.json",
  "META/stable.json",
  "META/x",
  "x",
  "../x",
  "/x",
  "META/root/2.root.json",
];
/** Text whose characters are bytes. */
const binary = (maxLength: number): fc.Arbitrary<string> =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes).toString("latin1"));
const bytes = fc.oneof(
  binary(13),
  fc.constantFrom(
    ...NAMES,
    "0",
    "1",
    "2",
    "5",
    "7",
    "x",
    "g",
    "L",
    "\x80",
    "\xff\xff\xff\xff",
    "ustar  \0",
    "-1",
    "       1 ",
  ),
  fc.nat(2 ** 31 - 1).map((number) => number.toString(8).padStart(11, "0")),
);
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ op: fc.constant("drop" as const), at }),
  fc.record({ op: fc.constant("twice" as const), at }),
  fc.record({ op: fc.constant("empty" as const), at }),
  fc.record({ op: fc.constant("move" as const), at, to: at }),
  fc.record({
    op: fc.constant("insert" as const),
    at,
    name: fc.constantFrom(...NAMES),
    type: fc.constantFrom(..."01234567xgLKSDMNVXZ", "\0"),
    link: fc.constantFrom("", "x", "/etc/passwd"),
    content: fc.oneof(
      binary(40),
      fc.constantFrom("20 path=/etc/passwd\n", "12 size=900\n", "superviseur-archive/1\n", "{}"),
    ),
  }),
  fc.record({
    op: fc.constant("field" as const),
    at,
    field: fc.constantFrom(...(Object.keys(FIELDS) as (keyof typeof FIELDS)[])),
    bytes,
    fill: fc.boolean(),
    summed: fc.boolean(),
  }),
  fc.record({
    op: fc.constant("content" as const),
    at,
    from: fc.nat(4000),
    remove: fc.nat(3),
    bytes: binary(3),
    declared: fc.boolean(),
  }),
);
export const tarMutation: fc.Arbitrary<TarMutation> = fc.record({
  layer: fc.constant("tar" as const),
  changes: fc.array(change, { maxLength: 3 }),
  raw: fc.oneof(
    { weight: 3, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.record({ at: fc.nat(20_000), remove: fc.nat(600), bytes: binary(600) }) },
  ),
  end: fc.oneof(
    { weight: 6, arbitrary: fc.constant(1024) },
    { weight: 1, arbitrary: fc.constantFrom(0, 512, 1000, 10_240, 12_000) },
  ),
});

function changed(parts: readonly Part[], one: Change): Part[] {
  const place = one.at % Math.max(1, parts.length);
  const entry = parts[place];
  if (entry === undefined) return [...parts];
  const others = parts.toSpliced(place, 1);
  if (one.op === "drop") return others;
  if (one.op === "twice") return parts.toSpliced(place, 0, entry);
  if (one.op === "empty") return parts.toSpliced(place, 1, part(entry.name));
  if (one.op === "move") return others.toSpliced(one.to % parts.length, 0, entry);
  if (one.op === "insert")
    return parts.toSpliced(
      place,
      0,
      part(one.name, Buffer.from(one.content, "latin1"), { type: one.type, link: one.link }),
    );
  if (one.op === "field") return parts.toSpliced(place, 1, withField(entry, one));
  return parts.toSpliced(place, 1, withBytes(entry, one));
}

function withBytes(
  entry: Part,
  { from: place, remove, bytes: text, declared }: Change & { op: "content" },
): Part {
  const from = place % (entry.content.length + 1);
  const content = Buffer.concat([
    entry.content.subarray(0, from),
    Buffer.from(text, "latin1"),
    entry.content.subarray(from + remove),
  ]);
  return declared ? part(entry.name, content) : { ...entry, content };
}

function withField(entry: Part, { field, bytes: text, fill, summed }: Change & { op: "field" }): Part {
  const [offset, length] = FIELDS[field];
  const header = Buffer.from(entry.header);
  if (fill) header.fill(0, offset, offset + length);
  Buffer.from(text, "latin1").copy(header, offset, 0, length);
  return summed ? resummed({ ...entry, header }) : { ...entry, header };
}

export function mutateTar({ good }: HostileWorld, { changes, raw, end }: TarMutation): Buffer {
  const parts = changes.reduce<Part[]>(changed, partsOf(good));
  const tar = tarOf(parts, Buffer.alloc(end));
  if (raw === null) return gzipOf(tar);
  const from = raw.at % (tar.length + 1);
  return gzipOf(
    Buffer.concat([tar.subarray(0, from), Buffer.from(raw.bytes, "latin1"), tar.subarray(from + raw.remove)]),
  );
}
