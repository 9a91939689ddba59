/** The first screen in a real browser on a slow line, with nothing cached: what is transferred, and when one can log in. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "@playwright/test";
import playwright from "../playwright.config.ts";
import { createKeyRing } from "../server/vendor/keys.ts";
import { type Bench, type Measure, measure, say } from "./measure.ts";
import { run } from "./run.ts";
import { type BenchServer, startServer } from "./server.ts";

/** 2 Mbit/s and 40 ms, as Network.emulateNetworkConditions of the DevTools protocol takes them: bytes a second and ms. */
const LINE = { offline: false, latency: 40, downloadThroughput: 250_000, uploadThroughput: 250_000 } as const;
const GOAL_KB = 200;
const GOAL_S = 2;
const ROUNDS = 7;
const QUICK_ROUNDS = 1;

interface FirstScreen {
  /** From the navigation until the login form takes input. */
  readonly seconds: number;
  /** Headers and bodies of all answers, in kB of 1000 bytes. */
  readonly transferred: number;
  readonly requests: number;
}

async function firstScreen(browser: Browser, url: string): Promise<FirstScreen> {
  const context = await browser.newContext({ locale: "fr-FR" });
  try {
    const page = await context.newPage();
    const devTools = await context.newCDPSession(page);
    await devTools.send("Network.enable");
    await devTools.send("Network.emulateNetworkConditions", LINE);
    let [bytes, requests] = [0, 0];
    devTools.on("Network.loadingFinished", ({ encodedDataLength }) => {
      bytes += encodedDataLength;
      requests += 1;
    });
    const start = performance.now();
    await page.goto(`${url}/superviseur/`, { waitUntil: "commit" });
    await page.getByRole("textbox").first().fill("admin");
    const seconds = (performance.now() - start) / 1000;
    await page.waitForLoadState("networkidle");
    return { seconds, transferred: bytes / 1000, requests };
  } finally {
    await context.close();
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

async function measureScreens(server: BenchServer, rounds: number): Promise<readonly Measure[]> {
  const browser = await chromium.launch(playwright.use?.launchOptions ?? {});
  try {
    const seen: FirstScreen[] = [];
    for (let round = 0; round < rounds; round += 1) seen.push(await firstScreen(browser, server.url));
    const seconds = seen.map((screen) => screen.seconds);
    return [
      measure(
        "client.first-screen.transferred",
        median(seen.map(({ transferred }) => transferred)),
        "kB",
        GOAL_KB,
      ),
      measure("client.first-screen.usable", median(seconds), "s", GOAL_S),
      measure("client.first-screen.usable.slowest", Math.max(...seconds), "s"),
      measure("client.first-screen.requests", median(seen.map(({ requests }) => requests)), "requests"),
    ];
  } finally {
    await browser.close();
  }
}

export const client: Bench = {
  summary: "the first screen on 2 Mbit/s and 40 ms: kB transferred, seconds until the login form is usable",
  parts: ["first-screen"],
  async run({ quick }): Promise<readonly Measure[]> {
    // Always built: what is measured is the source as it is now.
    say("building the client…");
    await run(["vite", "build", "--logLevel", "error"]);
    const folder = await mkdtemp(join(tmpdir(), "superviseur-bench-client-"));
    try {
      await createKeyRing(join(folder, "keys"), { now: Date.now() });
      const server = await startServer(join(folder, "demo"), join(folder, "keys", "root.json"));
      try {
        return await measureScreens(server, quick ? QUICK_ROUNDS : ROUNDS);
      } finally {
        await server.stop();
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
