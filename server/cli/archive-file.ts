/** An archive on disk as the source that the reader wants. */
import { open } from "node:fs/promises";
import { CodedError } from "../../shared/errors.ts";
import { firstTrust, type Trust } from "../archive/trust.ts";
import { loadTrustedRoot } from "../archive/trust-store.ts";
import { reasonOf, UsageProblem } from "./problem.ts";
import type { Shell } from "./shell.ts";

const unreadable = ({ t }: Shell, file: string, error: unknown): UsageProblem =>
  new UsageProblem(
    t("cli.unreadable.title", { file, reason: reasonOf(error) }),
    t("cli.unreadable.action"),
    error,
  );

/**
 * Opens the file, hands its bytes to `use`, and closes it whatever happens.
 * @throws UsageProblem when it cannot be opened; CodedError ARCHIVE_IS_FOLDER
 */
export async function withArchive<T>(
  shell: Shell,
  file: string,
  use: (source: AsyncIterable<Uint8Array>) => Promise<T>,
): Promise<T> {
  const handle = await open(file).catch((error) => {
    throw unreadable(shell, file, error);
  });
  try {
    if ((await handle.stat()).isDirectory()) throw new CodedError("ARCHIVE_IS_FOLDER");
    return await use(handle.createReadStream({ autoClose: false }));
  } finally {
    await handle.close();
  }
}

/** @throws UsageProblem when it cannot be read or does not carry a valid signature of its own. */
export async function trustedRootAt(shell: Shell, file: string): Promise<Trust> {
  try {
    return firstTrust(await loadTrustedRoot(file));
  } catch (error) {
    if (error instanceof Error && "code" in error) throw unreadable(shell, file, error);
    throw new UsageProblem(
      shell.t("cli.rootInvalid.title", { file }),
      shell.t("cli.rootInvalid.action"),
      error,
    );
  }
}
