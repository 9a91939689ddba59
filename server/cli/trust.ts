import { Command } from "commander";
import { trustStoreOf } from "../compose.ts";
import { stateLayout } from "../platform/layout.ts";
import { loadPlatformFile } from "../platform/platform-file.ts";
import { type DryRun, dryLines } from "./dry-run.ts";
import { releaseName } from "./options.ts";
import { platformGiven } from "./platform-at.ts";
import { type Answer, answering, type Shell, writing } from "./shell.ts";

interface PlatformFlag {
  readonly platform?: string;
}
const storeAt = async (shell: Shell, { platform }: PlatformFlag) =>
  trustStoreOf(stateLayout(loadPlatformFile(await platformGiven(shell, platform)).state));

async function shown({ t }: Shell, store: ReturnType<typeof trustStoreOf>): Promise<Answer> {
  const [{ root, targetsVersion, revoked, clockFloor }, releaseFloor] = [
    await store.load(),
    await store.releaseFloor(),
  ];
  const { version, expires } = root.signed;
  const clock = clockFloor === 0 ? null : new Date(clockFloor).toISOString();
  const names = revoked.map(releaseName);
  const nothing = t("cli.trust.nothing");
  return {
    json: { root: { version, expires }, targetsVersion, revoked: names, clockFloor: clock, releaseFloor },
    lines: [
      t("cli.trust.root", { version, date: expires.slice(0, 10) }),
      t("cli.trust.targets", { version: targetsVersion === 0 ? nothing : targetsVersion }),
      t("cli.trust.revoked", { list: names.join(", ") || nothing }),
      t("cli.trust.clock", { date: clock ?? nothing }),
      t("cli.trust.floor", { version: releaseFloor ?? nothing }),
    ],
  };
}

/** `superviseur trust show|set-clock [--platform superviseur.yaml]` */
export function trustCommand(shell: Shell): Command {
  const { t } = shell;
  const show = new Command("show")
    .description(t("cli.trust.show"))
    .option("--platform <file>", t("cli.verify.platform"));
  const setClock = new Command("set-clock")
    .description(t("cli.trust.setClock"))
    .option("--platform <file>", t("cli.verify.platform"));
  return new Command("trust")
    .description(t("cli.trust.description"))
    .addCommand(
      answering(shell, show, async (flags: PlatformFlag) => await shown(shell, await storeAt(shell, flags))),
    )
    .addCommand(
      writing(shell, setClock, async (flags: PlatformFlag & DryRun) => {
        const store = await storeAt(shell, flags);
        if (!flags.dryRun) await store.setClockFloor(Date.now());
        const { json, lines } = await shown(shell, store);
        return {
          json: { dryRun: flags.dryRun ?? false, ...json },
          lines: [...dryLines(shell, flags), ...lines],
        };
      }),
    );
}
