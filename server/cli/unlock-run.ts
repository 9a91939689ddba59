import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { resolve } from "node:path";
import { Command } from "commander";
import type { Actor, RunId } from "../../shared/journal.ts";
import { isActive } from "../../shared/run-state.ts";
import { readUnlock } from "../../shared/unlock.ts";
import { Audit, type AuditedAction } from "../access/audit.ts";
import { openAccessStore } from "../access/store.ts";
import { systemClock } from "../io/clock.ts";
import { isLocked } from "../io/kernel-lock.ts";
import { stateLayout } from "../platform/layout.ts";
import { loadPlatformFile, type PlatformConfig } from "../platform/platform-file.ts";
import { claimsOf } from "../support/unlock.ts";
import { type DryRun, dryLines } from "./dry-run.ts";
import { runNumber } from "./options.ts";
import { platformGiven, withComposition } from "./platform-at.ts";
import { type Shell, writing } from "./shell.ts";

/** The person at the server's command line, as the system knows them: behind sudo, the person and not root. */
const operator = ({ environment }: Shell["world"]): Actor => ({
  id: "cli",
  name: environment.SUDO_USER ?? userInfo().username,
});

async function audited<T>(
  config: PlatformConfig,
  action: Omit<AuditedAction, "action">,
  work: () => Promise<T>,
): Promise<T> {
  const store = openAccessStore(stateLayout(config.state).access);
  try {
    return await new Audit(store, systemClock).recordAround({ ...action, action: "run:unlock" }, work);
  } finally {
    store.close();
  }
}

/** `superviseur unlock FILE --run ID [--platform superviseur.yaml]` */
export function unlockCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("unlock")
    .description(t("cli.unlock.description"))
    .argument("<file>", t("cli.unlock.file"))
    .requiredOption("--run <number>", t("cli.unlock.run"), runNumber)
    .option("--platform <file>", t("cli.verify.platform"));
  type Flags = DryRun & { readonly run: RunId; readonly platform?: string };
  return writing(shell, command, async (file: string, flags: Flags) => {
    const { run, dryRun = false } = flags;
    const config = loadPlatformFile(await platformGiven(shell, flags.platform));
    const text = await readFile(resolve(file), "utf8");
    // Where a web process runs, it starts the runner; else the next one does.
    return await withComposition(shell, { config, launch: async () => {} }, async ({ unlocking }) => {
      const actor = operator(shell.world);
      const facts = { run, ...claimsOf(text) };
      const state = dryRun
        ? null
        : await audited(config, { actor, address: "cli", facts }, () => unlocking.unlock(actor, run, text));
      if (dryRun) await unlocking.judge(run, text);
      const { installation, action, reference, expires } = readUnlock(text).signed;
      const resumes = isLocked(stateLayout(config.state).webLock)
        ? t("cli.unlock.resumes")
        : t("cli.unlock.resumesLater");
      const done = state && (isActive(state) ? resumes : t("cli.unlock.unlocked"));
      return {
        json: { dryRun, run, action, reference, expires, phase: state?.phase ?? null },
        lines: [
          ...dryLines(shell, flags),
          t(`cli.unlock.allows.${action}`, { run, installation }),
          ...(done === null ? [] : [done]),
        ],
      };
    });
  });
}
