/** Builds the client in a child process: the builder would keep its gigabyte of memory as long as the demo serves. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("../", import.meta.url));
const VITE = fileURLToPath(new URL("../node_modules/vite/bin/vite.js", import.meta.url));

/** @throws Error when the build fails; the builder has written why to stderr */
export async function buildClient(): Promise<void> {
  const builder = spawn(process.execPath, [VITE, "build", "--logLevel", "warn"], {
    cwd: PROJECT,
    stdio: "inherit",
  });
  const [code, signal] = await once(builder, "exit");
  if (code !== 0) throw new Error(`the client was not built: ${signal ?? `exit code ${code}`}`);
}
