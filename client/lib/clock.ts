/** The server's time on this workstation: durations on screen must not depend on a wrong clock here. */
import { useEffect, useState } from "react";

let offset = 0;
export const learnServerTime = (now: number): void => {
  offset = now - Date.now();
};
export const serverNow = (): number => Date.now() + offset;

/** Server time, renewed every second while `running`. */
export function useServerNow(running: boolean): number {
  const [now, setNow] = useState(serverNow);
  useEffect(() => {
    if (!running) return;
    setNow(serverNow());
    const timer = setInterval(() => setNow(serverNow()), 1000);
    return () => clearInterval(timer);
  }, [running]);
  return now;
}
