import type { Act, Patient, Practitioner } from "../directory.ts";
import { type Html, html } from "../html.ts";

export interface NewAppointmentForm {
  readonly patients: readonly Patient[];
  readonly practitioners: readonly Practitioner[];
  readonly acts: readonly Act[];
  /** What was typed before a refusal. */
  readonly typed: Readonly<Record<string, string>>;
  readonly problem: string | null;
}

export const DURATIONS_MINUTES = [15, 20, 30, 45, 60];

function options<T>(
  choices: readonly T[],
  value: (choice: T) => string,
  label: (choice: T) => string,
  typed: string | undefined,
): Html[] {
  return choices.map(
    (choice) =>
      html`<option value="${value(choice)}" ${value(choice) === typed && html`selected`}>${label(choice)}</option>`,
  );
}

export const newAppointmentPage = ({
  patients,
  practitioners,
  acts,
  typed,
  problem,
}: NewAppointmentForm): Html => html`
  <section class="card form">
    <h1>Nouveau rendez-vous</h1>
    ${problem && html`<p class="alert" role="alert">${problem}</p>`}
    <form method="post" action="/appointments" class="stack">
      <label>Patient
        <select name="patientId" required>
          <option value="">Choisir un patient</option>
          ${options(
            patients,
            (patient) => String(patient.id),
            (patient) => `${patient.name} (IPP ${patient.ipp})`,
            typed.patientId,
          )}
        </select>
      </label>
      <label>Praticien
        <select name="practitionerId" required>
          <option value="">Choisir un praticien</option>
          ${options(
            practitioners,
            (practitioner) => String(practitioner.id),
            (practitioner) => `${practitioner.service} : ${practitioner.name}`,
            typed.practitionerId,
          )}
        </select>
      </label>
      <div class="row">
        <label>Date <input type="date" name="date" value="${typed.date ?? ""}" required></label>
        <label>Heure <input type="time" name="time" value="${typed.time ?? "09:00"}" step="300" required></label>
        <label>Durée
          <select name="durationMinutes">
            ${options(DURATIONS_MINUTES, String, (minutes) => `${minutes} min`, typed.durationMinutes ?? "20")}
          </select>
        </label>
      </div>
      <label>Acte prévu <span class="optional">facultatif</span>
        <select name="actCode">
          <option value="">Aucun acte</option>
          ${options(
            acts,
            (act) => act.code,
            (act) => `${act.label} (${act.code})`,
            typed.actCode,
          )}
        </select>
      </label>
      <label>Remarque <span class="optional">facultatif</span> <input name="note" maxlength="200" value="${typed.note ?? ""}"></label>
      <div class="actions"><button class="primary">Enregistrer</button> <a class="button" href="/">Annuler</a></div>
    </form>
  </section>`;
