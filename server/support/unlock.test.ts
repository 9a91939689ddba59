import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Key } from "@tufjs/models";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CodedError } from "../../shared/errors.ts";
import { type Outcome, type RunEvent, runIdSchema } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import { PLANNED_AND_CONSENTED } from "../../shared/testing/run-histories.ts";
import { UNLOCK_VALIDITY_MAX_MS, unlockText } from "../../shared/unlock.ts";
import { firstTrust, type Trust } from "../archive/trust.ts";
import { openJournal } from "../journal/journal.ts";
import { CLOCK_TOLERANCE_MS } from "../limits.ts";
import { signedBy, type UnlockWish, unlockBy } from "../testing/tiny-unlock.ts";
import { createKeyRing, type KeyRing, type Signer } from "../vendor/keys.ts";
import { makeRoot, type RoleSpec, rolesIn } from "../vendor/ring-documents.ts";
import { newKey, signerOf } from "../vendor/ring-key.ts";
import { type UnlockSituation, verifyUnlock } from "./unlock.ts";
import { unlockId } from "./unlock-signatures.ts";

const NOW = Date.parse("2026-11-21T04:00:00Z");
const HOUR = 60 * 60 * 1000;
const RUN = runIdSchema.parse("20261121-031200-a1b2c3");
const wish: UnlockWish = { installation: "7K3M-Q9TX-0VWB", run: RUN, issued: NOW };

let directory: string;
let ring: KeyRing;
let support: Signer;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "superviseur-unlock-"));
  ring = await createKeyRing(directory, { now: NOW });
  if (ring.support === null) throw new Error("a new ring has support");
  support = ring.support;
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const person = (): Signer => signerOf(newKey(null), null);
const trustOf = (given: RoleSpec): Trust => {
  const root = makeRoot(
    { ...rolesIn(ring.root, ring.targets), support: given },
    { version: 1, expires: NOW + 1000 * HOUR },
  );
  return firstTrust(root);
};

/** A run that ended so, as the journal records it. */
function runThat(outcome: Outcome, locked: boolean, ...more: RunEvent[]): RunState {
  const journal = openJournal(join(directory, `${randomUUID()}.sqlite`));
  const by = { id: "1", name: "Admin" };
  const cause = { code: "MIGRATION_FAILED", facts: {} } as const;
  const events: RunEvent[] = [
    { type: "run:opened", by, fileName: "tiny.maj.1.1.0.tgz", fileSize: 1, from: "1.0.0" },
    ...PLANNED_AND_CONSENTED,
    { type: "run:rolling-back", cause },
    { type: "run:ended", outcome, error: cause, locked },
    ...more,
  ];
  for (const event of events) journal.append(RUN, event);
  const state = journal.state(RUN);
  journal.close();
  if (state === null) throw new Error("no run");
  return state;
}
const verified = (text: string, change: Partial<UnlockSituation> = {}) =>
  verifyUnlock(text, {
    trust: firstTrust(ring.root),
    installation: "7K3M-Q9TX-0VWB",
    state: runThat("rolled-back", true),
    used: [],
    now: NOW + HOUR,
    ...change,
  });
function refusal(text: string, change: Partial<UnlockSituation> = {}): unknown {
  try {
    verified(text, change);
  } catch (error) {
    if (error instanceof CodedError) return { code: error.code, facts: error.facts };
    throw error;
  }
  return "accepted";
}

describe("an unlock signed by support", () => {
  it("is accepted for the run and the installation that it names", () => {
    const unlock = signedBy(wish, support);
    expect(verified(unlockText(unlock))).toEqual({
      signed: unlock.signed,
      id: unlockId(unlock.signed),
      keyIds: [support.key.keyID],
    });
  });

  it("is refused elsewhere, for another run, and when it was used", () => {
    const text = unlockBy(wish, support);
    expect(refusal(text, { installation: "0000-0000-0000" })).toMatchObject({
      code: "UNLOCK_OTHER_INSTALLATION",
    });
    expect(refusal(unlockBy({ ...wish, run: "20261121-031200-ffffff" }, support))).toMatchObject({
      code: "UNLOCK_OTHER_RUN",
    });
    const { id } = verified(text);
    expect(refusal(text, { used: ["0", id] })).toEqual({ code: "UNLOCK_USED", facts: {} });
  });

  it("is used once, even if another signer signs it again", () => {
    const [a, b] = [person(), person()];
    const trust = trustOf({ keys: [a.key, b.key], threshold: 1 });
    const { id } = verified(unlockBy(wish, a), { trust });
    expect(refusal(unlockBy(wish, b), { trust, used: [id] })).toMatchObject({ code: "UNLOCK_USED" });
    expect(refusal(unlockBy(wish, a, b), { trust, used: [id] })).toMatchObject({ code: "UNLOCK_USED" });
  });

  it("is good from its date to its end, a week at most", () => {
    const at = (now: number, change: Partial<UnlockWish> = {}) =>
      refusal(unlockBy({ ...wish, ...change }, support), { now });
    expect(at(NOW + 24 * HOUR - 1)).toBe("accepted");
    expect(at(NOW + 24 * HOUR)).toEqual({ code: "UNLOCK_EXPIRED", facts: { date: "2026-11-22" } });
    expect(at(NOW - CLOCK_TOLERANCE_MS)).toBe("accepted");
    expect(at(NOW - CLOCK_TOLERANCE_MS - 1)).toEqual({
      code: "UNLOCK_NOT_YET",
      facts: { found: "2026-11-21", expected: "2026-11-20" },
    });
    expect(at(NOW, { expires: NOW + UNLOCK_VALIDITY_MAX_MS })).toBe("accepted");
    expect(at(NOW, { expires: NOW + UNLOCK_VALIDITY_MAX_MS + 1 })).toEqual({
      code: "UNLOCK_TOO_LONG",
      facts: { found: 8, expected: 7 },
    });
  });

  it("is not brought to life by a clock that was set back", () => {
    const trust = { ...firstTrust(ring.root), clockFloor: NOW + 25 * HOUR };
    expect(refusal(unlockBy(wish, support), { trust, now: NOW + HOUR })).toMatchObject({
      code: "UNLOCK_EXPIRED",
    });
  });

  it("allows what the run can have, and nothing else", () => {
    const intervention = runThat("intervention", true);
    for (const action of ["retry", "go-back", "accept"] as const)
      expect(refusal(unlockBy({ ...wish, action }, support), { state: intervention }), action).toBe(
        "accepted",
      );
    for (const [state, action] of [
      [runThat("rolled-back", true), "go-back"],
      [runThat("rolled-back", true), "accept"],
      [runThat("rolled-back", false), "retry"],
      [runThat("succeeded", false), "retry"],
      [runThat("cancelled", false), "retry"],
    ] as const)
      expect(refusal(unlockBy({ ...wish, action }, support), { state })).toEqual({
        code: "UNLOCK_NOT_FOR_THIS",
        facts: {},
      });
  });
});

describe("the keys of an unlock", () => {
  it("are those of the role support and of no other", () => {
    for (const [role, signer] of Object.entries(ring.signers))
      expect(refusal(unlockBy(wish, signer)), role).toEqual({ code: "UNLOCK_UNKNOWN_SIGNER", facts: {} });
    expect(refusal(unlockBy(wish, person()))).toMatchObject({ code: "UNLOCK_UNKNOWN_SIGNER" });
    expect(refusal(unlockBy(wish))).toMatchObject({ code: "UNLOCK_UNKNOWN_SIGNER" });
  });

  it("sign every word of it", () => {
    const good = signedBy(wish, support);
    const changes: Partial<typeof good.signed>[] = [
      { action: "accept" },
      { expires: "2026-11-27T04:00:00.000Z" },
      { reference: "" },
      { run: runIdSchema.parse("20261121-031200-ffffff") },
    ];
    for (const change of changes)
      expect(refusal(unlockText({ ...good, signed: { ...good.signed, ...change } }))).toMatchObject({
        code: "UNLOCK_UNKNOWN_SIGNER",
      });
    expect(
      refusal(unlockText({ ...good, signatures: [{ keyid: support.key.keyID, sig: "00".repeat(64) }] })),
    ).toMatchObject({
      code: "UNLOCK_UNKNOWN_SIGNER",
    });
  });

  it("are counted, each once, up to the threshold", () => {
    const [a, b, stranger] = [person(), person(), person()];
    const trust = trustOf({ keys: [a.key, b.key], threshold: 2 });
    expect(refusal(unlockBy(wish, a, b), { trust })).toBe("accepted");
    for (const signers of [[a], [a, a], [a, stranger]])
      expect(refusal(unlockBy(wish, ...signers), { trust })).toEqual({
        code: "UNLOCK_SIGNATURES_MISSING",
        facts: { found: 1, expected: 2 },
      });
  });

  it("that are listed twice in the root, under two names, are one signer", () => {
    const a = person();
    const alias = "f".repeat(64);
    const trust = trustOf({ keys: [a.key], threshold: 2 });
    const { keyType, scheme, keyVal } = a.key;
    trust.root.signed.addKey(new Key({ keyID: alias, keyType, scheme, keyVal }), "support");
    const unlock = signedBy(wish, a);
    const [own] = unlock.signatures;
    const twice = unlockText({
      ...unlock,
      signatures: [...unlock.signatures, { keyid: alias, sig: own?.sig ?? "" }],
    });
    expect(refusal(twice, { trust })).toEqual({
      code: "UNLOCK_SIGNATURES_MISSING",
      facts: { found: 1, expected: 2 },
    });
  });

  it("are never valid where the root gives the role to no key", () => {
    const trust = trustOf({ keys: [], threshold: 1 });
    expect(refusal(unlockBy(wish, support), { trust })).toEqual({ code: "UNLOCK_NO_SUPPORT_KEY", facts: {} });
    expect(refusal(unlockBy(wish), { trust })).toMatchObject({ code: "UNLOCK_NO_SUPPORT_KEY" });
  });
});
