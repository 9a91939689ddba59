/** Sends the archive with XMLHttpRequest: the only way a browser reports upload progress everywhere, and measured faster than fetch. */
import { type RunFollow, UPLOAD_FIELD } from "../../../../shared/api.ts";
import { CodedError } from "../../../../shared/errors.ts";
import { apiUrl, csrfHeader, errorOf, http } from "../../../lib/http.ts";

export interface Sending {
  readonly done: Promise<void>;
  abort(): void;
}

/** How long the journal is asked for the reason after the connection broke: the server writes it at once. */
const REASON_TRIES = 5;
const REASON_WAIT_MS = 400;

export function sendArchive(runId: string, file: File, onProgress: (sentBytes: number) => void): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<void>((resolve, reject) => {
    request.open("POST", apiUrl(`/runs/${runId}/content`));
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded }) => onProgress(Math.min(loaded, file.size));
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) return resolve();
      const refusal = errorOf(request.response);
      // A browser sends a request again by itself when a kept connection breaks; the second one only hears that nobody waits for it.
      if (refusal.code === "RUN_NOT_WAITING") void reasonOf(runId).then(reject);
      else reject(refusal);
    };
    request.onabort = () => reject(new CodedError("UPLOAD_INTERRUPTED"));
    // The server may have refused and closed while bytes were still on their way: then the journal knows why.
    request.onerror = () => void reasonOf(runId).then(reject);
    const form = new FormData();
    form.append(UPLOAD_FIELD, file, file.name);
    request.send(form);
  });
  return { done, abort: () => request.abort() };
}

async function reasonOf(runId: string): Promise<CodedError> {
  for (let attempt = 0; attempt < REASON_TRIES; attempt++) {
    const follow = await http.get<RunFollow>(`/runs/${runId}`).catch(() => null);
    if (follow?.state.phase === "ended" && follow.state.error) return new CodedError(follow.state.error.code, follow.state.error.facts);
    await new Promise((resolve) => setTimeout(resolve, REASON_WAIT_MS));
  }
  return new CodedError("UPLOAD_INTERRUPTED");
}
