import { basename } from "node:path";
import { Command } from "commander";
import type { TFunction } from "i18next";
import { CodedError } from "../../shared/errors.ts";
import { type ArchiveVerdict, readArchive } from "../archive/read.ts";
import { trustedRootAt, withArchive } from "./archive-file.ts";
import { EXIT } from "./problem.ts";

interface VerifyFlags {
  readonly root: string;
  readonly json?: boolean;
}

/** What `--json` prints; a program may rely on `ok` and `code`. */
interface VerifyAnswer {
  readonly ok: boolean;
  readonly code: string | null;
  readonly facts: Readonly<Record<string, unknown>>;
}

async function verdictOn(t: TFunction, file: string, root: string): Promise<ArchiveVerdict> {
  const trusted = await trustedRootAt(t, root);
  // Whether a platform may install it is for that platform to judge.
  return await withArchive(t, file, (source) =>
    readArchive(source, { trust: trusted, fileName: basename(file), now: Date.now(), staging: null, judge() {} }),
  );
}

const answer = (given: VerifyAnswer): void => console.log(JSON.stringify(given));

/** `superviseur verify FILE --root root.json [--json]` */
export const verifyCommand = (t: TFunction): Command =>
  new Command("verify")
    .description(t("cli.verify.description"))
    .argument("<file>", t("cli.verify.file"))
    .requiredOption("--root <file>", t("cli.verify.root"))
    .option("--json", t("cli.help.json"))
    .action(async (file: string, flags: VerifyFlags) => {
      try {
        const { summary, sha256, bytes } = await verdictOn(t, file, flags.root);
        if (flags.json) return answer({ ok: true, code: null, facts: { ...summary, sha256, bytes } });
        console.log(t("cli.verify.good", { prefix: summary.prefix, version: summary.version, channel: summary.channel }));
        const { signedBy, threshold } = summary;
        console.log(t("cli.verify.signedBy", { signers: signedBy.join(", "), found: signedBy.length, expected: threshold }));
        console.log(t("cli.verify.expires", { date: summary.expires }));
        console.log(t("cli.sha256", { sha256 }));
      } catch (error) {
        if (!(error instanceof CodedError)) throw error;
        if (!flags.json) {
          console.error(t("cli.verify.refused", { code: error.code }));
          throw error;
        }
        answer({ ok: false, code: error.code, facts: error.facts });
        process.exitCode = EXIT.refused;
      }
    });
