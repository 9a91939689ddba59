/** Appointments of the 4.8 schema: a room beyond what 4.7 knows. */
import {
  type Appointment,
  type NewAppointment,
  type Row,
  type StoreShape,
  textOf,
} from "../lib/appointments.ts";
import type { Column } from "../lib/edition.ts";
import { html } from "../lib/html.ts";
import { type Appointment47, appointments47, columns47 } from "./appointments-47.ts";

export interface Appointment48 extends Appointment47 {
  /** `CARD-2`, empty while none is given. */
  readonly room: string;
}

export const appointments48: StoreShape<Appointment48> = {
  columns: `${appointments47.columns}, a.room`,
  joins: appointments47.joins,
  read: (row: Row, common: Appointment) => ({ ...appointments47.read(row, common), room: textOf(row.room) }),
  inserted: (appointment: NewAppointment) => appointments47.inserted(appointment),
};

export const columns48: readonly Column<Appointment48>[] = [
  ...columns47,
  { title: "Salle", cell: (a) => html`${a.room}` },
];
