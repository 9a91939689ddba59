import { expect, it } from "vitest";
import type { ServiceSpec } from "../../../shared/manifest.ts";
import { manifestOf } from "../../testing/tiny-platform.ts";
import type { Platform } from "../platform.ts";
import { isDown, startCurrent } from "./live-services.ts";
import type { Address, Services } from "./port.ts";

const service = (name: string, role: ServiceSpec["role"]): ServiceSpec => ({
  name,
  role,
  command: ["node", "service.mjs"],
  environment: {},
});
const MANIFEST = {
  ...manifestOf("1.0.0"),
  services: [service("web", "front"), service("mail", "worker"), service("jobs", "worker")],
};
const ADDRESSES: Readonly<Record<string, Address>> = {
  web: { host: "127.0.0.1", port: 1 },
  mail: { host: "127.0.0.1", port: 2 },
  jobs: { host: "127.0.0.1", port: 3 },
};

/** A platform of three services, in the manifest the front first; what is done to it is written to `done`. */
function platformWith(running: Set<string>, done: string[], keepsAlive = false): Platform {
  const services: Pick<Services, "keepsAlive" | "isRunning" | "start"> = {
    keepsAlive,
    isRunning: async (name) => running.has(name),
    async start({ name }, version) {
      done.push(`start ${name} ${version}`);
      running.add(name);
      return { pid: 1, address: ADDRESSES[name] ?? { host: "", port: 0 } };
    },
  };
  const platform: Pick<Platform, "config"> & Record<"services" | "releases" | "front", unknown> = {
    config: { root: "/nowhere", state: "/nowhere", places: [] } as unknown as Platform["config"],
    services,
    releases: {
      current: async () => "1.0.0",
      manifest: async () => MANIFEST,
      path: (version: string) => `/releases/${version}`,
    },
    front: { pointTo: async ({ port }: Address) => void done.push(`point to ${port}`) },
  };
  return platform as Platform;
}

it("after a reboot the workers are started before the front, and the front is then pointed to", async () => {
  const done: string[] = [];
  const started: string[] = [];
  await startCurrent(platformWith(new Set(), done), (name) => started.push(name));
  expect(done).toEqual(["start mail 1.0.0", "start jobs 1.0.0", "start web 1.0.0", "point to 1"]);
  expect(started).toEqual(["mail", "jobs", "web"]);
});

it("what ran already is not reported as started, and the front is pointed to all the same", async () => {
  const done: string[] = [];
  const started: string[] = [];
  await startCurrent(platformWith(new Set(["web", "jobs"]), done), (name) => started.push(name));
  expect(started).toEqual(["mail"]);
  expect(done.at(-1)).toBe("point to 1");
});

it("a platform is down when one service does not run, unless another manager restarts it", async () => {
  const all = ["web", "mail", "jobs"];
  expect(await isDown(platformWith(new Set(all), []))).toBe(false);
  for (const missing of all) {
    const running = new Set(all.filter((name) => name !== missing));
    expect([missing, await isDown(platformWith(running, []))]).toEqual([missing, true]);
    expect([missing, await isDown(platformWith(running, [], true))]).toEqual([missing, false]);
  }
});
