import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { TFunction } from "i18next";
import { ZodError, z } from "zod";
import { type KeyRing, loadKeyRing } from "../archive/keys.ts";
import { packRelease } from "../archive/pack.ts";
import { reasonOf, UsageProblem } from "./problem.ts";

interface PackFlags {
  readonly keys: string;
  readonly out: string;
  readonly now?: number;
}

function instant(text: string): number {
  if (!z.iso.datetime({ offset: true }).safeParse(text).success) throw new InvalidArgumentError(text);
  return Date.parse(text);
}

async function keyRingAt(t: TFunction, directory: string): Promise<KeyRing> {
  return await loadKeyRing(directory).catch((error) => {
    throw new UsageProblem(t("cli.keys.invalid", { directory, reason: reasonOf(error) }), t("cli.keys.invalidAction"), error);
  });
}

/** One line a problem, with its path in release.yaml where it has one. */
const problemsOf = (error: unknown): string =>
  error instanceof ZodError
    ? error.issues.map((issue) => `${issue.path.join(".") || "release.yaml"}: ${issue.message}`).join("\n")
    : error instanceof Error
      ? error.message
      : String(error);

/** `superviseur pack DIR --keys K --out O [--now ISO]` */
export const packCommand = (t: TFunction, language: string): Command =>
  new Command("pack")
    .description(t("cli.pack.description"))
    .argument("<dir>", t("cli.pack.directory"))
    .requiredOption("--keys <dir>", t("cli.pack.keys"))
    .requiredOption("--out <dir>", t("cli.pack.out"))
    .option("--now <iso>", t("cli.pack.now"), instant)
    .action(async (given: string, flags: PackFlags) => {
      const directory = resolve(given);
      const keys = await keyRingAt(t, resolve(flags.keys));
      const packed = await packRelease({ directory, keys, out: resolve(flags.out), now: flags.now ?? Date.now() }).catch((error) => {
        throw new UsageProblem(t("cli.pack.invalid", { directory, problems: problemsOf(error) }), t("cli.pack.invalidAction"), error);
      });
      const number = new Intl.NumberFormat(language);
      console.log(t("cli.pack.done", { file: packed.file }));
      console.log(t("cli.pack.size", { bytes: number.format(packed.bytes), count: packed.manifest.order.length }));
      console.log(t("cli.sha256", { sha256: packed.sha256 }));
    });
