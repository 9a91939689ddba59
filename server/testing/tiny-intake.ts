/** An intake over a tiny platform and its vendor, with what its tests send and look at. */
import { hash } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { expect } from "vitest";
import type { PartAnswer } from "../../shared/api/import.ts";
import type { RunId } from "../../shared/journal.ts";
import { TrustStore } from "../archive/trust-store.ts";
import { createIntake, type Intake, type IntakeOptions } from "../intake/intake.ts";
import type { Instruments } from "../platform/measure.ts";
import { inChunks, type TinyVendor, tinyVendor } from "./tiny-archive.ts";
import { amplyEquipped, type TinyPlatform, tinyPlatform } from "./tiny-platform.ts";

export const GIB = 1024 ** 3;
export const admin = { id: "1", name: "Admin" };
export const zoe = { id: "2", name: "Zoé" };
export const never = new AbortController().signal;

export const partOf = (bytes: Buffer, offset: number, length: number) => {
  const piece = bytes.subarray(offset, offset + length);
  return { piece, part: { offset, bytes: piece.length, sha256: hash("sha256", piece) } };
};

export interface TinyIntake {
  readonly tiny: TinyPlatform;
  readonly vendor: TinyVendor;
  /** Runs that were launched. */
  readonly launched: RunId[];
  /** A test puts its own numbers here. */
  readonly instruments: { -readonly [K in keyof Instruments]: Instruments[K] };
  /** Closed at the end; a test that restarts Superviseur puts another here. */
  intake: Intake;
  open(overrides?: Partial<IntakeOptions>): Intake;
  /** Sends `length` bytes from `offset` on. */
  send(runId: RunId, bytes: Buffer, offset?: number, length?: number): Promise<PartAnswer>;
  /** A whole archive, in one part. */
  importing(bytes: Buffer, fileName?: string): Promise<RunId>;
  /** Nothing stays of a refused archive but its line in the journal. */
  expectNothingLeft(): void;
  close(): Promise<void>;
}

export async function tinyIntake(): Promise<TinyIntake> {
  const tiny = await tinyPlatform();
  const vendor = await tinyVendor(tiny.directory);
  const launched: RunId[] = [];
  const instruments = { ...amplyEquipped };
  const open = (overrides: Partial<IntakeOptions> = {}): Intake =>
    createIntake({
      platform: tiny.platform,
      journal: tiny.journal,
      log: tiny.log,
      trust: new TrustStore({ root: vendor.rootFile, learned: tiny.platform.state.trustLearned }),
      instruments: {
        machine: () => instruments.machine(),
        fileSystem: (path) => instruments.fileSystem(path),
      },
      clock: Date.now,
      launch: async (runId) => void launched.push(runId),
      ...overrides,
    });
  const bench: TinyIntake = {
    tiny,
    vendor,
    launched,
    instruments,
    intake: open(),
    open,
    async send(runId, bytes, offset = 0, length = bytes.length) {
      const { piece, part } = partOf(bytes, offset, length);
      return await bench.intake.receivePart(runId, part, inChunks(piece), never);
    },
    async importing(bytes, fileName = "tiny.maj.1.1.0.tgz") {
      const runId = await bench.intake.open(admin, { fileName, fileSize: bytes.length });
      const received = bench.intake.received(runId);
      await Promise.all([bench.send(runId, bytes), received]);
      return runId;
    },
    expectNothingLeft() {
      for (const directory of [tiny.platform.root.stagings, tiny.platform.root.uploads])
        expect(existsSync(directory) ? readdirSync(directory) : []).toEqual([]);
      expect(tiny.journal.states({ limit: 1 })[0]).toMatchObject({ phase: "ended" });
    },
    async close() {
      await bench.intake.close();
      await tiny.close();
    },
  };
  return bench;
}
