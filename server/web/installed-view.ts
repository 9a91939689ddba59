/** What is installed now, kept at hand for the screen and the gateway; looked up again whenever a run says that it may have changed. */
import type { ServiceSpec } from "../../shared/manifest.ts";
import type { JournalTail } from "../journal/tail.ts";
import type { Platform } from "../platform/platform.ts";

export interface Installed {
  readonly version: string;
  readonly datasets: Readonly<Record<string, string>>;
  /** Set by the live release. */
  readonly floor: string | null;
}

export class InstalledView {
  readonly #platform: Platform;
  #installed: Installed = { version: "", datasets: {}, floor: null };
  #services: readonly ServiceSpec[] = [];

  private constructor(platform: Platform) {
    this.#platform = platform;
  }

  static async open(platform: Platform, tail: JournalTail): Promise<InstalledView> {
    const view = new InstalledView(platform);
    await view.refresh().catch(() => {});
    tail.on("records", (records) => {
      const changed = records.some(
        ({ event }) =>
          event.type === "run:committed" ||
          event.type === "run:ended" ||
          (event.type === "step:done" && event.step === "switch"),
      );
      // A failed look (the database is being restored) is made good by the next record: a run always ends with one.
      if (changed) void view.refresh().catch(() => {});
    });
    return view;
  }

  async refresh(): Promise<void> {
    const { releases, database } = this.#platform;
    const version = await releases.current();
    // The screen must come up also where a recovery has still to put the database back.
    const [datasets, manifest] = await Promise.all([
      database.datasets().catch(() => this.#installed.datasets),
      releases.manifest(version),
    ]);
    this.#installed = { version, datasets, floor: manifest.floor ?? null };
    this.#services = manifest.services;
  }

  now(): Installed {
    return this.#installed;
  }

  /** Services of the live release. */
  services(): readonly ServiceSpec[] {
    return this.#services;
  }
}
