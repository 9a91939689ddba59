/** The import that a stopped web process left open, taken up again. */
import { join } from "node:path";
import { SUPERVISEUR } from "../../shared/journal.ts";
import type { RunState } from "../../shared/run-state.ts";
import { exists, removeDurably } from "../io/atomic-file.ts";
import { ImportSession, type ImportSessionOptions } from "./import-session.ts";
import type { ImportSessions } from "./import-sessions.ts";

/** `open`: the run that has not ended, if there is one. */
export async function resumeImport(
  options: ImportSessionOptions,
  sessions: ImportSessions,
  open: RunState | null,
): Promise<void> {
  const { platform, journal } = options;
  if (open === null) return;
  if (open.phase !== "receiving") return await removeDurably(platform.root.upload(open.id));
  // The archive is read again from its first byte; the parts that arrived are kept.
  await removeDurably(platform.root.staging(open.id));
  const file = join(platform.state.depot, open.fileName);
  const fromFolder = open.source === "depot";
  if (!(await exists(fromFolder ? file : platform.root.upload(open.id)))) {
    const error = { code: "UPLOAD_INTERRUPTED", facts: { by: SUPERVISEUR.name } } as const;
    journal.append(open.id, { type: "run:ended", outcome: "cancelled", error, locked: false });
    return;
  }
  const opening = fromFolder
    ? ImportSession.depot(options, open, file)
    : ImportSession.parts(options, open, null);
  // Not awaited: after a power cut every part is read again, and the port must not wait for that.
  void sessions.add(open, opening).catch(() => {});
}
