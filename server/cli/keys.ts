import { join, resolve } from "node:path";
import { Command } from "commander";
import type { TFunction } from "i18next";
import { createKeyRing } from "../archive/keys.ts";
import { exists } from "../io/atomic-file.ts";
import { reasonOf, UsageProblem } from "./problem.ts";

/** `superviseur keys DIR` */
export const keysCommand = (t: TFunction): Command =>
  new Command("keys")
    .description(t("cli.keys.description"))
    .argument("<dir>", t("cli.keys.directory"))
    .addHelpText("after", `\n${t("cli.keys.passphrase")}`)
    .action(async (given: string) => {
      const directory = resolve(given);
      if (await exists(join(directory, "root.json")))
        throw new UsageProblem(t("cli.keys.exists", { directory }), t("cli.keys.existsAction"));
      await createKeyRing(directory, { now: Date.now() }).catch((error) => {
        throw new UsageProblem(t("cli.unwritable.title", { file: directory, reason: reasonOf(error) }), t("cli.unwritable.action"), error);
      });
      console.log(t("cli.keys.done", { directory }));
      console.log(t("cli.keys.install", { file: join(directory, "root.json") }));
      console.log(t("cli.keys.secret"));
    });
