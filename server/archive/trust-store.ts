/**
 * What this server has learned of trust, kept in Superviseur's own store: the newest root, the newest targets' version and
 * revocations, the latest time seen and the version floor. Nothing here ever goes back.
 */
import { readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { Metadata, MetadataKind } from "@tufjs/models";
import { z } from "zod";
import { CodedError } from "../../shared/errors.ts";
import { compareVersions, releaseVersionSchema } from "../../shared/version.ts";
import { makeDirectoryDurably, writeFileDurably } from "../io/atomic-file.ts";
import { revokedSchema } from "./revoked.ts";
import { firstTrust, type Trust, type TrustedRoot } from "./trust.ts";

/** As it goes to disk and to the reader's process. */
export const trustRecordSchema = z.object({
  root: z.record(z.string(), z.json()),
  targetsVersion: z.number().int().nonnegative(),
  revoked: revokedSchema,
  /** Unix ms. */
  clockFloor: z.number().int().nonnegative(),
});
export type TrustRecord = z.infer<typeof trustRecordSchema>;
const storedSchema = trustRecordSchema.extend({ releaseFloor: releaseVersionSchema.nullable() });
type Stored = z.infer<typeof storedSchema>;

export const trustRecord = ({ root, ...rest }: Trust): TrustRecord =>
  trustRecordSchema.parse({ ...rest, root: root.toJSON() });
export const trustOf = ({ root, ...rest }: TrustRecord): Trust => ({ ...rest, root: rootOf(root) });

/** A root must at least be signed by its own keys. */
function rootOf(document: TrustRecord["root"]): TrustedRoot {
  const root = Metadata.fromJSON(MetadataKind.Root, document);
  root.verifyDelegate("root", root);
  return root;
}

export async function loadTrustedRoot(path: string): Promise<TrustedRoot> {
  return rootOf(JSON.parse(await readFile(path, "utf8")));
}

export interface TrustFiles {
  /** Installed with Superviseur; support may install a newer one. */
  readonly root: string;
  /** Ours. */
  readonly learned: string;
}

/** Read again at each use: support may have installed a newer root, and the command line may have set the clock right. */
export class TrustStore {
  readonly #files: TrustFiles;
  /** The change before: an upload and the drop folder may both have learned something. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(files: TrustFiles) {
    this.#files = files;
  }

  /** @throws CodedError TRUST_STATE_INVALID: without a root nothing can be accepted. */
  async load(): Promise<Trust> {
    return (await this.#read()).trust;
  }

  /** No release older than this may be installed; null when none ever said so. */
  async releaseFloor(): Promise<string | null> {
    return (await this.#read()).releaseFloor;
  }

  /** Keeps what an accepted archive's documents taught. An older teaching than the one kept changes nothing. */
  learn(learned: Trust): Promise<void> {
    return this.#inTurn(() => this.#learn(learned));
  }

  /** It is at least this late, in Unix ms; the live release asks for at least this floor. */
  observe(observed: { at?: number; floor?: string | null }): Promise<void> {
    return this.#inTurn(() => this.#observe(observed));
  }

  /** The one way back, for a person at the server: the clock was wrongly ahead when an archive was accepted. */
  setClockFloor(at: number): Promise<void> {
    return this.#inTurn(async () => {
      const { trust, releaseFloor } = await this.#read();
      await this.#write({ ...trust, clockFloor: at }, releaseFloor);
    });
  }

  #inTurn(change: () => Promise<void>): Promise<void> {
    const changed = this.#turn.then(change);
    this.#turn = changed.catch(() => {});
    return changed;
  }

  async #learn(learned: Trust): Promise<void> {
    const { trust, releaseFloor } = await this.#read();
    const ahead = learned.root.signed.version - trust.root.signed.version;
    const root = ahead > 0 ? learned.root : trust.root;
    // A newer root may have restarted the targets' versions.
    const { targetsVersion, revoked } =
      ahead > 0 || (ahead === 0 && learned.targetsVersion >= trust.targetsVersion) ? learned : trust;
    await this.#keep({ root, targetsVersion, revoked, clockFloor: trust.clockFloor }, releaseFloor, trust);
  }

  async #observe({ at, floor }: { at?: number; floor?: string | null }): Promise<void> {
    const { trust, releaseFloor } = await this.#read();
    const raised =
      floor && (releaseFloor === null || compareVersions(floor, releaseFloor) > 0) ? floor : releaseFloor;
    await this.#keep({ ...trust, clockFloor: Math.max(trust.clockFloor, at ?? 0) }, raised, trust);
  }

  async #read(): Promise<{ trust: Trust; releaseFloor: string | null }> {
    const installed = await this.#parsed(this.#files.root, async (text) => rootOf(JSON.parse(text)));
    if (installed === null)
      throw new CodedError("TRUST_STATE_INVALID", { file: this.#files.root, reason: "ENOENT" });
    const stored = await this.#parsed(
      this.#files.learned,
      async (text): Promise<{ trust: Trust; stored: Stored }> => {
        const parsed = storedSchema.parse(JSON.parse(text));
        return { trust: trustOf(parsed), stored: parsed };
      },
    );
    if (stored === null) return { trust: firstTrust(installed), releaseFloor: null };
    const { trust } = stored;
    const root = installed.signed.version > trust.root.signed.version ? installed : trust.root;
    return { trust: { ...trust, root }, releaseFloor: stored.stored.releaseFloor };
  }

  /** Null when the file is not there. */
  async #parsed<T>(file: string, parse: (text: string) => Promise<T>): Promise<T | null> {
    try {
      return await parse(await readFile(file, "utf8"));
    } catch (error) {
      const reason = error instanceof Error && "code" in error ? String(error.code) : "JSON";
      if (reason === "ENOENT") return null;
      throw new CodedError("TRUST_STATE_INVALID", { file, reason }, error);
    }
  }

  async #keep(next: Trust, releaseFloor: string | null, before: Trust): Promise<void> {
    const changed = JSON.stringify(trustRecord(next)) !== JSON.stringify(trustRecord(before));
    if (changed || releaseFloor !== (await this.releaseFloor())) await this.#write(next, releaseFloor);
  }

  async #write(trust: Trust, releaseFloor: string | null): Promise<void> {
    const stored: Stored = { ...trustRecord(trust), releaseFloor };
    await makeDirectoryDurably(dirname(this.#files.learned));
    await writeFileDurably(this.#files.learned, `${JSON.stringify(stored, null, 1)}\n`);
  }
}
