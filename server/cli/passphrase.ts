/** The passphrase of a key: from a file, the environment or a person; never from the command line, which anybody on the machine can read. */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { UsageProblem } from "./problem.ts";
import type { Shell } from "./shell.ts";

export interface PassphraseFlags {
  readonly passphraseFile?: string;
}

/** Asks without showing what is typed. */
export async function hidden({ t, world }: Shell, question: string): Promise<string> {
  if (world.terminal === null)
    throw new UsageProblem(t("cli.key.problem.absent"), t("cli.key.action.absent"));
  const { input, output } = world.terminal;
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input, output: nowhere, terminal: true, historySize: 0 });
  try {
    return await new Promise((resolve, reject) => {
      lines.once("line", resolve);
      const givenUp = (): void =>
        reject(new UsageProblem(t("cli.key.problem.absent"), t("cli.key.action.absent")));
      lines.once("SIGINT", givenUp);
      lines.once("close", givenUp);
      output.write(`${question} `);
    });
  } finally {
    lines.close();
    output.write("\n");
  }
}

async function given({ world }: Shell, { passphraseFile }: PassphraseFlags): Promise<string | null> {
  // Editors end a file with a line feed, which nobody means to type.
  if (passphraseFile !== undefined) return (await readFile(passphraseFile, "utf8")).replace(/\r?\n$/, "");
  return world.environment.SUPERVISEUR_KEY_PASSPHRASE || null;
}

/** @throws UsageProblem when there is none and nobody to ask */
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
