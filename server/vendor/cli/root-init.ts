import { resolve } from "node:path";
import { Command } from "commander";
import { type DryRun, dryLines } from "../../cli/dry-run.ts";
import { count, instant } from "../../cli/options.ts";
import { type Shell, writing } from "../../cli/shell.ts";
import { makeDirectoryDurably } from "../../io/atomic-file.ts";
import { SUPPORT_ROLE } from "../../support/unlock-signatures.ts";
import {
  byRole,
  makeRoot,
  makeTargets,
  ROLES,
  ROOT_LIFE_MS,
  type RoleName,
  type RoleSpecs,
  TARGETS_LIFE_MS,
} from "../ring-documents.ts";
import type { VendorDocument } from "../ring-folder.ts";
import { requireReachable } from "../ring-rotate.ts";
import { documentLines, needsOf, stateOf } from "./document-words.ts";
import { documentFile, readPublicKeys, refuseExisting, writeDocument } from "./files.ts";

type InitFlags = DryRun & {
  readonly out: string;
  readonly now?: number;
  readonly rootExpires?: number;
  readonly targetsExpires?: number;
} & {
  readonly [Option in `${RoleName}Key`]?: readonly string[];
} & { readonly [Option in `${RoleName}Threshold`]: number };

/** `superviseur vendor root init --out DIR --root-key PUB… --root-threshold N …` */
export function initCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("init")
    .description(t("cli.root.init"))
    .requiredOption("--out <dir>", t("cli.root.out"));
  for (const role of ROLES) {
    const keys = command.createOption(`--${role}-key <file...>`, t("cli.root.key", { role }));
    command.addOption(keys.makeOptionMandatory(role !== SUPPORT_ROLE));
    command.option(`--${role}-threshold <n>`, t("cli.root.threshold", { role }), count, 1);
  }
  command
    .option("--root-expires <iso>", t("cli.root.rootExpires"), instant)
    .option("--targets-expires <iso>", t("cli.root.targetsExpires"), instant)
    .option("--now <iso>", t("cli.root.now"), instant);
  return writing(shell, command, async (flags: InitFlags) => {
    const directory = resolve(flags.out);
    const roles = await rolesFrom(flags);
    const now = flags.now ?? Date.now();
    const root = makeRoot(roles, { version: 1, expires: flags.rootExpires ?? now + ROOT_LIFE_MS });
    const targets = makeTargets(roles, [], {
      version: 1,
      expires: flags.targetsExpires ?? now + TARGETS_LIFE_MS,
    });
    const documents: VendorDocument[] = [
      { kind: "root", metadata: root },
      { kind: "targets", metadata: targets },
    ];
    const states = documents.map((document) =>
      stateOf(documentFile(directory, document), document, needsOf(document, [root])),
    );
    await refuseExisting(shell, ...states.map(({ file }) => file));
    if (!flags.dryRun) await makeDirectoryDurably(directory);
    for (const document of documents) await writeDocument(documentFile(directory, document), document, flags);
    return {
      json: { dryRun: flags.dryRun ?? false, documents: states },
      lines: [...dryLines(shell, flags), ...states.flatMap((state) => documentLines(shell, state))],
    };
  });
}

const rolesFrom = (flags: InitFlags): Promise<RoleSpecs> =>
  byRole(async (role) => {
    const spec = {
      keys: await readPublicKeys(flags[`${role}Key`] ?? []),
      threshold: flags[`${role}Threshold`],
    };
    requireReachable(role, spec);
    return spec;
  });
