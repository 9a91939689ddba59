/** Imported first by a runner under test: a shifted clock, predictable file names, and a wait for the tracer. */
import crypto from "node:crypto";
import { readFileSync } from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { CLOCK_VARIABLE, TRACED_VARIABLE } from "./fault.ts";

let shift = Number(process.env[CLOCK_VARIABLE] ?? 0);
if (process.env[CLOCK_VARIABLE] !== undefined) {
  const now = Date.now.bind(Date);
  const Real = Date;
  Real.now = () => now() + shift;
  globalThis.Date = new Proxy(Real, {
    construct: (target, parameters, asked) =>
      Reflect.construct(target, parameters.length === 0 ? [Real.now()] : parameters, asked) as object,
  });
}
/** Only where the clock was wrong from the beginning. */
export const shiftClock = (ms: number): void => {
  shift += ms;
};

/** The number by which the kernel knows this process. */
export const realPid = process.pid;
if (process.env[TRACED_VARIABLE] !== undefined) {
  const randomBytes = crypto.randomBytes.bind(crypto);
  // The names of temporary files must be predictable: a fault is aimed at them by name. No real process has this number.
  Object.defineProperty(process, "pid", { value: 99_999_999 });
  crypto.randomBytes = ((size: number) =>
    size === 4 ? Buffer.alloc(4) : randomBytes(size)) as typeof crypto.randomBytes;
  syncBuiltinESMExports();
}

const cell = new Int32Array(new SharedArrayBuffer(4));
export function waitForTracer(): void {
  if (process.env[TRACED_VARIABLE] === undefined) return;
  while (/^TracerPid:\s+0$/m.test(readFileSync("/proc/self/status", "latin1"))) Atomics.wait(cell, 0, 0, 1);
}
