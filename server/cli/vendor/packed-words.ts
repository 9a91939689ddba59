import type { ReleaseManifest } from "../../../shared/manifest.ts";
import type { Packed } from "../../archive/pack.ts";
import type { Answer, Shell } from "../shell.ts";
import { type DryRun, dryLines } from "./files.ts";

/** What packing and signing anew answer; `packed` null when nothing was written. */
export function packedAnswer(shell: Shell, flags: DryRun, { prefix, version, order }: ReleaseManifest, packed: Packed | null): Answer {
  const { t, language } = shell;
  const json = { dryRun: flags.dryRun ?? false, prefix, release: version, files: order.length };
  if (packed === null)
    return { json: { ...json, file: null }, lines: [...dryLines(shell, flags), t("cli.pack.would", { prefix, version })] };
  const { file, sha256, bytes } = packed;
  return {
    json: { ...json, file, sha256, bytes },
    lines: [
      t("cli.pack.done", { file }),
      t("cli.pack.size", { bytes: new Intl.NumberFormat(language).format(bytes), count: order.length }),
      t("cli.sha256", { sha256 }),
    ],
  };
}
