/** From the first byte sent to *verified and staged*, against curl to nginx, `sha256sum` and `tar xzf`, which look at no signature. */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { compare } from "../compare.ts";
import { type Measure, measure, say } from "../measure.ts";
import { startNginx } from "../nginx.ts";
import { run, timed } from "../run.ts";
import { startServer } from "../server.ts";
import type { Part } from "./part.ts";
import { sendAccepted } from "./send.ts";

const GOAL = 0.6;
const STEPS = 'curl -sS --fail -o /dev/null -T "$0" "$1" && sha256sum "$2" && tar xzf "$2" -C "$3"';

export const upload: Part = async ({ fixtures, rounds, payloadBytes }): Promise<Measure[]> => {
  const { archive, scratch, trustRoot } = fixtures;
  const nginx = await startNginx(join(scratch, "nginx"));
  const server = await startServer(join(scratch, "upload"), trustRoot);
  const folder = (round: number): string => join(scratch, `tar-${round}`);
  try {
    const { ratio, ours, theirs } = await compare("upload", "s", rounds, {
      async ours() {
        await run(["sync"]);
        const { runId, seconds, sendingSeconds } = await sendAccepted(server, archive, payloadBytes);
        await server.cancel(runId);
        say(`upload: every byte was sent after ${sendingSeconds.toFixed(2)} s`);
        return seconds;
      },
      async theirs(round) {
        await mkdir(folder(round));
        const name = `${round}.tgz`;
        const steps = [
          "sh",
          "-c",
          STEPS,
          archive,
          `${nginx.url}/${name}`,
          join(nginx.files, name),
          folder(round),
        ] as const;
        return await timed(() => run(steps));
      },
    });
    return [
      measure("upload", ratio, "ratio", GOAL),
      measure("upload.ours", ours, "s"),
      measure("upload.nginx", theirs, "s"),
    ];
  } finally {
    await server.stop();
    await nginx.stop();
    for (let round = 0; round < rounds; round++) await rm(folder(round), { recursive: true, force: true });
  }
};
