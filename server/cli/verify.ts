import { Command } from "commander";
import { CodedError } from "../../shared/errors.ts";
import { errorText } from "../../shared/i18n/error-text.ts";
import { type ArchiveVerdict, readArchive } from "../archive/read.ts";
import { trustedRootAt, withArchive } from "./archive-file.ts";
import { refusalJson } from "./explain.ts";
import { judgeAt, platformGiven } from "./platform-at.ts";
import { UsageProblem } from "./problem.ts";
import { type Answer, answering, type Shell } from "./shell.ts";

/**
 * Reads the whole archive as the server would.
 * @throws CodedError, the server's refusal
 */
async function verdictByRoot(shell: Shell, file: string, root: string): Promise<ArchiveVerdict> {
  const trust = await trustedRootAt(shell, root);
  // Whether a platform may install it is for that platform to judge.
  return await withArchive(shell, file, (source) =>
    readArchive(source, { trust, now: Date.now(), staging: null, judge() {} }),
  );
}

/** The answer to a reading: exit 0 only when it holds. */
async function answered(
  { t }: Shell,
  platform: string | null,
  reading: Promise<ArchiveVerdict>,
): Promise<Answer> {
  try {
    const { summary, sha256, bytes } = await reading;
    const { prefix, version, channel, signedBy, threshold, expires } = summary;
    const place = { trust: "trusted", entry: null, offset: null };
    return {
      json: { code: null, ...place, platform, facts: { ...summary, sha256, bytes } },
      lines: [
        t("cli.verify.good", { prefix, version, channel }),
        t("cli.verify.signedBy", {
          signers: signedBy.join(", "),
          found: signedBy.length,
          expected: threshold,
        }),
        t("cli.verify.expires", { date: expires }),
        ...(platform === null ? [] : [t("cli.verify.forPlatform", { file: platform })]),
        t("cli.sha256", { sha256 }),
      ],
    };
  } catch (error) {
    if (!(error instanceof CodedError) || error.code === "PLATFORM_FILE_INVALID") throw error;
    const { title, action } = errorText(t, error);
    const lines = [t("cli.verify.refused", { code: error.code }), title, action];
    return { ok: false, json: { ...refusalJson(error), platform, message: title, action }, lines };
  }
}

/** `superviseur vendor archive verify FILE --root root.json`: by the signatures alone, before it is sent out. */
export function verifyByRoot(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("verify")
    .description(t("cli.verify.description"))
    .argument("<file>", t("cli.verify.file"))
    .requiredOption("--root <file>", t("cli.verify.root"));
  return answering(shell, command, (file: string, { root }: { readonly root: string }) =>
    answered(shell, null, verdictByRoot(shell, file, root)),
  );
}

/** `superviseur verify FILE [--platform superviseur.yaml | --root root.json]`: exit 0 only for an archive that would be accepted. */
export function verifyCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("verify")
    .description(t("cli.verify.platformDescription"))
    .argument("<file>", t("cli.verify.file"))
    .option("--platform <file>", t("cli.verify.platform"))
    .option("--root <file>", t("cli.verify.root"));
  return answering(
    shell,
    command,
    async (file: string, flags: { readonly platform?: string; readonly root?: string }) => {
      if (flags.root !== undefined && flags.platform === undefined)
        return await answered(shell, null, verdictByRoot(shell, file, flags.root));
      if (flags.root !== undefined)
        throw new UsageProblem(t("cli.verify.either"), t("cli.verify.eitherAction"));
      const platform = await platformGiven(shell, flags.platform);
      return await answered(shell, platform, judgeAt(shell, file, platform));
    },
  );
}
