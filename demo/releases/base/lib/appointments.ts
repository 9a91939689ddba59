/** Appointments as every version of the portal knows them; a version adds its own columns by a `StoreShape`. */
import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import { addMinutes } from "./dates.ts";

export type Row = Record<string, SQLOutputValue>;
export const textOf = (value: SQLOutputValue | undefined): string =>
  value === null || value === undefined ? "" : String(value);

export interface Appointment {
  readonly id: number;
  /** Local time, `2026-11-21T09:30`. */
  readonly startsAt: string;
  readonly endsAt: string;
  readonly patientId: number;
  readonly patient: string;
  readonly birthDate: string;
  readonly practitioner: string;
  readonly service: string;
  /** 1 to 8: which of the style sheet's hues the service has. */
  readonly hue: number;
  readonly actCode: string;
  readonly actLabel: string;
  readonly note: string;
  readonly arrived: boolean;
  readonly cancelled: boolean;
}

export interface NewAppointment {
  readonly patientId: number;
  readonly practitionerId: number;
  readonly startsAt: string;
  readonly durationMinutes: number;
  readonly actCode: string | null;
  readonly note: string;
  readonly createdBy: string;
}

/** What a version's schema has more than the first one. */
export interface StoreShape<A extends Appointment> {
  /** Further selected columns, each with a leading comma. */
  readonly columns: string;
  readonly joins: string;
  read(row: Row, common: Appointment): A;
  /** Further inserted columns and their values. */
  inserted(appointment: NewAppointment): Readonly<Record<string, string | number | null>>;
}

export interface AppointmentStore<A extends Appointment> {
  /** In order of time. `serviceId` null: all services. */
  ofDay(date: string, serviceId: number | null): A[];
  ofPatient(patientId: number): A[];
  find(id: number): A | null;
  /** The new row's id, once it is on disk (`synchronous = FULL`). */
  add(appointment: NewAppointment): number;
}

const commonOf = (row: Row): Appointment => ({
  id: Number(row.id),
  startsAt: textOf(row.starts_at),
  endsAt: textOf(row.ends_at),
  patientId: Number(row.patient_id),
  patient: textOf(row.patient),
  birthDate: textOf(row.birth_date),
  practitioner: textOf(row.practitioner),
  service: textOf(row.service),
  hue: Number(row.hue),
  actCode: textOf(row.act_code),
  actLabel: textOf(row.act_label),
  note: textOf(row.note),
  arrived: row.arrived_at !== null,
  cancelled: row.cancelled_at !== null,
});

export function appointmentStore<A extends Appointment>(
  database: DatabaseSync,
  shape: StoreShape<A>,
): AppointmentStore<A> {
  const select = `
    SELECT a.id, a.starts_at, a.ends_at, a.arrived_at, a.cancelled_at, a.act_code, a.note, a.patient_id, p.birth_date,
           p.last_name || ' ' || p.first_name AS patient, d.title || ' ' || d.last_name AS practitioner,
           s.name AS service, s.hue, c.label AS act_label ${shape.columns}
      FROM appointments a
      JOIN patients p ON p.id = a.patient_id
      JOIN practitioners d ON d.id = a.practitioner_id
      JOIN services s ON s.id = a.service_id
      LEFT JOIN ccam c ON c.code = a.act_code ${shape.joins}`;
  const read = (row: Row): A => shape.read(row, commonOf(row));
  return {
    ofDay: (date, serviceId) =>
      database
        .prepare(
          `${select} WHERE a.starts_at >= ? AND a.starts_at < ? AND (? IS NULL OR a.service_id = ?) ORDER BY a.starts_at, a.id`,
        )
        .all(date, `${date}U`, serviceId, serviceId)
        .map(read),
    ofPatient: (patientId) =>
      database.prepare(`${select} WHERE a.patient_id = ? ORDER BY a.starts_at DESC`).all(patientId).map(read),
    find(id) {
      const row = database.prepare(`${select} WHERE a.id = ?`).get(id);
      return row ? read(row) : null;
    },
    add(appointment) {
      const service = database
        .prepare("SELECT service_id FROM practitioners WHERE id = ?")
        .get(appointment.practitionerId);
      const values = {
        patient_id: appointment.patientId,
        practitioner_id: appointment.practitionerId,
        service_id: Number(service?.service_id),
        starts_at: appointment.startsAt,
        ends_at: addMinutes(appointment.startsAt, appointment.durationMinutes),
        act_code: appointment.actCode,
        note: appointment.note,
        created_by: appointment.createdBy,
        created_at: new Date().toISOString(),
        ...shape.inserted(appointment),
      };
      const names = Object.keys(values);
      const { lastInsertRowid } = database
        .prepare(`INSERT INTO appointments (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`)
        .run(...Object.values(values));
      return Number(lastInsertRowid);
    },
  };
}
