import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import { type RunId, UNLOCK_ACTIONS, type UnlockAction } from "../../../shared/journal.ts";
import {
  readInstallationName,
  readUnlock,
  UNLOCK_REFERENCE_MAX_LENGTH,
  UNLOCK_VALIDITY_MAX_MS,
  type Unlock,
  type UnlockSigned,
  unlockReferenceSchema,
  unlockSchema,
  unlockText,
} from "../../../shared/unlock.ts";
import { roleOf } from "../../archive/trust.ts";
import { type DryRun, dryLines } from "../../cli/dry-run.ts";
import { instant, runNumber } from "../../cli/options.ts";
import type { PassphraseFlags } from "../../cli/passphrase.ts";
import { UsageProblem } from "../../cli/problem.ts";
import { type Answer, type Shell, writing } from "../../cli/shell.ts";
import { SUPPORT_ROLE, unlockSigners } from "../../support/unlock-signatures.ts";
import { readRoots, TrustProblem } from "../ring-folder.ts";
import type { Signer } from "../ring-key.ts";
import { signUnlock } from "../sign-unlock.ts";
import { readSigner, refuseExisting, shortId, writePublic } from "./files.ts";

/** From now on, in ms, or a date, in Unix ms. */
type Expiry = { readonly after: number } | { readonly at: number };
type Flags = PassphraseFlags &
  DryRun & {
    readonly key: readonly string[];
    readonly addTo?: string;
    readonly installation?: string;
    readonly run?: RunId;
    readonly action?: UnlockAction;
    readonly expires?: Expiry;
    readonly reference?: string;
    readonly trust?: string;
    readonly out?: string;
    readonly now?: number;
  };

const HOUR_MS = 60 * 60 * 1000;
const DEFAULT_EXPIRY: Expiry = { after: 24 * HOUR_MS };

function installation(text: string): string {
  const name = readInstallationName(text);
  if (name === null) throw new InvalidArgumentError(text);
  return name;
}

function action(text: string): UnlockAction {
  const known = UNLOCK_ACTIONS.find((action) => action === text);
  if (known === undefined) throw new InvalidArgumentError(text);
  return known;
}

/** `24h`, `3d`, or ISO 8601. */
function expiry(text: string): Expiry {
  const [, count, unit] = /^(\d{1,3})([hd])$/.exec(text) ?? [];
  if (count === undefined) return { at: instant(text) };
  return { after: Number(count) * (unit === "d" ? 24 : 1) * HOUR_MS };
}

function reference(text: string): string {
  if (!unlockReferenceSchema.safeParse(text).success) throw new InvalidArgumentError(text);
  return text;
}

/** A new one, unsigned. */
function drafted(
  { t }: Shell,
  { installation, run, action, reference = "", expires = DEFAULT_EXPIRY, now = Date.now() }: Flags,
): Unlock {
  if (installation === undefined || run === undefined || action === undefined)
    throw new UsageProblem(t("cli.unlock.incomplete"), t("cli.unlock.incompleteAction"));
  const until = "at" in expires ? expires.at : now + expires.after;
  if (until <= now || until - now > UNLOCK_VALIDITY_MAX_MS)
    throw new UsageProblem(t("cli.unlock.validity"), t("cli.unlock.validityAction"));
  const iso = (at: number): string => new Date(at).toISOString();
  const signed: UnlockSigned = {
    _type: "superviseur-unlock",
    version: 1,
    installation,
    run,
    action,
    reference,
    issued: iso(now),
    expires: iso(until),
  };
  return unlockSchema.parse({ signed, signatures: [] });
}

/** An unlock with another person's signature: what they signed stays as it is. */
async function begun({ t }: Shell, file: string, flags: Flags): Promise<Unlock> {
  if (
    [flags.installation, flags.run, flags.action, flags.expires, flags.reference].some(
      (given) => given !== undefined,
    )
  )
    throw new UsageProblem(t("cli.unlock.either"), t("cli.unlock.eitherAction"));
  return readUnlock(await readFile(file, "utf8"));
}

interface Need {
  readonly threshold: number;
  readonly keys: readonly string[];
  readonly signed: readonly string[];
}

/** Null without `--trust`: then it is unknown which keys count. */
async function needOf(
  { t }: Shell,
  unlock: Unlock,
  signers: readonly Signer[],
  trust: string | undefined,
): Promise<Need | null> {
  if (trust === undefined) return null;
  const root = (await readRoots(resolve(trust))).at(-1);
  if (root === undefined) throw new TrustProblem("noRoot", trust);
  const role = roleOf(root, SUPPORT_ROLE);
  const stranger = signers.find(({ key }) => !role.keyIDs.includes(key.keyID));
  if (stranger !== undefined)
    throw new UsageProblem(
      t("cli.unlock.notTheirs", { key: shortId(stranger.key.keyID) }),
      t("cli.root.notTheirsAction"),
    );
  return { threshold: role.threshold, keys: role.keyIDs, signed: unlockSigners(unlock, role) };
}

/** What its signers agree to, and the text for the hospital. */
function described(
  shell: Shell,
  flags: Flags,
  unlock: Unlock,
  need: Need | null,
  file: string | null,
): Answer {
  const { t } = shell;
  const { signed, signatures } = unlock;
  const { installation, run, action, reference, issued, expires } = signed;
  const text = unlockText(unlock);
  const keyIds = signatures.map(({ keyid }) => keyid);
  const complete = need === null ? null : need.signed.length >= need.threshold;
  const counted = need && { role: SUPPORT_ROLE, found: need.signed.length, expected: need.threshold };
  return {
    json: {
      dryRun: flags.dryRun ?? false,
      ...{ installation, run, action, reference, issued, expires },
      ...{ signatures: keyIds, complete, file, text },
    },
    lines: [
      ...dryLines(shell, flags),
      t(`cli.unlock.allows.${action}`, { run, installation }),
      t("cli.unlock.until", { date: expires }),
      ...(reference === "" ? [] : [t("cli.unlock.reference", { reference })]),
      t("cli.release.signatures", { list: keyIds.map(shortId).join(", ") }),
      ...(counted === null
        ? []
        : [complete ? t("cli.unlock.reached", counted) : t("cli.unlock.missing", counted)]),
      ...(file === null ? [] : [t("cli.unlock.written", { file })]),
      "",
      text.trimEnd(),
    ],
  };
}

/** `superviseur vendor unlock --installation I --run R --action A --key K.pem… | --add-to FILE --key K.pem` */
export function unlockCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("unlock")
    .description(t("cli.unlock.vendor"))
    .requiredOption("--key <file...>", t("cli.unlock.key"))
    .option("--installation <name>", t("cli.unlock.installation"), installation)
    .option("--run <number>", t("cli.unlock.run"), runNumber)
    .option("--action <action>", t("cli.unlock.action", { list: UNLOCK_ACTIONS.join(", ") }), action)
    .option("--expires <24h|iso>", t("cli.unlock.expires"), expiry)
    .option(
      "--reference <case>",
      t("cli.unlock.referenceOption", { count: UNLOCK_REFERENCE_MAX_LENGTH }),
      reference,
    )
    .option("--add-to <file>", t("cli.unlock.addTo"))
    .option("--trust <dir>", t("cli.unlock.trust"))
    .option("--out <file>", t("cli.unlock.out"))
    .option("--passphrase-file <file>", t("cli.key.passphraseFile"))
    .option("--now <iso>", t("cli.root.now"), instant);
  return writing(shell, command, async (flags: Flags) => {
    const { addTo, out } = flags;
    const draft = addTo === undefined ? drafted(shell, flags) : await begun(shell, resolve(addTo), flags);
    const file = out ?? addTo;
    if (out !== undefined) await refuseExisting(shell, resolve(out));
    const signers: Signer[] = [];
    for (const key of flags.key) signers.push(await readSigner(shell, flags, key));
    const unlock = signers.reduce(signUnlock, draft);
    const need = await needOf(shell, unlock, signers, flags.trust);
    if (file !== undefined) await writePublic(resolve(file), unlockText(unlock), flags);
    return described(shell, flags, unlock, need, file === undefined ? null : resolve(file));
  });
}
