import type { DatabaseSync } from "node:sqlite";
import type { Appointment, AppointmentStore } from "./appointments.ts";
import type { Patient } from "./directory.ts";
import type { Html } from "./html.ts";

export interface Column<A extends Appointment> {
  readonly title: string;
  cell(appointment: A): Html;
}

/** What one version of the portal brings; everything else is the same in all of them. */
export interface Edition<A extends Appointment> {
  readonly version: string;
  /** Under the title of the login page. */
  readonly welcome: string;
  /** Said when a day has no appointment. */
  readonly emptyDay: string;
  /** Tables that `GET /health` reads: one that does not answer makes it 503. */
  readonly healthTables: readonly string[];
  /** Further columns of the list of appointments. */
  readonly columns: readonly Column<A>[];
  appointments(database: DatabaseSync): AppointmentStore<A>;
  /** The telephone number as the patient's page shows it. */
  phone(patient: Patient): string;
}
