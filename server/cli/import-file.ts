import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Command } from "commander";
import { makeDirectoryDurably, ownedLike, writeFileDurably } from "../io/atomic-file.ts";
import { FileChanged } from "../io/file-changed.ts";
import { stateLayout } from "../platform/layout.ts";
import { loadPlatformFile } from "../platform/platform-file.ts";
import { type DryRun, dryLines } from "./dry-run.ts";
import { judgeAt, platformGiven } from "./platform-at.ts";
import { type Shell, writing } from "./shell.ts";

/** Where the drop folder's archives are shown, with this one chosen. */
const IMPORT_PAGE = "/superviseur/updates/import";

/** The file's bytes, which must be the ones that were verified. */
async function* verified(file: string, sha256: string): AsyncGenerator<Buffer> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest("hex") !== sha256) throw new FileChanged(file);
}

/** `superviseur import FILE [--platform superviseur.yaml]` */
export function importCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("import")
    .description(t("cli.import.description"))
    .argument("<file>", t("cli.verify.file"))
    .option("--platform <file>", t("cli.verify.platform"));
  return writing(shell, command, async (given: string, flags: DryRun & { readonly platform?: string }) => {
    const platform = await platformGiven(shell, flags.platform);
    const source = resolve(given);
    const { manifest, sha256, bytes } = await judgeAt(shell, source, platform);
    const { state } = loadPlatformFile(platform);
    const { depot } = stateLayout(state);
    const file = join(depot, basename(source));
    if (!flags.dryRun) {
      await makeDirectoryDurably(depot);
      await ownedLike(depot, state);
      // Readable by the account that the server runs under, regardless of which user runs the command.
      await writeFileDurably(file, verified(source, sha256), { mode: 0o644 });
      await ownedLike(file, depot);
    }
    const link = `${IMPORT_PAGE}?${new URLSearchParams({ prefix: manifest.prefix, release: manifest.version })}`;
    return {
      json: { dryRun: flags.dryRun ?? false, code: null, trust: "trusted", file, link, sha256, bytes },
      lines: [...dryLines(shell, flags), t("cli.import.done", { file }), t("cli.import.link", { link })],
    };
  });
}
