/** The one HTTP server: the console answers below `/superviseur`, the platform's gateway answers everything else. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Gateway, isTunnel } from "../gateway/gateway.ts";
import { isOurs } from "../gateway/own-answer.ts";
import { HTTP_REQUEST_TIMEOUT_MS } from "../limits.ts";

/** What answers below `/superviseur`. */
export interface Console {
  handleRequest(request: IncomingMessage, response: ServerResponse): void;
  /** Takes over the upgrades of its own URLs. */
  attach(server: Server): { close(): Promise<void> };
}

/** Created before the parts that its requests reach, so that a stack closes it after them; `mount` comes before `listen`. */
export class FrontServer implements AsyncDisposable {
  readonly #server: Server;
  #gateway: Gateway | null = null;
  #console: Console | null = null;
  #channel: ReturnType<Console["attach"]> | null = null;

  constructor() {
    this.#server = createServer(
      { requestTimeout: HTTP_REQUEST_TIMEOUT_MS, shouldUpgradeCallback: isTunnel },
      (request, response) =>
        (isOurs(request.url) ? this.#console : this.#gateway)?.handleRequest(request, response),
    );
  }

  mount(gateway: Gateway, console: Console): void {
    this.#gateway = gateway;
    this.#console = console;
    this.#channel = console.attach(this.#server);
    this.#server.on("upgrade", (request, connection, head) => {
      if (!isOurs(request.url)) gateway.handleUpgrade(request, connection, head);
    });
  }

  replaceConsole(console: Console): void {
    void this.#channel?.close();
    this.#console = console;
    this.#channel = console.attach(this.#server);
  }

  /** Resolves with the URL for this machine, `http://127.0.0.1:8080`. */
  async listen(port: number, host: string): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, host, resolve);
    });
    const { address, family, port: bound } = this.#server.address() as AddressInfo;
    const name = family === "IPv6" ? `[${address}]` : address;
    return `http://${name === "0.0.0.0" || name === "[::]" ? "127.0.0.1" : name}:${bound}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#channel?.close();
    await this.#gateway?.close();
    this.#server.closeAllConnections();
    if (this.#server.listening) await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
