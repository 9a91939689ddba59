import { Command } from "commander";
import type { TFunction } from "i18next";
import { type Inspection, inspectArchive } from "../archive/inspect.ts";
import { withArchive } from "./archive-file.ts";

/** One line a fact; the warning stands first and is not to be missed. */
function lines(t: TFunction, language: string, { manifest, ...seen }: Inspection): string[] {
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
    t("cli.pack.size", { bytes: new Intl.NumberFormat(language).format(seen.payloadBytes), count: seen.files }),
    t("cli.inspect.expires", { date: seen.expires }),
    seen.claimedSigners.length === 0 ? t("cli.inspect.nobody") : t("cli.inspect.claims", { signers: seen.claimedSigners.join(", ") }),
  ];
}

/** `superviseur inspect FILE [--json]`: exit 0 says that it could be read, nothing more. */
export const inspectCommand = (t: TFunction, language: string): Command =>
  new Command("inspect")
    .description(t("cli.inspect.description"))
    .argument("<file>", t("cli.verify.file"))
    .option("--json", t("cli.help.json"))
    .action(async (file: string, flags: { readonly json?: boolean }) => {
      const seen = await withArchive(t, file, inspectArchive);
      if (flags.json) console.log(JSON.stringify({ verified: false, ...seen }));
      else console.log(lines(t, language, seen).join("\n"));
    });
