import type { Appointment } from "../appointments.ts";
import { addDays, longDate, today } from "../dates.ts";
import type { Service } from "../directory.ts";
import type { Edition } from "../edition.ts";
import { type Html, html } from "../html.ts";
import { appointmentTable } from "./appointment-table.ts";

export interface Day<A extends Appointment> {
  readonly date: string;
  readonly serviceId: number | null;
  readonly services: readonly Service[];
  readonly appointments: readonly A[];
  /** True right after one was added. */
  readonly added: boolean;
}

const count = (n: number): string =>
  n === 0 ? "Aucun rendez-vous" : n === 1 ? "1 rendez-vous" : `${n} rendez-vous`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function dayPage<A extends Appointment>(edition: Edition<A>, day: Day<A>): Html {
  const to = (date: string): string =>
    `/?date=${date}${day.serviceId === null ? "" : `&service=${day.serviceId}`}`;
  const title = capital(longDate(day.date));
  return html`
    <div class="heading">
      <div>
        <h1>${title}</h1>
        <p class="summary">${count(day.appointments.length)}<span id="watching" aria-live="polite"></span></p>
      </div>
      <a class="button primary" href="/appointments/new?date=${day.date}">Ajouter un rendez-vous</a>
    </div>
    ${day.added && html`<p class="success" role="status">Le rendez-vous est enregistré.</p>`}
    <p class="notice" id="changed" role="status" hidden>Un collègue vient d’ajouter un rendez-vous ce jour-là. <a href="">Actualiser la liste</a></p>
    <form class="filters" method="get" action="/">
      <div class="steps">
        <a class="button" href="${to(addDays(day.date, -1))}" aria-label="Jour précédent">‹</a>
        <a class="button" href="${to(today())}">Aujourd’hui</a>
        <a class="button" href="${to(addDays(day.date, 1))}" aria-label="Jour suivant">›</a>
      </div>
      <label>Date <input type="date" name="date" value="${day.date}" required></label>
      <label>Service
        <select name="service">
          <option value="">Tous les services</option>
          ${day.services.map(
            (service) =>
              html`<option value="${service.id}" ${service.id === day.serviceId && html`selected`}>${service.name}</option>`,
          )}
        </select>
      </label>
      <button>Afficher</button>
    </form>
    ${
      day.appointments.length === 0
        ? html`<p class="empty">${edition.emptyDay}</p>`
        : appointmentTable("day", `Rendez-vous du ${longDate(day.date)}`, day.appointments, edition.columns)
    }
    <script src="/assets/day.js" data-date="${day.date}" type="module"></script>`;
}
