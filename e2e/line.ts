/** A network between a browser and Superviseur that a spec can hold or cut: what happens to an upload in a real hospital. */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

export class Line {
  readonly url: string;
  readonly #server: Server;
  readonly #pairs: Set<[Socket, Socket]>;
  /** Bytes of uploads that pass before they are held. */
  #holdAfter = Number.POSITIVE_INFINITY;
  #held = Promise.withResolvers<void>();
  #passed = 0;

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

  /** Resolves when an upload is held: its beginning has then been sent on. */
  get held(): Promise<void> {
    return this.#held.promise;
  }

  /** Bytes of uploads that were let through so far. */
  get passed(): number {
    return this.#passed;
  }

  #join(browser: Socket, port: number): void {
    const superviseur = connect(port, "127.0.0.1");
    const pair: [Socket, Socket] = [browser, superviseur];
    this.#pairs.add(pair);
    let uploading = false;
    browser.on("data", (chunk: Buffer) => {
      // A kept connection carries other requests as well: each begins with its own line.
      const line = /^(GET|POST|DELETE|PATCH) (\S+) /.exec(chunk.toString("latin1", 0, 300));
      if (line) uploading = line[1] === "POST" && /\/parts\?/.test(line[2] ?? "");
      const open = uploading
        ? Math.max(0, Math.min(chunk.length, this.#holdAfter - this.#passed))
        : chunk.length;
      superviseur.write(chunk.subarray(0, open));
      this.#passed += uploading ? open : 0;
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

  /** Uploads stop after that many more bytes, as on a line that hangs. */
  holdUploads(bytes: number): void {
    this.#holdAfter = this.#passed + bytes;
    this.#held = Promise.withResolvers<void>();
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
