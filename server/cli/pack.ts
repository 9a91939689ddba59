import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { TFunction } from "i18next";
import { ZodError, z } from "zod";
import { type KeyRing, loadKeyRing } from "../archive/keys.ts";
import { DRAFT, PackProblem, packRelease } from "../archive/pack.ts";
import { ChangedWhilePacking } from "../archive/write.ts";
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

/** One line a problem, with its path in release.yaml where it has one; null when it is none of the folder's. */
function problemsOf(t: TFunction, error: unknown): string | null {
  if (error instanceof ZodError) return error.issues.map((issue) => `${issue.path.join(".") || DRAFT}: ${issue.message}`).join("\n");
  if (error instanceof PackProblem) return `${error.path}: ${t(`cli.pack.problem.${error.problem}`)}`;
  if (error instanceof ChangedWhilePacking) return `${error.path}: ${t("cli.pack.problem.changed")}`;
  return null;
}

/** What the person can mend, in their language; the system's refusals by the file they name. */
function usageProblem(t: TFunction, directory: string, error: unknown): unknown {
  const problems = problemsOf(t, error);
  if (problems !== null) return new UsageProblem(t("cli.pack.invalid", { directory, problems }), t("cli.pack.invalidAction"), error);
  if (!(error instanceof Error && "code" in error)) return error;
  const file = "path" in error && typeof error.path === "string" ? error.path : directory;
  const words = file.startsWith(directory) ? "unreadable" : "unwritable";
  return new UsageProblem(t(`cli.${words}.title`, { file, reason: reasonOf(error) }), t(`cli.${words}.action`), error);
}

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
        throw usageProblem(t, directory, error);
      });
      const number = new Intl.NumberFormat(language);
      console.log(t("cli.pack.done", { file: packed.file }));
      console.log(t("cli.pack.size", { bytes: number.format(packed.bytes), count: packed.manifest.order.length }));
      console.log(t("cli.sha256", { sha256: packed.sha256 }));
    });
