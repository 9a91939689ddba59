import { Command } from "commander";
import type { TFunction } from "i18next";
import { exists } from "../io/atomic-file.ts";
import { openJournal } from "../journal/journal.ts";
import { loadPlatformFile, stateLayout } from "../platform/platform-file.ts";
import { EXIT, UsageProblem } from "./problem.ts";

/** `superviseur journal verify --platform superviseur.yaml` */
export const journalCommand = (t: TFunction): Command =>
  new Command("journal").description(t("cli.journal.description")).addCommand(
    new Command("verify")
      .description(t("cli.journal.verify"))
      .requiredOption("--platform <file>", t("cli.journal.platform"))
      .action(async (flags: { readonly platform: string }) => {
        const file = stateLayout(loadPlatformFile(flags.platform).state).journal;
        // Opening would make an empty journal, which is intact.
        if (!(await exists(file)))
          throw new UsageProblem(t("cli.unreadable.title", { file, reason: "ENOENT" }), t("cli.unreadable.action"));
        const journal = openJournal(file);
        try {
          const seq = journal.verify();
          if (seq === null) return console.log(t("cli.journal.good", { count: journal.lastSeq() }));
          console.error(t("cli.journal.broken", { seq }));
          console.error(t("cli.journal.brokenAction", { file }));
          process.exitCode = EXIT.refused;
        } finally {
          journal.close();
        }
      }),
  );
