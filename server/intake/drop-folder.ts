/**
 * The drop folder: archives that came by scp or from a USB stick. Each is read to its end by the same reader as an upload,
 * once it is whole, and shown with its verdict. Nothing here is ever started automatically.
 */
import { EventEmitter } from "node:events";
import { lstat, readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import type { DropFolderEntry, DropFolderVerdict } from "../../shared/api/import.ts";
import { CodedError, type ErrorReport, reportOf } from "../../shared/errors.ts";
import type { ArchiveSummary } from "../../shared/journal.ts";
import type { ReleaseManifest } from "../../shared/manifest.ts";
import type { TrustStore } from "../archive/trust-store.ts";
import { makeDirectoryDurably, removeDurably } from "../io/atomic-file.ts";
import type { Clock } from "../io/clock.ts";
import { isBeingWritten } from "../io/open-files.ts";
import { DEPOT_ENTRIES_MAX, DEPOT_QUIET_MS, DEPOT_SCAN_MS } from "../limits.ts";
import { ArchiveVerifier } from "./archive-verifier.ts";

export interface DropFolderOptions {
  readonly directory: string;
  readonly trust: TrustStore;
  readonly clock: Clock;
  /** Throws the refusal of a verified archive: is it for this platform, now? */
  judge(manifest: ReleaseManifest, summary: ArchiveSummary, fileName: string): Promise<void>;
}

/** What reading it to its end said; whether the platform may install it is checked again each time. */
type Reading =
  | { readonly status: "arriving" }
  | { readonly status: "judging"; done: number }
  | { readonly status: "verified"; readonly manifest: ReleaseManifest; readonly archive: ArchiveSummary }
  | { readonly status: "refused"; readonly error: ErrorReport };

interface Watched {
  readonly kind: "file" | "folder";
  readonly size: number;
  readonly changedAt: number;
  /** Unix ms: since then it has looked like this. */
  readonly since: number;
  reading: Reading;
}

/** Hidden names are copies under way (rsync, our own import); a link could name any file of the server. */
const isShown = (name: string): boolean => !name.startsWith(".");

export class DropFolder {
  readonly directory: string;
  /** Tells when a screen would show something else. */
  readonly changes = new EventEmitter<{ changed: [] }>();
  readonly #options: DropFolderOptions;
  #watched = new Map<string, Watched>();
  #judging: { readonly name: string; readonly reception: ArchiveVerifier } | null = null;
  #timer: NodeJS.Timeout | null = null;
  #looking: Promise<void> | null = null;

  constructor(options: DropFolderOptions) {
    this.#options = options;
    this.directory = options.directory;
  }

  async start(): Promise<void> {
    await makeDirectoryDurably(this.directory, 0o770);
    await this.look();
    const again = (): void => {
      this.#timer = setTimeout(
        () =>
          void this.look()
            .catch(() => {})
            .finally(again),
        DEPOT_SCAN_MS,
      );
      this.#timer.unref();
    };
    again();
  }

  async stop(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer);
    await this.#looking;
    await this.#judging?.reception.stop();
  }

  /** Newest first. */
  async entries(): Promise<DropFolderEntry[]> {
    const entries = await Promise.all(
      [...this.#watched].map(async ([name, { size, changedAt, reading }]) => ({
        name,
        size,
        changedAt,
        verdict: await this.#verdict(name, reading),
      })),
    );
    return entries.sort((a, b) => b.changedAt - a.changedAt);
  }

  /** The file as it was found whole. @throws CodedError NOT_FOUND, DEPOT_INCOMPLETE, or its refusal */
  async whole(name: string): Promise<{ fileName: string; fileSize: number }> {
    await this.look();
    const watched = this.#watched.get(name);
    if (watched === undefined) throw new CodedError("NOT_FOUND");
    const { reading, size } = watched;
    if (reading.status === "refused") throw new CodedError(reading.error.code, reading.error.facts);
    if (reading.status !== "verified") throw new CodedError("DEPOT_INCOMPLETE", { found: size });
    return { fileName: name, fileSize: size };
  }

  async remove(name: string): Promise<void> {
    await this.look();
    if (!this.#watched.has(name)) throw new CodedError("NOT_FOUND");
    if (this.#judging?.name === name) await this.#judging.reception.stop();
    await removeDurably(join(this.directory, name));
    await this.look();
  }

  /** Looks at the folder once; two looks never run at once. */
  async look(): Promise<void> {
    while (this.#looking !== null) await this.#looking;
    this.#looking = this.#look().finally(() => {
      this.#looking = null;
    });
    await this.#looking;
  }

  async #look(): Promise<void> {
    const names = (await readdir(this.directory)).filter(isShown).sort().slice(0, DEPOT_ENTRIES_MAX);
    const now = this.#options.clock();
    const found = new Map<string, Watched>();
    for (const name of names) {
      const watched = await this.#seen(name, now);
      if (watched !== null) found.set(name, watched);
    }
    const changed =
      found.size !== this.#watched.size ||
      [...found].some(([name, watched]) => this.#watched.get(name) !== watched);
    this.#watched = found;
    if (changed) this.changes.emit("changed");
    await this.#judgeNext(now);
  }

  /** The known verdict when the file looks the same; a new one when it grew or was replaced. */
  async #seen(name: string, since: number): Promise<Watched | null> {
    const stat = await lstat(join(this.directory, name)).catch(() => null);
    if (stat === null || !(stat.isFile() || stat.isDirectory())) return null;
    const known = this.#watched.get(name);
    const kind = stat.isFile() ? "file" : "folder";
    if (known?.kind === kind && known.size === stat.size && known.changedAt === stat.mtimeMs) return known;
    const reading: Reading =
      kind === "folder"
        ? { status: "refused", error: { code: "ARCHIVE_IS_FOLDER", facts: {} } }
        : { status: "arriving" };
    return { kind, size: stat.size, changedAt: stat.mtimeMs, since, reading };
  }

  /** One at a time: they share the disk with the platform. */
  async #judgeNext(now: number): Promise<void> {
    if (this.#judging !== null) return;
    for (const [name, watched] of this.#watched) {
      if (watched.reading.status !== "arriving" || now - watched.since < DEPOT_QUIET_MS) continue;
      const file = join(await realpath(this.directory), name);
      if (await isBeingWritten(file)) continue;
      this.#judge(name, watched, file);
      return;
    }
  }

  #judge(name: string, watched: Watched, file: string): void {
    const { trust, clock } = this.#options;
    const judging = { status: "judging" as const, done: 0 };
    const identified: { manifest: ReleaseManifest; archive: ArchiveSummary }[] = [];
    const reception = new ArchiveVerifier({
      file,
      size: watched.size,
      available: watched.size,
      staging: null,
      trust,
      clock,
      judge: (manifest, archive) => void identified.push({ manifest, archive }),
      onProgress: (packed) => {
        judging.done = packed;
        this.changes.emit("changed");
      },
    });
    const settle = (reading: Reading): void => {
      watched.reading = reading;
      this.#judging = null;
      this.changes.emit("changed");
    };
    watched.reading = judging;
    this.#judging = { name, reception };
    this.changes.emit("changed");
    reception.done.then(
      () => {
        // A reader that was replaced identified it twice: the last one read it to the end.
        const last = identified.at(-1);
        if (last !== undefined) settle({ status: "verified", ...last });
      },
      (error) => settle({ status: "refused", error: incompleteOr(reportOf(error), watched.size) }),
    );
  }

  async #verdict(name: string, reading: Reading): Promise<DropFolderVerdict> {
    if (reading.status !== "verified")
      return reading.status === "refused" ? { ...reading, archive: null } : { ...reading };
    const { manifest, archive } = reading;
    try {
      await this.#options.judge(manifest, archive, name);
      return { status: "accepted", archive };
    } catch (error) {
      return { status: "refused", error: reportOf(error), archive };
    }
  }
}

/** Here a file that ends too early is most often one whose copy was cut. */
const incompleteOr = (report: ErrorReport, size: number): ErrorReport =>
  report.code === "ARCHIVE_TRUNCATED" || report.code === "ARCHIVE_EMPTY"
    ? { code: "DEPOT_INCOMPLETE", facts: { found: size } }
    : report;
