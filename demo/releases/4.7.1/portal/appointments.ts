/** Appointments of the 4.7 schema: status, length and site. */
import {
  type Appointment,
  type NewAppointment,
  type Row,
  type StoreShape,
  textOf,
} from "../lib/appointments.ts";
import type { Column } from "../lib/edition.ts";
import { html } from "../lib/html.ts";

const STATUSES = { planned: "Prévu", arrived: "Arrivé", cancelled: "Annulé" } as const;
type Status = keyof typeof STATUSES;
const isStatus = (text: string): text is Status => text in STATUSES;

export interface Appointment47 extends Appointment {
  readonly status: Status;
  readonly durationMinutes: number;
  /** `Pavillon A` */
  readonly site: string;
  readonly floor: string;
}

export const appointments47: StoreShape<Appointment47> = {
  columns: ", a.status, a.duration_minutes, t.name AS site, l.floor",
  joins: "LEFT JOIN service_sites l ON l.service_id = s.id LEFT JOIN sites t ON t.id = l.site_id",
  read(row: Row, common: Appointment) {
    const status = textOf(row.status);
    return {
      ...common,
      status: isStatus(status) ? status : "planned",
      durationMinutes: Number(row.duration_minutes),
      site: textOf(row.site),
      floor: textOf(row.floor),
    };
  },
  inserted: (appointment: NewAppointment) => ({
    status: "planned",
    duration_minutes: appointment.durationMinutes,
  }),
};

export const columns47: readonly Column<Appointment47>[] = [
  {
    title: "Lieu",
    cell: (a) => html`<span class="nowrap">${a.site}</span> <small class="nowrap">${a.floor}</small>`,
  },
  {
    title: "État",
    cell: (a) =>
      html`<span class="status status-${a.status}">${STATUSES[a.status]}</span> <small>${a.durationMinutes} min</small>`,
  },
];

/** `+33639980102` → `06 39 98 01 02`; anything else as it is. */
export const nationalPhone = (phone: string): string =>
  phone.replace(/^\+33(\d)(\d\d)(\d\d)(\d\d)(\d\d)$/, "0$1 $2 $3 $4 $5");
