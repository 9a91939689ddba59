/** Sends one part with XMLHttpRequest: the only way a browser reports upload progress everywhere, and measured faster than fetch. */
import { type PartAnswer, UPLOAD_FIELD, type UploadedPart } from "../../../../shared/api/import.ts";
import { apiUrl, csrfHeader, failureOf, ServerUnreachable } from "../../../lib/http.ts";
import { UPLOAD_STALL_MS } from "../../../limits.ts";

export interface PartSending {
  readonly signal: AbortSignal;
  /** Bytes of the part that have left. */
  readonly onSent: (bytes: number) => void;
}

/** @throws CodedError the server's refusal; ServerUnreachable without an answer, or when nothing moved for UPLOAD_STALL_MS */
export function sendPart(
  runId: string,
  fileName: string,
  part: UploadedPart,
  content: Uint8Array<ArrayBuffer>,
  { signal, onSent }: PartSending,
): Promise<PartAnswer> {
  const { offset, bytes, sha256 } = part;
  const request = new XMLHttpRequest();
  const abort = (): void => request.abort();
  let stalled: ReturnType<typeof setTimeout> | undefined;
  const moved = (): void => {
    clearTimeout(stalled);
    stalled = setTimeout(abort, UPLOAD_STALL_MS);
  };
  const done = new Promise<PartAnswer>((resolve, reject) => {
    request.open("POST", apiUrl(`/runs/${runId}/parts?offset=${offset}&bytes=${bytes}&sha256=${sha256}`));
    for (const [name, value] of Object.entries(csrfHeader())) request.setRequestHeader(name, value);
    request.responseType = "json";
    request.upload.onprogress = ({ loaded }) => {
      moved();
      onSent(Math.min(loaded, bytes));
    };
    request.onload = () => {
      const { status, response } = request;
      if (status >= 200 && status < 300 && response !== null) resolve(response as PartAnswer);
      else reject(failureOf(status, response));
    };
    request.onabort = () =>
      reject(signal.aborted ? signal.reason : new ServerUnreachable("the connection went silent"));
    // The server may also have refused and closed while bytes were on their way: the next request shows which.
    request.onerror = () => reject(new ServerUnreachable("no answer"));
    const form = new FormData();
    form.append(UPLOAD_FIELD, new Blob([content]), fileName);
    moved();
    request.send(form);
  });
  signal.addEventListener("abort", abort);
  return done.finally(() => {
    clearTimeout(stalled);
    signal.removeEventListener("abort", abort);
  });
}
