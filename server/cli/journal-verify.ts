import { Command } from "commander";
import { exists } from "../io/atomic-file.ts";
import { anchorFile } from "../journal/anchor.ts";
import { verifyJournal } from "../journal/journal.ts";
import { stateLayout } from "../platform/layout.ts";
import { loadPlatformFile } from "../platform/platform-file.ts";
import { UsageProblem } from "./problem.ts";
import { answering, type Shell } from "./shell.ts";

/** `superviseur journal verify --platform superviseur.yaml` */
export function journalCommand(shell: Shell): Command {
  const { t } = shell;
  const verify = new Command("verify")
    .description(t("cli.journal.verify"))
    .requiredOption("--platform <file>", t("cli.verify.platform"));
  return new Command("journal").description(t("cli.journal.description")).addCommand(
    answering(shell, verify, async (flags: { readonly platform: string }) => {
      const file = stateLayout(loadPlatformFile(flags.platform).state).journal;
      if (!(await exists(file)))
        throw new UsageProblem(
          t("cli.unreadable.title", { file, reason: "ENOENT" }),
          t("cli.unreadable.action"),
        );
      const { records, brokenAt, endKnown } = verifyJournal(file);
      const json = { records, brokenAt, endKnown, file };
      const end = endKnown ? [] : [t("cli.journal.endUnknown", { file: anchorFile(file) })];
      if (brokenAt === null) return { json, lines: [t("cli.journal.good", { count: records }), ...end] };
      return {
        ok: false,
        json,
        lines: [
          brokenAt === 0 ? t("cli.journal.damaged") : t("cli.journal.broken", { seq: brokenAt }),
          t("cli.journal.brokenAction", { file }),
        ],
      };
    }),
  );
}
