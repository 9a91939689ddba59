import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { buildRelease } from "./build-release.ts";
import { createKeyRing, documentText, type KeyRing, loadKeyRing } from "./keys.ts";
import { DRAFT, sealed } from "./pack.ts";
import { makeRoot, rolesIn } from "./ring-documents.ts";
import { parseDocument, readTrustFolder, textOf } from "./ring-folder.ts";
import { newKey, type Signer, signerOf } from "./ring-key.ts";
import { type Rotation, rotate } from "./ring-rotate.ts";
import { addSignature, needsOfRelease, needsOfRoot } from "./ring-sign.ts";

const NOW = Date.parse("2026-11-21T03:00:00Z");
let directory: string;
let ring: KeyRing;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-ring-"));
  ring = await createKeyRing(directory, { now: NOW });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const at = (name: string): string => join(directory, name);
const stranger = (): Signer => signerOf(newKey(null), null);
const SAME = { add: [], remove: [], threshold: null };
const rotation = (change: Partial<Rotation["roles"]> = {}, rest: Partial<Rotation> = {}): Rotation => ({
  roles: { root: SAME, targets: SAME, stable: SAME, unstable: SAME, support: SAME, ...change },
  revoke: [],
  unrevoke: [],
  rootExpires: null,
  targetsExpires: null,
  now: NOW,
  ...rest,
});
/** The next root of the ring, of which a second key is part. */
const second = (added: Signer) =>
  rotate(ring, rotation({ root: { ...SAME, add: [added.key], threshold: 2 } })).root ?? ring.root;

describe("a folder of trust documents", () => {
  it("of a ring is its root.json, and the roots that follow it by number", async () => {
    const added = stranger();
    const next = second(added);
    for (const signer of [ring.signers.root, added]) next.sign(signer.sign);
    await writeFile(at("2.root.json"), documentText(next));
    const { root, roots } = await loadKeyRing(directory);
    expect([root.signed.version, ...roots.map(({ signed }) => signed.version)]).toEqual([2, 1, 2]);
    await rename(at("root.json"), at("1.root.json"));
    expect((await readTrustFolder(directory)).roots).toHaveLength(2);
  });

  it.each<[string, string, () => Promise<unknown>]>([
    ["without a root", "noRoot", () => rm(at("root.json"))],
    ["with a root missing in between", "gap", () => writeFile(at("3.root.json"), documentText(rootOf(3)))],
    [
      "with a root under another number",
      "version",
      () => writeFile(at("2.root.json"), documentText(rootOf(3))),
    ],
    ["with a root that is none", "document", () => writeFile(at("2.root.json"), "{}")],
    ["with targets that are none", "document", () => writeFile(at("targets.json"), documentText(ring.root))],
  ])("%s is refused (%s)", async (_, problem, spoil) => {
    await spoil();
    await expect(readTrustFolder(directory)).rejects.toMatchObject({ name: "TrustProblem", problem });
  });
});

const rootOf = (version: number) => makeRoot(rolesIn(ring.root, ring.targets), { version, expires: NOW });

describe("the next root", () => {
  it("answers to the root before and to itself", () => {
    const added = stranger();
    const next = second(added);
    const found = () =>
      needsOfRoot(next, ring.root).map(({ version, threshold, signed }) => [
        version,
        threshold,
        signed.length,
      ]);
    expect(found()).toEqual([
      [1, 1, 0],
      [2, 2, 0],
    ]);
    addSignature({ kind: "root", metadata: next }, added);
    expect(found()).toEqual([
      [1, 1, 0],
      [2, 2, 1],
    ]);
    addSignature({ kind: "root", metadata: next }, ring.signers.root);
    expect(found()).toEqual([
      [1, 1, 1],
      [2, 2, 2],
    ]);
  });

  it("is not made while the one before lacks signatures", () => {
    const trust = { roots: [ring.root, second(stranger())], targets: ring.targets };
    expect(() => rotate(trust, rotation({}, { rootExpires: NOW + 1e9 }))).toThrow("pending: 2.root.json");
  });

  it("keeps what was not changed", () => {
    const { root, targets } = rotate(
      ring,
      rotation({}, { rootExpires: NOW + 1e9, targetsExpires: NOW + 1e9 }),
    );
    if (root === null || targets === null) throw new Error("both have a new date");
    expect([root.signed.version, targets.signed.version]).toEqual([2, 2]);
    expect(rolesIn(root, targets)).toEqual(rolesIn(ring.root, ring.targets));
    expect(rotate(ring, rotation())).toEqual({ root: null, targets: null });
  });

  it.each<[string, Rotation["roles"]["root"]]>([
    ["a threshold above the keys", { ...SAME, threshold: 2 }],
    ["no key left", { ...SAME, remove: [""] }],
  ])("is not made with %s", (_, root) => {
    expect(() => rotate(ring, rotation({ root }))).toThrow("threshold: root");
  });
});

describe("the role support", () => {
  const NO_KEYS = { keys: [], threshold: 1 };
  const supportOf = (next: Rotation["roles"]["support"]) => {
    const { root, targets } = rotate(ring, rotation({ support: next }));
    if (root === null || targets !== null) throw new Error("it is in the root alone");
    return { root, given: rolesIn(root, ring.targets).support };
  };

  it("is in a ring's root with those that TUF knows, and is still there when it was read again", () => {
    const { support } = rolesIn(ring.root, ring.targets);
    expect(support).toEqual({ keys: [ring.support?.key], threshold: 1 });
    const read = parseDocument(documentText(ring.root), "root.json");
    if (read.kind !== "root") throw new Error("a root");
    expect(rolesIn(read.metadata, ring.targets)).toEqual(rolesIn(ring.root, ring.targets));
    expect(needsOfRoot(read.metadata, null)).toMatchObject([{ signed: [ring.signers.root.key.keyID] }]);
  });

  it("passes to others with the next root", () => {
    const [a, b] = [stranger(), stranger()];
    const { given } = supportOf({
      add: [a.key, b.key],
      remove: [ring.support?.key.keyID ?? ""],
      threshold: 2,
    });
    expect(given).toEqual({ keys: [a.key, b.key], threshold: 2 });
    expect(() => supportOf({ ...SAME, threshold: 2 })).toThrow("threshold: support");
  });

  it("may have no keys, and comes back", () => {
    const { root, given } = supportOf({ ...SAME, remove: [ring.support?.key.keyID ?? ""] });
    expect(given).toEqual(NO_KEYS);
    expect(Object.keys(root.signed.roles).sort()).toEqual(["root", "snapshot", "targets", "timestamp"]);
    root.sign(ring.signers.root.sign);
    const added = stranger();
    const again = rotate(
      { roots: [ring.root, root], targets: ring.targets },
      rotation({ support: { ...SAME, add: [added.key] } }),
    );
    expect(again.root && rolesIn(again.root, ring.targets).support).toEqual({
      keys: [added.key],
      threshold: 1,
    });
  });

  it("is not needed in a ring from before", async () => {
    const old = makeRoot(
      { ...rolesIn(ring.root, ring.targets), support: NO_KEYS },
      { version: 1, expires: NOW + 1e12 },
    );
    old.sign(ring.signers.root.sign);
    await writeFile(at("root.json"), documentText(old));
    await rm(at("support.pem"));
    const { support, root, targets } = await loadKeyRing(directory);
    expect([support, rolesIn(root, targets).support]).toEqual([null, NO_KEYS]);
  });
});

describe("a release's document", () => {
  const build = async () => {
    const release = at("release");
    await mkdir(release);
    const draft = `{kind: data, prefix: tiny, version: ccam-2026.1, channel: stable, publishedAt: "2026-11-01T00:00:00Z", minFrom: 1.0.0, interruption: none, scope: {tables: [ccam]}}`;
    await writeFile(join(release, DRAFT), draft);
    await writeFile(join(release, "ccam.sql"), "-- rows\n");
    return (await buildRelease({ directory: release })).release;
  };

  it("is the same bytes when it was read and written again", async () => {
    const text = textOf({ kind: "release", metadata: await build() });
    expect(textOf(parseDocument(text, "x"))).toBe(text);
  });

  it("is sealed only with its channel's signature", async () => {
    const metadata = await build();
    expect(() => sealed(metadata, ring, NOW)).toThrow("ARCHIVE_UNSIGNED");
    addSignature({ kind: "release", metadata }, ring.signers.unstable);
    expect(() => sealed(metadata, ring, NOW)).toThrow("ARCHIVE_UNKNOWN_SIGNER");
    addSignature({ kind: "release", metadata }, ring.signers.stable);
    expect(sealed(metadata, ring, NOW).content.files.map(({ path }) => path)).toEqual(["ccam.sql"]);
    expect(needsOfRelease(metadata, "stable", ring.targets)).toMatchObject([
      { signed: [ring.signers.stable.key.keyID] },
    ]);
  });

  it("is not sealed with a document that no server would read", async () => {
    const metadata = await build();
    addSignature({ kind: "release", metadata }, ring.signers.stable);
    const keys = Array.from({ length: 300 }, () => stranger().key);
    const { root } = rotate(ring, rotation({ root: { ...SAME, add: keys } }));
    if (root === null) throw new Error("keys were added");
    root.sign(ring.signers.root.sign);
    expect(() => sealed(metadata, { roots: [ring.root, root], targets: ring.targets }, NOW)).toThrow(
      "document: META/root/2.root.json",
    );
  });
});
