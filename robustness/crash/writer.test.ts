import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { startWriter, type Writer } from "./writer.ts";

let close = async (): Promise<void> => {};
afterEach(() => close());

/** A gateway that keeps every write waiting until it is released. */
async function startSlowDoor(): Promise<{
  writer: Writer;
  next: () => Promise<{ id: string; answer: () => Promise<void> }>;
}> {
  const asked: { id: string; response: ServerResponse }[] = [];
  const server = createServer((request, response) => {
    let id = "";
    request.on("data", (chunk) => {
      id += chunk;
    });
    request.on("end", () => {
      asked.push({ id, response });
      server.emit("asked");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const writer = startWriter(() => `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  close = async () => {
    const stopped = writer.stop();
    server.close();
    server.closeAllConnections();
    await stopped;
  };
  const next = async () => {
    if (asked.length === 0) await once(server, "asked");
    const one = asked.shift();
    if (one === undefined) throw new Error("nothing was asked");
    const { id, response } = one;
    return {
      id,
      answer: async () => {
        response.end("1.0.0");
        await once(response, "close");
      },
    };
  };
  return { writer, next };
}
const ids = ({ acknowledged }: Writer): string[] => acknowledged.map(({ id }) => id);

it("an answer that was on its way when the power went is forgotten, as those that came since", async () => {
  const { writer, next } = await startSlowDoor();
  await (await next()).answer();
  const second = await next();
  expect(ids(writer)).toEqual(["w000001"]);
  const moment = Date.now() + 1;
  while (Date.now() < moment);
  await second.answer();
  const onItsWay = await next();
  expect(ids(writer)).toEqual(["w000001", "w000002"]);

  writer.forgetSince(moment);
  expect(ids(writer)).toEqual(["w000001"]);
  await onItsWay.answer();
  const after = await next();
  expect(ids(writer)).toEqual(["w000001"]);
  await after.answer();
  await next();
  expect(ids(writer)).toEqual(["w000001", after.id]);
});
