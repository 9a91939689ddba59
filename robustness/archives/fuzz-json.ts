/** Random changes to one metadata document: values, keys, lists; then the old signatures, a stranger's, or none. */
import { canonicalize } from "@tufjs/canonical-json";
import { Signature } from "@tufjs/models";
import fc from "fast-check";
import { rootEntry, TARGETS_ENTRY } from "../../server/archive/layout.ts";
import type { RoleName } from "../../server/vendor/ring-documents.ts";
import { part, partsOf, withContent } from "./archive-builder.ts";
import type { HostileWorld } from "./hostile-class.ts";
import { STABLE } from "./reshape.ts";

const DOCUMENTS = { root: rootEntry(1), targets: TARGETS_ENTRY, stable: STABLE } as const satisfies Partial<
  Record<RoleName, string>
>;

interface Edit {
  /** Which of the document's places, counted round. */
  readonly at: number;
  readonly change: "replace" | "remove" | "rename" | "insert" | "double";
  readonly key: string;
  readonly value: unknown;
}
export interface JsonMutation {
  readonly layer: "json";
  readonly document: keyof typeof DOCUMENTS;
  /** Begin from the stranger's document in the same place. */
  readonly strangers: boolean;
  readonly edits: readonly Edit[];
  /** `impostor`: the stranger's signature under the vendor's key id. */
  readonly signed: "as before" | "by a stranger" | "by an impostor" | "not at all";
  readonly indented: boolean;
}

const KEYS = [
  "__proto__",
  "constructor",
  "toString",
  "signed",
  "signatures",
  "keyid",
  "sig",
  "version",
  "keys",
  "roles",
  "threshold",
];
const key = fc.oneof(fc.constantFrom(...KEYS), fc.string({ maxLength: 8 }));
const HOSTILE = [
  "",
  ".",
  "..",
  "../x",
  "/etc/passwd",
  "META/FORMAT",
  "\ud800",
  "\u0000",
  -1,
  0,
  1,
  2,
  1.5,
  2 ** 53,
  1e308,
  null,
  true,
  [],
  {},
];
const value = fc.oneof(
  fc.constantFrom<unknown>(...HOSTILE),
  fc.jsonValue({ maxDepth: 2 }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.uint8Array({ minLength: 32, maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString("hex")),
);
const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.nat(400),
  change: fc.constantFrom("replace", "remove", "rename", "insert", "double"),
  key,
  value,
});
export const jsonMutation: fc.Arbitrary<JsonMutation> = fc.record({
  layer: fc.constant("json" as const),
  document: fc.constantFrom("root", "targets", "stable"),
  strangers: fc.integer({ min: 0, max: 7 }).map((chance) => chance === 0),
  edits: fc.array(edit, { maxLength: 4 }),
  signed: fc.constantFrom("as before", "as before", "by a stranger", "by an impostor", "not at all"),
  indented: fc.boolean(),
});

type Container = Record<string, unknown> | unknown[];
const isContainer = (node: unknown): node is Container => typeof node === "object" && node !== null;

function placesIn(node: unknown): [Container, string][] {
  if (!isContainer(node)) return [];
  return Object.keys(node).flatMap((name) => [
    [node, name] as [Container, string],
    ...placesIn(Reflect.get(node, name)),
  ]);
}
/** Also `__proto__` as a key of its own, as JSON has it. */
const put = (node: Container, name: string, content: unknown): void =>
  void Object.defineProperty(node, name, {
    value: content,
    enumerable: true,
    configurable: true,
    writable: true,
  });

function apply(document: unknown, { at, change, key: name, value: content }: Edit): void {
  const places = placesIn(document);
  const [node, place] = places[at % Math.max(1, places.length)] ?? [];
  if (node === undefined || place === undefined) return;
  const old: unknown = Reflect.get(node, place);
  if (change === "replace") put(node, place, content);
  else if (change === "insert")
    Array.isArray(node) ? node.splice(Number(place), 0, content) : put(node, name, content);
  else if (change === "double") Array.isArray(node) ? node.push(old) : put(node, `${place}${name}`, old);
  else {
    if (Array.isArray(node)) node.splice(Number(place), 1);
    else Reflect.deleteProperty(node, place);
    if (change === "rename" && !Array.isArray(node)) put(node, name, old);
  }
}

const contentOf = (archive: Buffer, name: string): string =>
  partsOf(archive)
    .find((entry) => entry.name === name)
    ?.content.toString("utf8") ?? "null";

export function mutateJson(
  world: HostileWorld,
  { document, strangers, edits, signed, indented }: JsonMutation,
): Buffer {
  const entry = DOCUMENTS[document];
  const json: { signed?: unknown; signatures?: unknown } = JSON.parse(
    contentOf(strangers ? world.strangersGood : world.good, entry),
  );
  for (const change of edits) apply(json, change);
  const signer = world.stranger.signers[document];
  if (signed === "not at all") json.signatures = [];
  else if (signed !== "as before") {
    const signature = signatureOf(json.signed, (data) => signer.sign(data).sig);
    const keyID = signed === "by a stranger" ? signer.key.keyID : world.vendor.signers[document].key.keyID;
    if (signature !== null) json.signatures = [new Signature({ keyID, sig: signature }).toJSON()];
  }
  const text = indented ? JSON.stringify(json, null, 1) : JSON.stringify(json);
  return withContent(world.good, entry, () => part(entry, `${text}\n`).content);
}

/** Null for what the canonical form cannot say, such as a fraction. */
function signatureOf(signed: unknown, sign: (data: Buffer) => string): string | null {
  try {
    return sign(Buffer.from(canonicalize(signed)));
  } catch {
    return null;
  }
}
