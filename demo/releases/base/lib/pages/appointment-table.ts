import type { Appointment } from "../appointments.ts";
import { clockTime, shortDate } from "../dates.ts";
import type { Column } from "../edition.ts";
import { type Html, html } from "../html.ts";

const row = <A extends Appointment>(appointment: A, columns: readonly Column<A>[], dated: boolean): Html => html`
  <tr ${appointment.cancelled && html`class="cancelled"`}>
    <td class="time" data-title="Heure">
      ${dated && html`<span class="date">${shortDate(appointment.startsAt)}</span> `}<strong>${clockTime(appointment.startsAt)}</strong>
      <span class="until">${clockTime(appointment.endsAt)}</span>
    </td>
    <td data-title="Patient"><a href="/patients/${appointment.patientId}">${appointment.patient}</a> <small>né(e) le ${shortDate(appointment.birthDate)}</small></td>
    <td data-title="Service"><span class="chip hue-${appointment.hue}">${appointment.service}</span></td>
    <td data-title="Praticien">${appointment.practitioner}</td>
    <td data-title="Acte">${appointment.actCode !== "" && html`<code>${appointment.actCode}</code> <small>${appointment.actLabel}</small>`}</td>
    ${columns.map((column) => html`<td data-title="${column.title}">${column.cell(appointment)}</td>`)}
    <td data-title="Remarque">${appointment.note}</td>
  </tr>`;

/** `dated`: the rows are of several days. */
export const appointmentTable = <A extends Appointment>(
  caption: string,
  appointments: readonly A[],
  columns: readonly Column<A>[],
  dated: boolean,
): Html => html`
  <table class="appointments">
    <caption>${caption}</caption>
    <thead><tr>
      ${["Heure", "Patient", "Service", "Praticien", "Acte", ...columns.map((column) => column.title), "Remarque"].map(
        (title) => html`<th scope="col">${title}</th>`,
      )}
    </tr></thead>
    <tbody>${appointments.map((appointment) => row(appointment, columns, dated))}</tbody>
  </table>`;
