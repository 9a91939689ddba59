import { CodedError } from "../../../shared/errors.ts";
import { errorText } from "../../../shared/i18n/error-text.ts";
import type { ReleaseManifest } from "../../../shared/manifest.ts";
import { type DryRun, dryLines } from "../../cli/dry-run.ts";
import { refusalJson } from "../../cli/explain.ts";
import type { Answer, Shell } from "../../cli/shell.ts";
import type { Packed } from "../pack.ts";

/** What packing and re-signing answer; `packed` null when nothing was written. */
export function packedAnswer(
  shell: Shell,
  flags: DryRun,
  { prefix, version, order }: ReleaseManifest,
  packed: Packed | null,
): Answer {
  const { t, language } = shell;
  const json = { dryRun: flags.dryRun ?? false, prefix, release: version, files: order.length };
  if (packed === null)
    return {
      json: { ...json, file: null },
      lines: [...dryLines(shell, flags), t("cli.pack.would", { prefix, version })],
    };
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

/** A server's refusal, found before there is an archive: what a hospital should do about it is not the vendor's concern. */
export async function orRefused({ t }: Shell, packing: Promise<Answer>): Promise<Answer> {
  return await packing.catch((error): Answer => {
    if (!(error instanceof CodedError)) throw error;
    const { title } = errorText(t, error);
    const action = t("cli.pack.refusedAction");
    return {
      ok: false,
      json: { ...refusalJson(error), message: title, action },
      lines: [t("cli.pack.refused", { code: error.code }), title, action],
    };
  });
}
