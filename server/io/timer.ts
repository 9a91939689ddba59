/** Calls `work` every `ms` without keeping the process alive, until it is disposed. */
export function every(ms: number, work: () => void): Disposable {
  const timer = setInterval(work, ms).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
