import type { Appointment } from "../appointments.ts";
import { shortDate } from "../dates.ts";
import type { Letter, Patient } from "../directory.ts";
import type { Edition } from "../edition.ts";
import { type Html, html } from "../html.ts";
import { appointmentTable } from "./appointment-table.ts";

export const patientPage = <A extends Appointment>(
  edition: Edition<A>,
  patient: Patient,
  letters: readonly Letter[],
  appointments: readonly A[],
): Html => html`
  <div class="heading"><h1>${patient.name}</h1></div>
  <dl class="facts">
    <div><dt>IPP</dt><dd>${patient.ipp}</dd></div>
    <div><dt>Date de naissance</dt><dd>${shortDate(patient.birthDate)}</dd></div>
    <div><dt>Téléphone</dt><dd>${edition.phone(patient) || "non renseigné"}</dd></div>
  </dl>
  <h2>Courriers</h2>
  ${
    letters.length === 0
      ? html`<p class="empty">Aucun courrier.</p>`
      : html`<ul class="letters">
          ${letters.map((letter) => html`<li><a href="/letters/${letter.id}">${letter.title}</a> <small>${shortDate(letter.date)}, PDF</small></li>`)}
        </ul>`
  }
  <h2>Rendez-vous</h2>
  ${
    appointments.length === 0
      ? html`<p class="empty">Aucun rendez-vous.</p>`
      : appointmentTable(
          "patient",
          `Rendez-vous de ${patient.name}, du plus récent au plus ancien`,
          appointments,
          edition.columns,
        )
  }`;

export const messagePage = (title: string, sentence: string): Html => html`
  <section class="card"><h1>${title}</h1><p>${sentence}</p><p><a href="/">Revenir aux rendez-vous</a></p></section>`;
