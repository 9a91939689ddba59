import { syncDirectory } from "./atomic-file.ts";
import { runCommand } from "./process/command.ts";

const SYNC_TIMEOUT_MS = 30 * 60 * 1000;

/** Everything that any process has written to the folder's file system is on disk when this resolves. */
export async function syncFileSystem(directory: string): Promise<void> {
  const complaints: string[] = [];
  const { exitCode } = await runCommand(["sync", "-f", directory], {
    cwd: directory,
    environment: {},
    timeoutMs: SYNC_TIMEOUT_MS,
    onLine: (_, text) => complaints.push(text),
  });
  if (exitCode !== 0) throw new Error(`sync failed: ${complaints.join(" ")}`);
  await syncDirectory(directory);
}
