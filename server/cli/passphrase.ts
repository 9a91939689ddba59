/** The passphrase of a key: from a file, the environment or a person; never from the command line, which every user of the machine can read. */
import { readFile } from "node:fs/promises";
import password from "@inquirer/password";
import { UsageProblem } from "./problem.ts";
import type { Shell } from "./shell.ts";

export interface PassphraseFlags {
  readonly passphraseFile?: string;
}

/** How the prompt says that it ended without an answer: Ctrl-C, or the keyboard is gone. */
const GIVEN_UP = ["ExitPromptError", "AbortPromptError", "CancelPromptError"];

/**
 * Asks without showing what is typed.
 * @throws UsageProblem without a terminal, or when the person gives up
 */
export async function hidden({ t, world }: Shell, question: string): Promise<string> {
  const absent = (cause?: unknown): UsageProblem =>
    new UsageProblem(t("cli.key.problem.absent"), t("cli.key.action.absent"), cause);
  if (world.terminal === null) throw absent();
  // `toggleMask` would show the password at Ctrl-T.
  const theme = { prefix: "", style: { maskedText: "" } };
  try {
    return await password({ message: question, mask: false, toggleMask: false, theme }, world.terminal);
  } catch (error) {
    throw error instanceof Error && GIVEN_UP.includes(error.name) ? absent(error) : error;
  }
}

async function given({ world }: Shell, { passphraseFile }: PassphraseFlags): Promise<string | null> {
  // Editors end a file with a line feed that is not part of the passphrase.
  if (passphraseFile !== undefined) return (await readFile(passphraseFile, "utf8")).replace(/\r?\n$/, "");
  return world.environment.SUPERVISEUR_KEY_PASSPHRASE || null;
}

/** @throws UsageProblem when there is none and no person to ask */
export const passphraseFor = async (shell: Shell, flags: PassphraseFlags, file: string): Promise<string> =>
  (await given(shell, flags)) ?? (await hidden(shell, shell.t("cli.key.ask", { file })));

/** For a new key: a person types it twice. */
export async function newPassphrase(shell: Shell, flags: PassphraseFlags): Promise<string> {
  const { t } = shell;
  const known = await given(shell, flags);
  if (known !== null) return known;
  const first = await hidden(shell, t("cli.key.askNew"));
  if ((await hidden(shell, t("cli.key.askAgain"))) !== first)
    throw new UsageProblem(t("cli.key.differs"), t("cli.key.differsAction"));
  return first;
}
