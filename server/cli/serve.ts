import { Command, InvalidArgumentError } from "commander";
import { pino } from "pino";
import { CodedError } from "../../shared/errors.ts";
import { platformGiven } from "./platform-at.ts";
import type { Shell } from "./shell.ts";

interface Flags {
  readonly platform?: string;
  readonly port?: number;
}

const MAX_PORT = 65_535;
function portNumber(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > MAX_PORT) throw new InvalidArgumentError(text);
  return Number(text);
}

async function serveUntilStopped(shell: Shell, { platform, port }: Flags): Promise<void> {
  // Loaded here, so that the other commands do not wait for the web server's packages.
  const { openSuperviseur } = await import("../open.ts");
  const { loadPlatformFile } = await import("../platform/platform-file.ts");
  const logger = pino({ level: shell.world.environment.SUPERVISEUR_LOG_LEVEL ?? "info" });
  const config = loadPlatformFile(await platformGiven(shell, platform));
  const served = await openSuperviseur({ config, logger, ...(port === undefined ? {} : { port }) });
  // Not through the logger: a password does not belong in a log that is kept.
  if (served.firstAccount) shell.world.out(JSON.stringify({ firstAccount: served.firstAccount }));
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      logger.info({ signal, runActive: served.runActive() }, "closing; a run in progress continues");
      void served.close().then(() => process.exit(0));
    });
  }
}

/** `superviseur serve [--platform superviseur.yaml] [--port N]`: the web process, until SIGINT or SIGTERM. */
export function serveCommand(shell: Shell): Command {
  const { t, world } = shell;
  return new Command("serve")
    .description(t("cli.serve.description"))
    .option("--platform <file>", t("cli.verify.platform"))
    .option("--port <number>", t("cli.serve.port"), portNumber)
    .action(async (flags: Flags) => {
      try {
        await serveUntilStopped(shell, flags);
      } catch (error) {
        if (error instanceof CodedError) world.err(error.code);
        throw error;
      }
    });
}
