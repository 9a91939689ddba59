import { useEffect, useRef, useState } from "react";
import { CodedError } from "../../../../shared/errors.ts";
import { overviewQuery } from "../../../lib/overview-query.ts";
import { queryClient } from "../../../lib/query-client.ts";
import { dropRun, openRun } from "../api/run-requests.ts";
import { type Sending, sendArchive } from "../api/send-archive.ts";

export interface UploadView {
  readonly runId: string | null;
  readonly fileName: string;
  readonly size: number;
  readonly sent: number;
  /** Unix ms on this workstation. */
  readonly startedAt: number;
}
export interface Upload {
  readonly sending: UploadView | null;
  readonly error: unknown;
  begin(file: File): void;
  /** A refusal found before anything was sent. */
  refuse(error: unknown): void;
  cancel(): void;
  forget(): void;
}

const refresh = (): Promise<void> => queryClient.invalidateQueries({ queryKey: overviewQuery.queryKey });

/** The upload that this page makes. Leaving the page ends it; the server then cleans up. */
export function useUpload(): Upload {
  const [sending, setSending] = useState<UploadView | null>(null);
  const [error, setError] = useState<unknown>(null);
  const current = useRef<Sending | null>(null);
  const cancelled = useRef(false);
  useEffect(() => () => current.current?.abort(), []);

  const begin = async (file: File): Promise<void> => {
    cancelled.current = false;
    setError(null);
    setSending({ runId: null, fileName: file.name, size: file.size, sent: 0, startedAt: Date.now() });
    try {
      const { runId } = await openRun({ fileName: file.name, fileSize: file.size });
      setSending((view) => view && { ...view, runId });
      current.current = sendArchive(runId, file, (sent) => setSending((view) => view && { ...view, sent }));
      await current.current.done;
    } catch (thrown) {
      if (!(cancelled.current && thrown instanceof CodedError)) setError(thrown);
    } finally {
      current.current = null;
      await refresh();
      setSending(null);
    }
  };

  return {
    sending,
    error,
    begin: (file) => void begin(file),
    refuse: setError,
    cancel: () => {
      cancelled.current = true;
      const runId = sending?.runId;
      // The server first: it then knows that this was a wish and not a cut.
      void (runId ? dropRun(runId).catch(() => {}) : Promise.resolve()).finally(() => current.current?.abort());
    },
    forget: () => setError(null),
  };
}
