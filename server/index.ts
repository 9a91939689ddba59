/** The web process: `node server/index.ts --platform superviseur.yaml [--port N]`. */
import "./keep-heap-small.ts";
import { parseArgs } from "node:util";
import { pino } from "pino";
import { CodedError } from "../shared/errors.ts";
import { errorText } from "../shared/i18n/error-text.ts";
import { createI18n } from "../shared/i18n/index.ts";
import { openSuperviseur } from "./open.ts";
import { loadPlatformFile } from "./platform/platform-file.ts";

const { values } = parseArgs({
  options: { platform: { type: "string", default: "superviseur.yaml" }, port: { type: "string" } },
});
const logger = pino({ level: process.env.SUPERVISEUR_LOG_LEVEL ?? "info" });

try {
  const served = await openSuperviseur({
    config: loadPlatformFile(values.platform),
    logger,
    ...(values.port === undefined ? {} : { port: Number(values.port) }),
  });
  // Not through the logger: a password does not belong into a log that is kept.
  if (served.firstAccount) process.stdout.write(`${JSON.stringify({ firstAccount: served.firstAccount })}\n`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      logger.info({ signal, runActive: served.runActive() }, "closing; a run in progress goes on");
      void served.close().then(() => process.exit(0));
    });
  }
} catch (error) {
  if (!(error instanceof CodedError)) throw error;
  const { t } = createI18n(process.env.SUPERVISEUR_LANGUAGE === "en" ? "en" : "fr");
  const { title, action } = errorText(t, error);
  process.stderr.write(`${error.code}\n${title}\n${action}\n`);
  process.exit(2);
}
