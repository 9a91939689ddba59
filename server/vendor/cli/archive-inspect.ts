import { Command } from "commander";
import { type Inspection, inspectArchive } from "../../archive/inspect.ts";
import { withArchive } from "../../cli/archive-file.ts";
import { answering, type Shell } from "../../cli/shell.ts";

/** One line per fact; the warning comes first and cannot be missed. */
function lines({ t, language }: Shell, { manifest, ...seen }: Inspection): string[] {
  const { prefix, version, channel, migrations } = manifest;
  const subject = { prefix, version, channel, date: manifest.publishedAt };
  return [
    t("cli.inspect.warning"),
    "",
    manifest.kind === "data" ? t("cli.inspect.data", subject) : t("cli.inspect.release", subject),
    t("cli.inspect.from", { version: manifest.minFrom }),
    manifest.interruption === "required" ? t("cli.inspect.interrupts") : t("cli.inspect.interruptsNot"),
    migrations.length === 0
      ? t("cli.inspect.noMigrations")
      : t("cli.inspect.migrations", { list: migrations.map(({ id }) => id).join(", ") }),
    t("cli.pack.size", {
      bytes: new Intl.NumberFormat(language).format(seen.payloadBytes),
      count: seen.files.length,
    }),
    ...seen.documents.map(({ entry, version, expires }) =>
      t("cli.inspect.document", { entry, version, date: expires }),
    ),
    seen.claimedSigners.length === 0
      ? t("cli.inspect.unsigned")
      : t("cli.inspect.claims", { signers: seen.claimedSigners.join(", ") }),
  ];
}

/** `superviseur vendor archive inspect FILE [--json]`: exit 0 says that it could be read, nothing more. */
export function inspectCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("inspect")
    .description(t("cli.inspect.description"))
    .argument("<file>", t("cli.verify.file"));
  return answering(shell, command, async (file: string) => {
    const seen = await withArchive(shell, file, inspectArchive);
    return { json: { verified: false, ...seen }, lines: lines(shell, seen) };
  });
}
