import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Metadata, MetadataKind, type Root, type Targets } from "@tufjs/models";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createKeyRing, documentText, type KeyRing } from "../vendor/keys.ts";
import { makeRoot, makeTargets, rolesIn } from "../vendor/ring-documents.ts";
import { newKey, type Signer, signerOf } from "../vendor/ring-key.ts";
import { type Trust, TrustChain } from "./trust.ts";
import { TrustStore } from "./trust-store.ts";

const NOW = Date.parse("2026-11-21T03:00:00Z");
const LATER = NOW + 1e10;
let directory: string;
let ring: KeyRing;
let store: TrustStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-trust-"));
  ring = await createKeyRing(directory, { now: NOW });
  store = new TrustStore({
    root: join(directory, "root.json"),
    learned: join(directory, "state", "learned.json"),
  });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const bytesOf = (metadata: Metadata<Root> | Metadata<Targets>): Buffer => Buffer.from(documentText(metadata));
function targetsOf(version: number, signer: Signer = ring.signers.targets): Metadata<Targets> {
  const { stable, unstable } = rolesIn(ring.root, ring.targets);
  const targets = makeTargets({ stable, unstable }, [], { version, expires: LATER });
  targets.sign(signer.sign);
  return targets;
}
/** The next root, whose targets are signed by `targets`. */
function rootOf(version: number, targets: Signer, ...signers: Signer[]): Metadata<Root> {
  const { root, support } = rolesIn(ring.root, ring.targets);
  const next = makeRoot(
    { root, support, targets: { keys: [targets.key], threshold: 1 } },
    { version, expires: LATER },
  );
  for (const signer of signers) next.sign(signer.sign);
  return next;
}
/** What an archive with these documents teaches. */
function learned(trust: Trust, roots: readonly Metadata<Root>[], targets: Metadata<Targets>): Trust {
  const chain = new TrustChain(trust, NOW);
  for (const root of roots)
    chain.root({ entry: `META/root/${root.signed.version}.root.json`, bytes: bytesOf(root) });
  chain.targets({ entry: "META/targets.json", bytes: bytesOf(targets) });
  return chain.learned();
}
const refusal = (work: () => unknown): unknown => {
  try {
    work();
    return "accepted";
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
};

describe("what a server has learned", () => {
  it("begins with the root that was installed", async () => {
    const trust = await store.load();
    expect([trust.root.signed.version, trust.targetsVersion, trust.revoked, trust.clockFloor]).toEqual([
      1,
      0,
      [],
      0,
    ]);
    expect(await store.releaseFloor()).toBeNull();
  });

  it("is kept across a restart, and never goes back", async () => {
    const next = rootOf(2, ring.signers.targets, ring.signers.root);
    const before = await store.load();
    await store.learn(learned(before, [next], targetsOf(5)));
    await store.observe({ at: NOW, floor: "3.19.0" });
    await store.learn(learned(before, [], targetsOf(3)));
    await store.observe({ at: NOW - 1000, floor: "3.2.0" });
    const again = new TrustStore({
      root: join(directory, "root.json"),
      learned: join(directory, "state", "learned.json"),
    });
    const trust = await again.load();
    expect([trust.root.signed.version, trust.targetsVersion, trust.clockFloor]).toEqual([2, 5, NOW]);
    expect(await again.releaseFloor()).toBe("3.19.0");
  });

  it("refuses targets older than those it knows", async () => {
    await store.learn(learned(await store.load(), [], targetsOf(5)));
    const trust = await store.load();
    expect(refusal(() => learned(trust, [], targetsOf(4)))).toBe("ARCHIVE_TRUST_OLDER");
    expect(refusal(() => learned(trust, [], targetsOf(5)))).toBe("accepted");
  });

  it("restarts the targets' versions when a new root takes their keys away from a thief", async () => {
    await store.learn(learned(await store.load(), [], targetsOf(1_000_000)));
    const fresh = signerOf(newKey(null), null);
    const same = rootOf(2, ring.signers.targets, ring.signers.root);
    const rotated = rootOf(2, fresh, ring.signers.root);
    const trust = await store.load();
    expect(refusal(() => learned(trust, [same], targetsOf(2)))).toBe("ARCHIVE_TRUST_OLDER");
    await store.learn(learned(trust, [rotated], targetsOf(2, fresh)));
    expect((await store.load()).targetsVersion).toBe(2);
  });

  it("gives way to a newer root that support installed by hand", async () => {
    await store.learn(learned(await store.load(), [], targetsOf(5)));
    await writeFile(
      join(directory, "root.json"),
      documentText(rootOf(4, ring.signers.targets, ring.signers.root)),
    );
    expect((await store.load()).root.signed.version).toBe(4);
  });

  it("can be corrected when the clock was wrongly ahead", async () => {
    await store.observe({ at: LATER });
    const ahead = await store.load();
    expect(refusal(() => new TrustChain(ahead, NOW))).toBe("CLOCK_SET_BACK");
    await store.setClockFloor(NOW);
    const right = await store.load();
    expect(refusal(() => new TrustChain(right, NOW))).toBe("accepted");
  });

  it.each([
    ["no root at all", "root.json", null],
    ["a root that is not JSON", "root.json", "{"],
    ["a root without a signature", "root.json", "unsigned"],
    ["a state cut in the middle", "state/learned.json", '{"root":'],
  ])("with %s accepts nothing, and says so", async (_, file, content) => {
    await store.observe({ at: NOW });
    const path = join(directory, file);
    const unsigned = (): string => documentText(new Metadata(ring.root.signed));
    if (content === null) await rm(path);
    else await writeFile(path, content === "unsigned" ? unsigned() : content);
    await expect(store.load()).rejects.toMatchObject({ code: "TRUST_STATE_INVALID", facts: { file: path } });
  });

  it("is written in one step, as a root that verifies itself", async () => {
    await store.observe({ at: NOW });
    const { root } = JSON.parse(await readFile(join(directory, "state", "learned.json"), "utf8"));
    expect(Metadata.fromJSON(MetadataKind.Root, root).signed.version).toBe(1);
  });
});
