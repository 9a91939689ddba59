import type { Appointment } from "../appointments.ts";
import { clockTime, shortDate } from "../dates.ts";
import type { Column } from "../edition.ts";
import { type Html, html } from "../html.ts";

const CELLS: Readonly<Record<"patient" | "service" | "act" | "note", Column<Appointment>>> = {
  patient: {
    title: "Patient",
    cell: (a) =>
      html`<a href="/patients/${a.patientId}">${a.patient}</a> <small class="nowrap">né(e) le ${shortDate(a.birthDate)}</small>`,
  },
  service: {
    title: "Service",
    cell: (a) =>
      html`<span class="chip hue-${a.hue}">${a.service}</span> <small class="nowrap">${a.practitioner}</small>`,
  },
  act: {
    title: "Acte",
    cell: (a) => html`${a.actCode !== "" && html`<code>${a.actCode}</code> <small>${a.actLabel}</small>`}`,
  },
  note: { title: "Remarque", cell: (a) => html`${a.note}` },
};

const time = (dated: boolean): Column<Appointment> => ({
  title: dated ? "Date et heure" : "Heure",
  cell: (a) =>
    html`${dated && html`<span class="date">${shortDate(a.startsAt)}</span> `}<strong>${clockTime(a.startsAt)}</strong> <span class="until">${clockTime(a.endsAt)}</span>`,
});

/** `of`: the rows are of one day, or of one patient. */
export function appointmentTable<A extends Appointment>(
  of: "day" | "patient",
  caption: string,
  appointments: readonly A[],
  further: readonly Column<A>[],
): Html {
  const { patient, service, act, note } = CELLS;
  const columns: Column<A>[] = [
    time(of === "patient"),
    ...(of === "day" ? [patient] : []),
    service,
    act,
    ...further,
    note,
  ];
  return html`
    <table>
      <caption>${caption}</caption>
      <thead><tr>${columns.map((column) => html`<th scope="col">${column.title}</th>`)}</tr></thead>
      <tbody>${appointments.map(
        (appointment) => html`
        <tr ${appointment.cancelled && html`class="cancelled"`}>
          ${columns.map((column, index) => html`<td data-title="${column.title}" ${index === 0 && html`class="time"`}><div>${column.cell(appointment)}</div></td>`)}
        </tr>`,
      )}</tbody>
    </table>`;
}
