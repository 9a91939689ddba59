import { shortDate } from "../dates.ts";
import type { Act, Nomenclature } from "../directory.ts";
import { type Html, html } from "../html.ts";

const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });

const row = (act: Act): Html => html`
  <tr ${act.retiredOn && html`class="retired"`}>
    <td data-title="Code"><code>${act.code}</code></td>
    <td data-title="Libellé">${act.label}</td>
    <td data-title="Chapitre">${act.section}</td>
    <td class="amount" data-title="Tarif">${euros.format(act.cents / 100)}</td>
    <td data-title="Validité">${act.retiredOn ? html`Retiré le ${shortDate(act.retiredOn)}` : html`Depuis le ${shortDate(act.validFrom)}`}</td>
  </tr>`;

export const nomenclaturePage = (summary: Nomenclature, words: string, acts: readonly Act[], limit: number): Html => html`
  <div class="heading">
    <div>
      <h1>Nomenclature des actes</h1>
      <p class="summary">Édition <strong>${summary.edition}</strong> · ${summary.inForce} codes en vigueur · ${summary.retired} retirés</p>
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
          <thead><tr>${["Code", "Libellé", "Chapitre", "Tarif", "Validité"].map((title) => html`<th scope="col">${title}</th>`)}</tr></thead>
          <tbody>${acts.map(row)}</tbody>
        </table>`
  }
  <p class="hint">Codes et tarifs imités de la CCAM pour la démonstration, sans valeur officielle.</p>`;
