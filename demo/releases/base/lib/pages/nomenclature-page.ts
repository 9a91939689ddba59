import { shortDate } from "../dates.ts";
import type { Act, Nomenclature } from "../directory.ts";
import { type Html, html } from "../html.ts";

const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });

const row = (act: Act): Html => html`
  <tr ${act.retiredOn && html`class="retired"`}>
    <td data-title="Code"><div><code>${act.code}</code></div></td>
    <td data-title="Libellé"><div>${act.label}</div></td>
    <td data-title="Chapitre"><div>${act.section}</div></td>
    <td class="amount" data-title="Tarif"><div>${euros.format(act.cents / 100)}</div></td>
    <td data-title="Validité"><div>${act.retiredOn ? html`Retiré le ${shortDate(act.retiredOn)}` : html`Depuis le ${shortDate(act.validFrom)}`}</div></td>
  </tr>`;

export const nomenclaturePage = (
  summary: Nomenclature,
  words: string,
  acts: readonly Act[],
  limit: number,
): Html => html`
  <div class="heading">
    <div>
      <h1>Nomenclature des actes</h1>
      <p class="summary">Édition <strong>${summary.edition}</strong> · ${summary.inForce} codes en vigueur · ${summary.retired}&nbsp;${summary.retired > 1 ? "retirés" : "retiré"}</p>
    </div>
  </div>
  <form class="filters" method="get" action="/nomenclature" role="search">
    <label>Code ou libellé <input type="search" name="q" value="${words}"></label>
    <button>Chercher</button>
  </form>
  ${
    acts.length === 0
      ? html`<p class="empty">Aucun acte ne correspond à « ${words} ».</p>`
      : html`<table>
          <caption>${acts.length === limit ? `Les ${limit} premiers actes, par code` : "Actes, par code"}</caption>
          <thead><tr><th scope="col">Code</th><th scope="col">Libellé</th><th scope="col">Chapitre</th><th scope="col" class="amount">Tarif</th><th scope="col">Validité</th></tr></thead>
          <tbody>${acts.map(row)}</tbody>
        </table>`
  }
  <p class="hint">Codes et tarifs imités de la CCAM pour la démonstration, sans valeur officielle.</p>`;
