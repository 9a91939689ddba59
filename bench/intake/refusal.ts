/** Four gigabytes for another platform: how much a client has sent when the refusal arrives. The browser looks into the file first and sends nothing. */
import { join } from "node:path";
import { type Measure, measure, say } from "../measure.ts";
import { startServer } from "../server.ts";
import type { Part } from "./part.ts";
import { send } from "./send.ts";

const GOAL_KIB = 256;

export const refusal: Part = async ({ fixtures }): Promise<Measure[]> => {
  const wrong = [
    ["refusal.stranger", await fixtures.stranger()],
    ["refusal.other-platform", await fixtures.otherPlatform()],
  ] as const;
  const server = await startServer(join(fixtures.scratch, "refusal"), fixtures.trustRoot);
  try {
    const measures: Measure[] = [];
    for (const [id, file] of wrong) {
      const sent = await send(server, file, 0);
      if (sent.refusal === null) throw new Error(`${file} was accepted`);
      say(`${id}: ${sent.refusal} after ${sent.sentBytes} bytes and ${sent.seconds.toFixed(2)} s`);
      measures.push(measure(id, sent.sentBytes / 1024, "KiB", GOAL_KIB));
    }
    return measures;
  } finally {
    await server.stop();
  }
};
