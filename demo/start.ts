/** `npm start`: the demo platform with Superviseur in front of it. `--no-build` leaves the client to the development server. */
import { pino } from "pino";
import { openSuperviseur } from "../server/open.ts";
import { loadPlatformFile } from "../server/platform/platform-file.ts";
import type { Served } from "../server/serve.ts";
import { CodedError } from "../shared/errors.ts";
import { errorText } from "../shared/i18n/error-text.ts";
import { createI18n } from "../shared/i18n/index.ts";
import { buildClient } from "./build-client.ts";
import { DEMO } from "./places.ts";
import { prepareDemo } from "./prepare.ts";

if (Number(process.versions.node.split(".")[0]) < 24) {
  console.error(
    `Node ${process.versions.node}: run this with "npm start" after "npm ci", which brings Node 24.`,
  );
  process.exit(2);
}
const say = (sentence: string): void => console.log(sentence);

if (!process.argv.includes("--no-build")) {
  say("Construction de l’interface…");
  await buildClient();
}
await prepareDemo(say);

const logger = pino({ level: process.env.SUPERVISEUR_LOG_LEVEL ?? "warn" });
const { PORT } = process.env;

/** Ctrl-C during the start takes effect once the demo serves, or once it has reported why it cannot. */
let stopAsked = false;
let stop = (): void => {};
function stopBy(way: () => void): void {
  stop = way;
  if (stopAsked) stop();
}
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    if (stopAsked) return;
    stopAsked = true;
    stop();
  });
}

function explain(error: unknown): void {
  if (error instanceof CodedError) {
    const { title, action } = errorText(createI18n("fr").t, error);
    console.error(`${error.code}\n${title}\n${action}`);
  } else if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    console.error("Le port est déjà pris : choisissez-en un autre, par exemple PORT=8090 npm start");
  } else console.error(error);
}

async function leave(served: Served): Promise<void> {
  if (served.runActive())
    say(
      "\nUne mise à jour est en cours : elle continue sans cette fenêtre. Relancez npm start pour la suivre.",
    );
  else await served.stopServices();
  await served.close();
  process.exit(0);
}

try {
  const served = await openSuperviseur({
    config: loadPlatformFile(DEMO.platformFile),
    logger,
    onClosed: (problem) => {
      explain(problem);
      stopBy(() => process.exit(0));
    },
    ...(PORT === undefined ? {} : { port: Number(PORT) }),
  });
  say("");
  say(`  Plateforme    ${served.url}/            (compte marie.durand, mot de passe planidemo)`);
  say(`  Superviseur   ${served.url}/superviseur`);
  say(`  Archives      ${DEMO.archives}`);
  if (served.firstAccount)
    say(
      `  Premier accès ${served.firstAccount.name} / ${served.firstAccount.password}   (affiché une seule fois)`,
    );
  say("");
  say("  Ctrl-C arrête tout, sauf une mise à jour en cours.");
  stopBy(() => void leave(served));
} catch (error) {
  explain(error);
  process.exit(1);
}
