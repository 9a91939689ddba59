import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline/promises";
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import type { LossCount, RevertOffer } from "../../shared/api/revert.ts";
import { CodedError } from "../../shared/errors.ts";
import { errorText } from "../../shared/i18n/error-text.ts";
import { LossWords } from "../../shared/i18n/loss-words.ts";
import type { Actor, Outcome, RunId } from "../../shared/journal.ts";
import type { Ended } from "../../shared/run-state.ts";
import { type Access, actorOf, openAccess } from "../access/access.ts";
import type { Composition } from "../compose.ts";
import { exists } from "../io/atomic-file.ts";
import { systemClock } from "../io/clock.ts";
import { isLocked } from "../io/kernel-lock.ts";
import { RUNNER_WATCH_MS } from "../limits.ts";
import { blockerOf } from "../pipeline/blocker.ts";
import { stateLayout } from "../platform/layout.ts";
import { loadPlatformFile } from "../platform/platform-file.ts";
import type { Revert } from "../revert/revert.ts";
import { type DryRun, dryLines } from "./dry-run.ts";
import { hidden } from "./passphrase.ts";
import { platformGiven, withComposition } from "./platform-at.ts";
import { UsageProblem } from "./problem.ts";
import { type Answer, type Shell, writing } from "./shell.ts";

const POLL_MS = 200;
/** The audit's address of who sits at the server. */
const HERE = "cli";

type Offer = Extract<RevertOffer, { possible: true }>;
type Counted = Extract<LossCount, { status: "counted" }>;
type Flags = DryRun & {
  readonly platform?: string;
  readonly account?: string;
  readonly passwordFile?: string;
  readonly yes?: boolean;
};

interface Reverting extends Composition {
  /** A web process runs: it starts the runner, under its own account. */
  readonly isServed: boolean;
}

async function withRevert<T>(
  shell: Shell,
  file: string,
  work: (reverting: Reverting) => Promise<T>,
): Promise<T> {
  const config = loadPlatformFile(file);
  const { webLock } = stateLayout(config.state);
  const isServed = (await exists(webLock)) && isLocked(webLock);
  const launch = isServed ? async (): Promise<void> => {} : undefined;
  return await withComposition(shell, { config, launch }, (composition) =>
    work({ ...composition, isServed }),
  );
}

async function counted({ t, world }: Shell, revert: Revert, offer: Offer): Promise<Counted> {
  world.err(t("cli.revert.counting", { seconds: Math.ceil(offer.countSeconds) }));
  for (let count: LossCount = await revert.count(); ; count = await revert.losses()) {
    if (count.status === "counted") return count;
    if (count.status === "failed") throw new CodedError(count.error.code, count.error.facts);
    if (count.status === "none") throw new CodedError("REVERT_IMPOSSIBLE", { reason: "no-update" });
    await delay(POLL_MS);
  }
}

async function asked({ t, world }: Shell, question: string): Promise<string> {
  if (world.terminal === null)
    throw new UsageProblem(t("cli.revert.noTerminal"), t("cli.revert.noTerminalAction"));
  const lines = createInterface({
    input: world.terminal.input,
    output: world.terminal.output,
    terminal: true,
  });
  try {
    return (await lines.question(`${question} `)).trim();
  } finally {
    lines.close();
  }
}

/** The same account, password and right as on the screen. @throws CodedError LOGIN_FAILED, PERMISSION_DENIED, PASSWORD_CHANGE_REQUIRED */
async function authorised(shell: Shell, access: Access, flags: Flags): Promise<Actor> {
  const { t, world } = shell;
  const name = flags.account ?? (await asked(shell, t("cli.revert.askAccount")));
  const given =
    flags.passwordFile === undefined
      ? null
      : (await readFile(flags.passwordFile, "utf8")).replace(/\r?\n$/, "");
  if (given === null && world.terminal === null)
    throw new UsageProblem(t("cli.revert.noTerminal"), t("cli.revert.noTerminalAction"));
  const { visitor } = await access.login(
    name,
    given ?? (await hidden(shell, t("cli.revert.askPassword", { name }))),
    HERE,
  );
  const actor = actorOf(visitor);
  access.logout(visitor, HERE);
  if (visitor.account.mustChangePassword) throw new CodedError("PASSWORD_CHANGE_REQUIRED");
  const permission = "release:revert";
  if (!visitor.permissions.includes(permission)) {
    access.audit.write({
      actor,
      address: HERE,
      action: "access:refused",
      outcome: "refused",
      facts: { permission },
    });
    throw new CodedError("PERMISSION_DENIED", { permission });
  }
  return actor;
}

/** Another runner where one died, as the web process does; what keeps it from beginning is said once. */
function watching({ t, world }: Shell, { platform, launcher, instruments }: Reverting): () => Promise<void> {
  let said = "";
  let at = Number.NEGATIVE_INFINITY;
  return async () => {
    if (performance.now() - at < RUNNER_WATCH_MS) return;
    at = performance.now();
    await launcher.revive();
    const obstacle = await blockerOf(platform, launcher.waitsFor(), instruments);
    const { title, action } = obstacle === null ? { title: "", action: "" } : errorText(t, obstacle);
    if (title !== said && title !== "") world.err(`${title}\n${action}`);
    said = title;
  };
}

/** Until the run has ended, each step as it begins. Where no web process watches, a runner that died is replaced from here. */
async function followed(shell: Shell, reverting: Reverting, runId: RunId): Promise<Ended> {
  const { t, world } = shell;
  const { journal, isServed } = reverting;
  const watch = watching(shell, reverting);
  let seen = 0;
  for (;;) {
    // By its records: a step that ends between two polls is reported all the same.
    for (const { index, event } of journal.recordsOf(runId).slice(seen)) {
      seen = index;
      if (event.type === "step:intended") world.err(t(`steps.${event.step}.name`));
    }
    const state = journal.state(runId);
    if (state?.phase === "ended" && state.records === seen) return state;
    if (!isServed) await watch();
    await delay(POLL_MS);
  }
}

/** What is said of a return that did not succeed, where it is not that it failed and left everything as it was. */
const ENDINGS: Partial<Record<Outcome, "intervention" | "cancelled" | "accepted">> = {
  intervention: "intervention",
  cancelled: "cancelled",
  accepted: "accepted",
};

async function goBack(
  shell: Shell,
  reverting: Reverting,
  offer: Offer,
  countedAt: number,
  flags: Flags,
): Promise<Answer> {
  const { t } = shell;
  const { platform, revert } = reverting;
  const agreed =
    flags.yes === true || (await asked(shell, t("cli.revert.confirm", { word: offer.to }))) === offer.to;
  if (!agreed) throw new CodedError("LOSSES_NOT_ACCEPTED");
  const access = openAccess({ path: platform.state.access, clock: systemClock });
  try {
    const actor = await authorised(shell, access, flags);
    // The question may have stood for hours.
    const losses = await revert.requireCounted(offer.run, countedAt);
    const { id } = await access.audit.recordAround(
      { actor, address: HERE, action: "run:revert", facts: { reverts: offer.run } },
      () => revert.start(actor, { run: offer.run, losses }),
      (state) => ({ run: state.id }),
    );
    shell.world.err(t("cli.revert.started", { run: id }));
    const { outcome, error } = await followed(shell, reverting, id);
    const ok = outcome === "succeeded";
    return {
      ok,
      json: {
        dryRun: false,
        run: id,
        outcome,
        code: error?.code ?? null,
        from: offer.from,
        to: offer.to,
        losses,
      },
      lines: [
        ok
          ? t("cli.revert.done", { version: offer.to })
          : t(`cli.revert.${ENDINGS[outcome] ?? "failed"}`, { run: id, version: offer.from }),
      ],
    };
  } finally {
    access.close();
  }
}

/** `superviseur revert [--platform superviseur.yaml] [--account NAME] [--password-file FILE] [--yes]` */
export function revertCommand(shell: Shell): Command {
  const { t } = shell;
  const command = new Command("revert")
    .description(t("cli.revert.description"))
    .option("--platform <file>", t("cli.verify.platform"))
    .option("--account <name>", t("cli.revert.account"))
    .option("--password-file <file>", t("cli.revert.passwordFile"))
    .option("--yes", t("cli.revert.yes"));
  return writing(shell, command, async (flags: Flags) =>
    withRevert(shell, await platformGiven(shell, flags.platform), async (reverting) => {
      const offer = await reverting.revert.offer();
      if (!offer.possible) {
        const lines = [t("revert.obstacle.title"), t(`revert.obstacle.${offer.reason}`)];
        return {
          ok: false,
          json: { dryRun: flags.dryRun ?? false, code: "REVERT_IMPOSSIBLE", reason: offer.reason },
          lines,
        };
      }
      const { losses, countedAt } = await counted(shell, reverting.revert, offer);
      const words = new LossWords(t, shell.language);
      const lines = [
        t("cli.revert.what", { undoes: offer.undoes, to: offer.to }),
        words.total(losses) ?? t("revert.losses.nothing"),
        ...words.sentences(losses).map((sentence) => `  ${sentence}`),
        t("revert.losses.kept"),
        t("cli.revert.masked", { seconds: offer.maskedSeconds }),
      ];
      if (flags.dryRun)
        return { json: { dryRun: true, ...offer, losses }, lines: [...dryLines(shell, flags), ...lines] };
      for (const line of lines) shell.world.err(line);
      return await goBack(shell, reverting, offer, countedAt, flags);
    }),
  );
}
