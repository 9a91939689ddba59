/** The releases folder: `releases/<version>/`, and `current`, the link that says which one is live. */
import { readdir, readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { type ReleaseManifest, releaseManifestSchema } from "../../shared/manifest.ts";
import { compareVersions, RELEASE_PATTERN } from "../../shared/version.ts";
import {
  exists,
  linkTarget,
  makeDirectoryDurably,
  removeDurably,
  renameDurably,
  replaceSymlink,
  syncFile,
  writeFileDurably,
} from "../io/atomic-file.ts";
import { linkFile, syncFolders } from "../io/tree.ts";
import { rootLayout } from "./layout.ts";

/** A verified file waiting in staging. */
export interface PlacedFile {
  readonly path: string;
  readonly staged: string;
  readonly mode: number;
}

export class Releases {
  readonly #layout: ReturnType<typeof rootLayout>;

  constructor(root: string) {
    this.#layout = rootLayout(root);
  }

  path(version: string): string {
    return this.#layout.release(version);
  }

  /** The live version. @throws when there is none: then no platform is installed */
  async current(): Promise<string> {
    const target = await linkTarget(this.#layout.current);
    if (target === null)
      throw new Error(`${this.#layout.current} is not a link: the platform is not installed`);
    return basename(target);
  }

  async manifest(version: string): Promise<ReleaseManifest> {
    return releaseManifestSchema.parse(JSON.parse(await readFile(this.#layout.manifest(version), "utf8")));
  }

  /** Complete releases, oldest version first. */
  async list(): Promise<string[]> {
    const names = await readdir(this.#layout.releases);
    return names.filter((name) => RELEASE_PATTERN.test(name)).sort(compareVersions);
  }

  /**
   * Builds the release next to the others and gives it its name last: a folder named `<version>` is always complete. The
   * staged files get a second name (hard link), so no byte is copied and nothing is lost when this is done again.
   */
  async place(
    manifest: ReleaseManifest,
    files: readonly PlacedFile[],
    onFile: (done: number) => void,
  ): Promise<void> {
    const target = this.path(manifest.version);
    const temporary = `${target}.partial`;
    await removeDurably(temporary);
    if (await exists(target)) {
      if (basename((await linkTarget(this.#layout.current)) ?? "") === manifest.version)
        throw new Error("the live release is never replaced");
      await removeDurably(target);
    }
    await this.buildTree(temporary, manifest, files, onFile);
    await renameDurably(temporary, target);
  }

  /** The archive's files under their own names below `directory`, with the manifest written last; every file and folder synced. */
  async buildTree(
    directory: string,
    manifest: ReleaseManifest,
    files: readonly PlacedFile[],
    onFile: (done: number) => void,
  ): Promise<void> {
    await removeDurably(directory);
    await makeDirectoryDurably(directory);
    let done = 0;
    for (const file of files) {
      const path = join(directory, file.path);
      await linkFile(file.staged, path, file.mode);
      await syncFile(path);
      onFile(++done);
    }
    for (const [link, to] of Object.entries(manifest.links)) {
      const path = join(directory, link);
      await makeDirectoryDurably(dirname(path));
      await replaceSymlink(path, relative(dirname(path), join(directory, to)));
    }
    await syncFolders(directory);
    await makeDirectoryDurably(join(directory, ".superviseur"));
    await writeFileDurably(
      join(directory, ".superviseur", "manifest.json"),
      `${JSON.stringify(manifest, null, 2)}\n`,
      { mode: 0o644 },
    );
  }

  /** Removes a release that is not live. */
  async remove(version: string): Promise<void> {
    if ((await this.current()) === version) throw new Error(`release ${version} is live`);
    await removeDurably(`${this.path(version)}.partial`);
    // Under another name first: a half-removed folder must not look like a release.
    if (await exists(this.path(version)))
      await renameDurably(this.path(version), `${this.path(version)}.partial`);
    await removeDurably(`${this.path(version)}.partial`);
  }

  /** Makes `version` the live one, in one step. */
  async switchTo(version: string): Promise<void> {
    if (!(await exists(this.#layout.manifest(version))))
      throw new Error(`release ${version} is not complete`);
    await replaceSymlink(this.#layout.current, join("releases", version));
  }
}
