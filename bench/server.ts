/** The real web process before the demo platform, on this disk, with an administrator logged in. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createDemoPlatform } from "../demo/create-platform.ts";
import { freePort } from "../server/io/free-port.ts";
import { openPlatform } from "../server/platform/platform.ts";
import { loadPlatformFile } from "../server/platform/platform-file.ts";
import { HttpClient } from "../server/testing/http-client.ts";
import type { RunFollow } from "../shared/api/follow.ts";
import type { OpenRunAnswer } from "../shared/api/import.ts";
import { requireClient } from "./fixtures.ts";

const SERVER = fileURLToPath(new URL("../server/index.ts", import.meta.url));
const PASSWORD = "un mot de passe de mesure";
const POLL_MS = 100;

export interface BenchServer {
  readonly url: string;
  readonly pid: number;
  readonly client: HttpClient;
  /** Announces an archive. Resolves with the run's id. */
  open(fileName: string, fileSize: number, payloadBytes: number): Promise<string>;
  /** Drops what was uploaded for the run, and resolves when it is gone. */
  cancel(runId: string): Promise<void>;
  /** Ends the process and the platform's services, and removes every file. */
  stop(): Promise<void>;
}

export async function startServer(folder: string, trustRoot: string): Promise<BenchServer> {
  await requireClient();
  const port = await freePort();
  await createDemoPlatform({ root: join(folder, "platform"), state: join(folder, "state"), port, trustRoot });
  const platformFile = join(folder, "platform", "superviseur.yaml");
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", SERVER, "--platform", platformFile],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...process.env, SUPERVISEUR_LOG_LEVEL: "warn" },
    },
  );
  const stop = async (): Promise<void> => {
    await ended(child);
    const platform = openPlatform(loadPlatformFile(platformFile));
    const manifest = await platform.releases.manifest(await platform.releases.current());
    for (const service of manifest.services) await platform.services.stop(service.name);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const account = await firstAccount(child);
    const client = new HttpClient(`http://127.0.0.1:${port}`);
    await client.enter(account.name, account.password, PASSWORD);
    return { url: client.url, pid: child.pid ?? 0, client, ...runs(client), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const runs = (client: HttpClient): Pick<BenchServer, "open" | "cancel"> => ({
  async open(fileName, fileSize, payloadBytes) {
    const { status, body } = await client.post<OpenRunAnswer>("/runs", {
      fileName,
      fileSize,
      claimed: { payloadBytes },
    });
    if (status !== 201) throw new Error(`POST /runs: ${status} ${JSON.stringify(body)}`);
    return body.runId;
  },
  async cancel(runId) {
    const { status, body } = await client.post(`/runs/${runId}/cancel`, { password: PASSWORD });
    if (status !== 202) throw new Error(`cancel: ${status} ${JSON.stringify(body)}`);
    while ((await client.get<RunFollow>(`/runs/${runId}`)).body.state.phase !== "ended")
      await setTimeout(POLL_MS);
  },
});

/** The factory account is printed at the first start, once the port is open. */
async function firstAccount(child: ChildProcess): Promise<{ name: string; password: string }> {
  if (child.stdout === null) throw new Error("the server's output is piped");
  for await (const line of createInterface({ input: child.stdout })) {
    const said: unknown = line.startsWith("{") ? JSON.parse(line) : null;
    if (typeof said === "object" && said !== null && "firstAccount" in said) {
      child.stdout.resume();
      return said.firstAccount as { name: string; password: string };
    }
  }
  throw new Error("the server ended before it listened; see its messages above");
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.kill("SIGTERM");
  await exit;
}
