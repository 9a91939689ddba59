/** A network between a browser and Superviseur that a spec can hold or cut: what happens to an upload in a real hospital. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

export class Line {
  readonly url: string;
  readonly #server: Server;
  readonly #pairs: Set<[Socket, Socket]>;
  /** Bytes of an upload's connection that pass before it is held. */
  #holdAfter = Number.POSITIVE_INFINITY;
  readonly #held = Promise.withResolvers<void>();
  /** Resolves when an upload is held: its beginning has then been sent on. */
  readonly held = this.#held.promise;

  private constructor(server: Server, pairs: Set<[Socket, Socket]>) {
    this.#server = server;
    this.#pairs = pairs;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async to(target: string): Promise<Line> {
    const pairs = new Set<[Socket, Socket]>();
    const server = createServer();
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const line = new Line(server, pairs);
    server.on("connection", (browser) => line.#join(browser, Number(new URL(target).port)));
    return line;
  }

  #join(browser: Socket, port: number): void {
    const superviseur = connect(port, "127.0.0.1");
    const pair: [Socket, Socket] = [browser, superviseur];
    this.#pairs.add(pair);
    let uploading = false;
    let passed = 0;
    browser.on("data", (chunk: Buffer) => {
      uploading ||= /^POST \S+\/content /.test(chunk.toString("latin1", 0, 200));
      const open = uploading ? Math.max(0, this.#holdAfter - passed) : chunk.length;
      superviseur.write(chunk.subarray(0, open));
      passed += uploading ? chunk.length : 0;
      if (open < chunk.length) {
        browser.pause();
        this.#held.resolve();
      }
    });
    superviseur.pipe(browser);
    for (const [one, other] of [pair, [superviseur, browser]] as const) {
      one.on("error", () => other.destroy());
      one.on("close", () => {
        other.destroy();
        this.#pairs.delete(pair);
      });
    }
  }

  /** Uploads stop after that many bytes, as on a line that hangs. */
  holdUploads(bytes: number): void {
    this.#holdAfter = bytes;
  }

  /** Every connection ends at once; new ones work, and nothing is held any more. */
  cut(): void {
    this.#holdAfter = Number.POSITIVE_INFINITY;
    for (const [browser, superviseur] of this.#pairs) {
      browser.destroy();
      superviseur.destroy();
    }
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }
}
