/** What a command cannot go on with, as two sentences; and the exit codes that scripts rely on. */
export const EXIT = { good: 0, refused: 1, usage: 2 } as const;

/** The request itself cannot be carried out: a wrong option, a file that is not there. */
export class UsageProblem extends Error {
  readonly action: string;
  constructor(title: string, action: string, cause?: unknown) {
    super(title, cause === undefined ? undefined : { cause });
    this.name = "UsageProblem";
    this.action = action;
  }
}

/** `ENOENT`, or the message of an error that has no code. */
export function reasonOf(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return error instanceof Error ? error.message : String(error);
}
