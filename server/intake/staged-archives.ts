/** Verified archives in their staging folders, read again after a restart. */
import { CodedError } from "../../shared/errors.ts";
import type { RunState } from "../../shared/run-state.ts";
import { type ArchiveVerdict, loadStaged } from "../archive/read.ts";
import { removeDurably } from "../io/atomic-file.ts";
import type { Platform } from "../platform/platform.ts";

export class StagedArchives {
  readonly #platform: Platform;
  /** The one that was requested last. */
  #known: { readonly id: string; readonly archive: ArchiveVerdict } | null = null;

  constructor(platform: Platform) {
    this.#platform = platform;
  }

  /** @throws CodedError NOT_FOUND when the run has no staged archive */
  async of({ id, phase }: RunState): Promise<ArchiveVerdict> {
    if (phase === "receiving" || phase === "ended") throw new CodedError("NOT_FOUND");
    if (this.#known?.id === id) return this.#known.archive;
    const archive = await loadStaged(this.#platform.root.staging(id));
    this.#known = { id, archive };
    return archive;
  }

  async remove({ id }: RunState): Promise<void> {
    if (this.#known?.id === id) this.#known = null;
    await removeDurably(this.#platform.root.staging(id));
  }
}
