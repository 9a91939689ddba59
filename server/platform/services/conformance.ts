/** What every manager of services must do, also one that restarts a dead service. Called in the driver's own test. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ServiceSpec } from "../../../shared/manifest.ts";
import type { Services } from "./port.ts";

/** Variables that a service of the platform is started with in the suite. */
export const GIVEN = { DATABASE: "the database", DATA: "the data" } as const;

export interface ServicesUnderTest {
  /** As another process of Superviseur would open it: nothing of the first one's memory. */
  open(): Services;
  /** A service in the way the driver needs it; the default is a Node program. `script`: source of a CommonJS program. */
  spec?(name: string, role: ServiceSpec["role"], script: string): ServiceSpec;
  /** Ends the service's process as a crash would, with everything that it holds. */
  kill(name: string): Promise<void>;
  close(): Promise<void>;
}

const answers = (words: string): string => `
  const { createServer } = require("node:http");
  const { VERSION, RELEASE, DATABASE, DATA } = process.env;
  createServer((_, response) => response.end(JSON.stringify({ words: ${JSON.stringify(words)}, VERSION, RELEASE, DATABASE, DATA })))
    .listen(process.env.PORT, process.env.HOST);`;
const ENDS = "process.exit(3)";

export function servicesConformance(
  name: string,
  open: (folder: string) => Promise<ServicesUnderTest>,
): void {
  let folder: string;
  let given: ServicesUnderTest;
  let services: Services;
  const specOf = (service: string, script = answers(service), role: ServiceSpec["role"] = "front") =>
    given.spec?.(service, role, script) ?? {
      name: service,
      role,
      command: ["node", "-e", script] as [string, ...string[]],
      environment: {},
    };
  const start = (service = "web", version = "1.0.0", spec = specOf(service)) =>
    services.start(spec, version, folder);
  /** What the service answers at the address that the port names; null when nothing does. */
  const answer = async (service = "web"): Promise<Record<string, unknown> | null> => {
    const address = await services.address(service);
    if (address === null) return null;
    return await fetch(`http://${address.host}:${address.port}/`).then(
      (response) => response.json() as Promise<Record<string, unknown>>,
      () => null,
    );
  };

  describe(`${name}: the contract of services`, () => {
    beforeEach(async () => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), "superviseur-conformance-")));
      mkdirSync(join(folder, "state"));
      given = await open(folder);
      services = given.open();
    });
    afterEach(async () => {
      for (const service of ["web", "worker"]) await services.stop(service).catch(() => {});
      await given.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it("knows nothing of a service that was never started, and stopping it is no error", async () => {
      expect(await services.names()).toEqual([]);
      expect(await services.isRunning("web")).toBe(false);
      expect(await services.address("web")).toBeNull();
      expect(await services.stop("web")).toBe("was-stopped");
    });

    it("resolves a start when the service accepts connections at the address that it names", async () => {
      const { address } = await start();
      expect(await services.address("web")).toEqual(address);
      expect(await answer()).toEqual({ words: "web", VERSION: "1.0.0", RELEASE: folder, ...GIVEN });
      expect(await services.isRunning("web")).toBe(true);
      expect(await services.names()).toEqual(["web"]);
    });

    it("starts a version once, however often it is called and from any process", async () => {
      const started = await start();
      expect(await start()).toEqual(started);
      services = given.open();
      expect(await services.isRunning("web")).toBe(true);
      expect(await start()).toEqual(started);
    });

    it("replaces a service of another version", async () => {
      await start("web", "1.0.0");
      await start("web", "2.0.0");
      expect(await answer()).toMatchObject({ VERSION: "2.0.0" });
      expect(await services.names()).toEqual(["web"]);
    });

    it("names the front before the workers, in any order of starting", async () => {
      await start("worker", "1.0.0", specOf("worker", answers("worker"), "worker"));
      await start("web");
      expect(await services.names()).toEqual(["web", "worker"]);
      expect(await answer("worker")).toMatchObject({ words: "worker" });
      expect(await answer("web")).toMatchObject({ words: "web" });
    });

    it("resolves a stop when nothing answers any more, and stays stopped", async () => {
      const { address } = await start();
      expect(["graceful", "killed"]).toContain(await services.stop("web"));
      await expect(fetch(`http://${address.host}:${address.port}/`)).rejects.toThrow();
      expect(await services.isRunning("web")).toBe(false);
      expect(await services.address("web")).toBeNull();
      expect(await services.names()).toEqual([]);
      expect(await services.stop("web")).toBe("was-stopped");
    });

    it("stops what another process of Superviseur has started", async () => {
      await start();
      services = given.open();
      expect(["graceful", "killed"]).toContain(await services.stop("web"));
      expect(await services.isRunning("web")).toBe(false);
    });

    it("reports a service that ends at once, leaves nothing of it, and starts a good one afterwards", async () => {
      await expect(start("web", "1.0.0", specOf("web", ENDS))).rejects.toMatchObject({
        code: "SERVICE_START_FAILED",
        facts: { service: "web", version: "1.0.0" },
      });
      expect(await services.isRunning("web")).toBe(false);
      await start("web", "1.0.0");
      expect(await answer()).toMatchObject({ words: "web" });
    });

    it("after a crash the service is restarted by its manager, or known as not running until it is started", async () => {
      await start();
      await given.kill("web");
      if (services.keepsAlive)
        await vi.waitFor(async () => expect(await answer()).toMatchObject({ words: "web" }), {
          timeout: 30_000,
          interval: 100,
        });
      else {
        await vi.waitFor(async () => expect(await services.isRunning("web")).toBe(false));
        expect(await services.names()).toEqual(["web"]);
        await start();
        expect(await answer()).toMatchObject({ words: "web" });
      }
      await services.stop("web");
      expect(await services.isRunning("web")).toBe(false);
    });
  });
}
