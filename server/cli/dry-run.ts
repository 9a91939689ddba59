/** What a command that writes says when it was only asked to try. */
import type { Shell } from "./shell.ts";

export interface DryRun {
  readonly dryRun?: boolean;
}

/** Printed first where nothing was written. */
export const dryLines = ({ t }: Shell, { dryRun }: DryRun): string[] => (dryRun ? [t("cli.dryRun")] : []);
