/** What a return would lose, in sentences: the same on the screen and on the command line. */
import type { TFunction } from "i18next";
import type { Losses } from "../journal.ts";
import type { Language } from "./languages.ts";

/** Largest first. */
export const lossOf = ({ inserted, changed, deleted }: Losses["tables"][number]): number =>
  inserted + changed + deleted;

export class LossWords {
  readonly #t: TFunction;
  readonly #numbers: Intl.NumberFormat;
  readonly #lists: Intl.ListFormat;

  constructor(t: TFunction, language: Language) {
    this.#t = t;
    this.#numbers = new Intl.NumberFormat(language);
    this.#lists = new Intl.ListFormat(language, { type: "conjunction" });
  }

  #count(count: number): { count: number; n: string } {
    return { count, n: this.#numbers.format(count) };
  }

  /** `19 lignes écrites et 2 fichiers écrits depuis la mise à jour`; null when nothing was. */
  total({ tables, files }: Losses): string | null {
    const rows = tables.reduce((sum, table) => sum + lossOf(table), 0);
    const changed = files.added + files.changed + files.deleted;
    const t = this.#t;
    const parts = [
      ...(rows > 0 ? [t("revert.losses.rows", this.#count(rows))] : []),
      ...(changed > 0 ? [t("revert.losses.files", this.#count(changed))] : []),
    ];
    return parts.length === 0 ? null : t("revert.losses.total", { what: this.#lists.format(parts) });
  }

  /**
   * `12 lignes ajoutées et 3 modifiées dans visites`, one sentence a table, the largest loss first; then the
   * files.
   */
  sentences({ tables, files }: Losses): string[] {
    const t = this.#t;
    const sorted = tables.toSorted((a, b) => lossOf(b) - lossOf(a) || (a.table < b.table ? -1 : 1));
    const ofTables = sorted.map((table) => {
      const kinds = (["inserted", "changed", "deleted"] as const).filter((kind) => table[kind] > 0);
      const parts = kinds.map((kind, index) =>
        t(`revert.losses.${index === 0 ? "first" : "next"}.${kind}`, this.#count(table[kind])),
      );
      return t("revert.losses.inTable", { what: this.#lists.format(parts), table: table.table });
    });
    const kinds = (["added", "changed", "deleted"] as const).filter((kind) => files[kind] > 0);
    if (kinds.length === 0) return ofTables;
    const parts = kinds.map((kind, index) =>
      t(`revert.losses.${index === 0 ? "firstFile" : "nextFile"}.${kind}`, this.#count(files[kind])),
    );
    return [...ofTables, t("revert.losses.inFolders", { what: this.#lists.format(parts) })];
  }
}
