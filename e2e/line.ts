/**
 * A network line between a browser and Superviseur that a spec can stall or cut, as happens to uploads in a
 * real hospital.
 */
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer, type Server, type Socket } from "node:net";

export class Line {
  readonly url: string;
  readonly #server: Server;
  readonly #pairs: Set<[Socket, Socket]>;
  /** Upload bytes that pass before the line stalls. */
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

  /** Resolves when an upload has stalled; its beginning has been forwarded by then. */
  get held(): Promise<void> {
    return this.#held.promise;
  }

  /** Upload bytes forwarded so far. */
  get passed(): number {
    return this.#passed;
  }

  #join(browser: Socket, port: number): void {
    const superviseur = connect(port, "127.0.0.1");
    const pair: [Socket, Socket] = [browser, superviseur];
    this.#pairs.add(pair);
    let uploading = false;
    browser.on("data", (chunk: Buffer) => {
      // A kept-alive connection carries other requests too: each begins with its own request line.
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

  /** Uploads stall after that many more bytes. */
  holdUploads(bytes: number): void {
    this.#holdAfter = this.#passed + bytes;
    this.#held = Promise.withResolvers<void>();
  }

  /** Closes every connection at once; new connections work and do not stall. */
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
