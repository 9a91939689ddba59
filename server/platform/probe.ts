/** Asks the platform what a user's browser would ask, and compares. */
import { setTimeout as delay } from "node:timers/promises";
import { CodedError } from "../../shared/errors.ts";
import type { Probe } from "../../shared/manifest.ts";
import { PROBE_DEADLINE_MS, PROBE_SETTLE_MS } from "../limits.ts";

export interface ProbeTarget {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}
type Finding = { ok: true } | { ok: false; found: string; expected: string; answered: boolean };

const ANSWER_MAX_BYTES = 1024 * 1024;

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > ANSWER_MAX_BYTES) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

async function ask(probe: Probe, target: ProbeTarget, version: string): Promise<Finding> {
  const contains = probe.contains?.replaceAll("{version}", version);
  try {
    const response = await fetch(new URL(probe.path, target.url), {
      headers: target.headers,
      redirect: "manual",
      signal: AbortSignal.timeout(probe.timeoutMs),
    });
    const body = await textOf(response);
    if (response.status !== probe.status)
      return { ok: false, found: String(response.status), expected: String(probe.status), answered: true };
    if (contains !== undefined && !body.includes(contains))
      return { ok: false, found: "—", expected: contains, answered: true };
    return { ok: true };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const found =
      cause instanceof Error && "code" in cause
        ? String(cause.code)
        : cause instanceof Error
          ? cause.name
          : String(cause);
    return { ok: false, found, expected: String(probe.status), answered: false };
  }
}

/**
 * Tries until the probe holds. A wrong answer that lasts for PROBE_SETTLE_MS, or no answer for PROBE_DEADLINE_MS, is the verdict.
 * `target` is called before each attempt: the gateway may have been restarted on another port.
 * @throws CodedError PROBE_FAILED, facts `probe`, `found`, `expected`.
 */
export async function runProbe(
  probe: Probe,
  target: () => Promise<ProbeTarget>,
  version: string,
  onAttempt: (finding: { probe: string; found: string; expected: string }) => void,
): Promise<void> {
  const start = performance.now();
  let wrongSince: number | null = null;
  for (;;) {
    const asked = performance.now();
    const finding = await ask(probe, await target(), version);
    if (finding.ok) return;
    onAttempt({ probe: probe.name, found: finding.found, expected: finding.expected });
    const elapsed = performance.now() - start;
    // After a silence the wrong answer must last for the whole time again.
    wrongSince = finding.answered ? (wrongSince ?? asked) : null;
    const isSettled = wrongSince !== null && performance.now() - wrongSince > PROBE_SETTLE_MS;
    if (isSettled || elapsed > PROBE_DEADLINE_MS) {
      throw new CodedError("PROBE_FAILED", {
        probe: probe.name,
        found: finding.found,
        expected: finding.expected,
      });
    }
    await delay(Math.min(1000, 100 + elapsed / 4));
  }
}
