import { resolve } from "node:path";
import { Command } from "commander";
import type { RevokedRelease } from "../../archive/revoked.ts";
import { type DryRun, dryLines } from "../../cli/dry-run.ts";
import { count, instant, keyIds, releases } from "../../cli/options.ts";
import { UsageProblem } from "../../cli/problem.ts";
import { type Shell, writing } from "../../cli/shell.ts";
import { byRole, ROLES, type RoleName } from "../ring-documents.ts";
import { readTrustFolder, type VendorDocument } from "../ring-folder.ts";
import { type RoleChange, rotate } from "../ring-rotate.ts";
import { documentLines, needsOf, revokedLines, revokedNames, stateOf } from "./document-words.ts";
import { documentFile, readPublicKeys, writeDocument } from "./files.ts";

type Capital<R extends RoleName> = Capitalize<R>;
type RotateFlags = DryRun & {
  readonly revoke?: readonly RevokedRelease[];
  readonly unrevoke?: readonly RevokedRelease[];
  readonly rootExpires?: number;
  readonly targetsExpires?: number;
  readonly now?: number;
} & { readonly [Option in `add${Capital<RoleName>}Key`]?: readonly string[] } & {
  readonly [Option in `remove${Capital<RoleName>}Key`]?: readonly string[];
} & { readonly [Option in `${RoleName}Threshold`]?: number };

const capital = <R extends RoleName>(role: R): Capital<R> =>
  `${role.charAt(0).toUpperCase()}${role.slice(1)}` as Capital<R>;

/** `superviseur vendor root rotate DIR …` */
export function rotateCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("rotate")
    .description(t("cli.root.rotate"))
    .argument("<dir>", t("cli.root.directory"));
  for (const role of ROLES) {
    command.option(`--add-${role}-key <file...>`, t("cli.root.addKey", { role }));
    command.option(`--remove-${role}-key <keyid>`, t("cli.root.removeKey", { role }), keyIds);
    command.option(`--${role}-threshold <n>`, t("cli.root.threshold", { role }), count);
  }
  command
    .option("--revoke <release>", t("cli.root.revoke"), releases)
    .option("--unrevoke <release>", t("cli.root.unrevoke"), releases)
    .option("--root-expires <iso>", t("cli.root.rootExpires"), instant)
    .option("--targets-expires <iso>", t("cli.root.targetsExpires"), instant)
    .option("--now <iso>", t("cli.root.now"), instant);
  return writing(shell, command, async (given: string, flags: RotateFlags) => {
    const directory = resolve(given);
    const trust = await readTrustFolder(directory);
    const { root, targets } = rotate(trust, {
      roles: await changesFrom(flags),
      revoke: flags.revoke ?? [],
      unrevoke: flags.unrevoke ?? [],
      rootExpires: flags.rootExpires ?? null,
      targetsExpires: flags.targetsExpires ?? null,
      now: flags.now ?? Date.now(),
    });
    const fresh: VendorDocument[] = [
      ...(root === null ? [] : [{ kind: "root", metadata: root } as const]),
      ...(targets === null ? [] : [{ kind: "targets", metadata: targets } as const]),
    ];
    if (fresh.length === 0) throw new UsageProblem(t("cli.root.nothing"), t("cli.root.nothingAction"));
    for (const document of fresh) await writeDocument(documentFile(directory, document), document, flags);
    const roots = root === null ? trust.roots : [...trust.roots, root];
    // A new root may require other keys for the existing targets.
    const all: VendorDocument[] =
      targets === null ? [...fresh, { kind: "targets", metadata: trust.targets }] : fresh;
    const states = all.map((document) =>
      stateOf(documentFile(directory, document), document, needsOf(document, roots)),
    );
    const last = all.at(-1);
    return {
      json: {
        dryRun: flags.dryRun ?? false,
        documents: states,
        revoked: last === undefined ? [] : revokedNames(last),
      },
      lines: [
        ...dryLines(shell, flags),
        ...states.flatMap((state) => documentLines(shell, state)),
        ...(last === undefined ? [] : revokedLines(shell, last)),
      ],
    };
  });
}

const changesFrom = (flags: RotateFlags): Promise<Record<RoleName, RoleChange>> =>
  byRole(async (role) => {
    const name = capital(role);
    const add = await readPublicKeys(flags[`add${name}Key`] ?? []);
    return { add, remove: flags[`remove${name}Key`] ?? [], threshold: flags[`${role}Threshold`] ?? null };
  });
