/** Unix time in milliseconds. Passed in, so that a test can hold or move it. */
export type Clock = () => number;
export const systemClock: Clock = () => Date.now();
