import { Command } from "commander";
import { exists } from "../io/atomic-file.ts";
import { openJournal } from "../journal/journal.ts";
import { loadPlatformFile, stateLayout } from "../platform/platform-file.ts";
import { UsageProblem } from "./problem.ts";
import { answering, type Shell } from "./shell.ts";

/** `superviseur journal verify --platform superviseur.yaml` */
export function journalCommand(shell: Shell): Command {
  const { t } = shell;
  const verify = new Command("verify").description(t("cli.journal.verify")).requiredOption("--platform <file>", t("cli.verify.platform"));
  return new Command("journal").description(t("cli.journal.description")).addCommand(
    answering(shell, verify, async (flags: { readonly platform: string }) => {
      const file = stateLayout(loadPlatformFile(flags.platform).state).journal;
      // Opening would make an empty journal, which is intact.
      if (!(await exists(file))) throw new UsageProblem(t("cli.unreadable.title", { file, reason: "ENOENT" }), t("cli.unreadable.action"));
      const journal = openJournal(file);
      try {
        const [brokenAt, records] = [journal.verify(), journal.lastSeq()];
        const json = { records, brokenAt, file };
        if (brokenAt === null) return { json, lines: [t("cli.journal.good", { count: records })] };
        return { ok: false, json, lines: [t("cli.journal.broken", { seq: brokenAt }), t("cli.journal.brokenAction", { file })] };
      } finally {
        journal.close();
      }
    }),
  );
}
