import { Command } from "commander";
import { type Inspection, inspectArchive } from "../../archive/inspect.ts";
import { withArchive } from "../../cli/archive-file.ts";
import { answering, type Shell } from "../../cli/shell.ts";
import { type ArchiveDiff, diffArchives } from "../diff.ts";

const named = ({ manifest: { prefix, version, channel } }: Inspection) => ({ prefix, version, channel });

function lines(
  { t, language }: Shell,
  a: Inspection,
  b: Inspection,
  { files, migrations, fields }: ArchiveDiff,
): string[] {
  const number = new Intl.NumberFormat(language, { useGrouping: true });
  const size = (bytes: number): string => number.format(bytes);
  const list = (ids: readonly string[]): string => ids.join(", ") || "—";
  return [
    t("cli.inspect.warning"),
    "",
    t("cli.diff.between", {
      from: `${a.manifest.prefix} ${a.manifest.version}`,
      to: `${b.manifest.prefix} ${b.manifest.version}`,
    }),
    ...files.added.map(({ path, bytes }) => `+ ${path} (${size(bytes)})`),
    ...files.removed.map(({ path, bytes }) => `- ${path} (${size(bytes)})`),
    ...files.changed.map(({ path, from, to }) => `~ ${path} (${size(from)} → ${size(to)})`),
    t("cli.diff.unchanged", { count: files.unchanged }),
    t("cli.diff.migrations", {
      added: list(migrations.added),
      removed: list(migrations.removed),
      changed: list(migrations.changed),
    }),
    ...fields.map(({ field, from, to }) => `${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`),
  ];
}

/** `superviseur vendor archive diff A B [--json]`: exit 0 says that both could be read. */
export function diffCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("diff")
    .description(t("cli.diff.description"))
    .argument("<before>", t("cli.verify.file"))
    .argument("<after>", t("cli.verify.file"));
  return answering(shell, command, async (before: string, after: string) => {
    const a = await withArchive(shell, before, inspectArchive);
    const b = await withArchive(shell, after, inspectArchive);
    const diff = diffArchives(a, b);
    return {
      json: { verified: false, from: named(a), to: named(b), ...diff },
      lines: lines(shell, a, b, diff),
    };
  });
}
