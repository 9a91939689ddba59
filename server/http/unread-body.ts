import type { Request } from "express";
import { UPLOAD_REFUSAL_DRAIN_MS } from "../limits.ts";

/**
 * After an answer that came before the body was read. The rest is thrown away for a moment, so that the sender gets to read
 * the answer, then the connection is cut: four refused gigabytes must not be received to the end.
 *
 * Not by `Connection: close`: node would then close at once, with bytes unread, and the kernel's reset can overtake the answer.
 */
export function discardRequestBody(request: Request): void {
  if (request.complete || request.destroyed) return;
  request.unpipe();
  request.resume();
  const timer = setTimeout(() => request.socket.destroy(), UPLOAD_REFUSAL_DRAIN_MS);
  timer.unref();
  const over = (): void => clearTimeout(timer);
  request.once("end", over).once("close", over);
}
