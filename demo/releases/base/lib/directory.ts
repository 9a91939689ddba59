/** Services, practitioners, patients, letters and the nomenclature: what the portal only reads. */
import type { DatabaseSync } from "node:sqlite";
import { type Row, textOf } from "./appointments.ts";

export interface Service {
  readonly id: number;
  readonly name: string;
}
export interface Practitioner {
  readonly id: number;
  readonly name: string;
  readonly service: string;
}
export interface Patient {
  readonly id: number;
  /** The hospital's own number of the patient (IPP). */
  readonly ipp: string;
  readonly name: string;
  readonly birthDate: string;
  readonly phone: string;
}
export interface Letter {
  readonly id: number;
  readonly patientId: number;
  readonly title: string;
  readonly date: string;
  /** Name in the folder of data files. */
  readonly file: string;
}
export interface Act {
  readonly code: string;
  readonly label: string;
  readonly section: string;
  readonly cents: number;
  readonly validFrom: string;
  /** Null while the code is in force. */
  readonly retiredOn: string | null;
}

const PATIENT = "SELECT id, ipp, last_name || ' ' || first_name AS name, birth_date, phone FROM patients";
const patientOf = (row: Row): Patient => ({
  id: Number(row.id),
  ipp: textOf(row.ipp),
  name: textOf(row.name),
  birthDate: textOf(row.birth_date),
  phone: textOf(row.phone),
});
const letterOf = (row: Row): Letter => ({
  id: Number(row.id),
  patientId: Number(row.patient_id),
  title: textOf(row.title),
  date: textOf(row.written_on),
  file: textOf(row.file),
});
const actOf = (row: Row): Act => ({
  code: textOf(row.code),
  label: textOf(row.label),
  section: textOf(row.section),
  cents: Number(row.price_cents),
  validFrom: textOf(row.valid_from),
  retiredOn: row.retired_on === null ? null : textOf(row.retired_on),
});
/** `%` and `_` in what a person types mean themselves. */
const like = (text: string): string => `%${text.replace(/[\\%_]/g, "\\$&")}%`;

export const services = (database: DatabaseSync): Service[] =>
  database
    .prepare("SELECT id, name FROM services ORDER BY name")
    .all()
    .map((row) => ({ id: Number(row.id), name: textOf(row.name) }));

export const practitioners = (database: DatabaseSync): Practitioner[] =>
  database
    .prepare(
      `SELECT d.id, d.title || ' ' || d.last_name || ' ' || d.first_name AS name, s.name AS service
         FROM practitioners d JOIN services s ON s.id = d.service_id ORDER BY s.name, d.last_name`,
    )
    .all()
    .map((row) => ({ id: Number(row.id), name: textOf(row.name), service: textOf(row.service) }));

export const patients = (database: DatabaseSync): Patient[] =>
  database.prepare(`${PATIENT} ORDER BY name, id`).all().map(patientOf);

export function patient(database: DatabaseSync, id: number): Patient | null {
  const row = database.prepare(`${PATIENT} WHERE id = ?`).get(id);
  return row ? patientOf(row) : null;
}
export const hasPractitioner = (database: DatabaseSync, id: number): boolean =>
  database.prepare("SELECT 1 FROM practitioners WHERE id = ?").get(id) !== undefined;

export const lettersOf = (database: DatabaseSync, patientId: number): Letter[] =>
  database
    .prepare("SELECT * FROM letters WHERE patient_id = ? ORDER BY written_on DESC")
    .all(patientId)
    .map(letterOf);
export function letter(database: DatabaseSync, id: number): Letter | null {
  const row = database.prepare("SELECT * FROM letters WHERE id = ?").get(id);
  return row ? letterOf(row) : null;
}

/** Acts whose code or label contains `words`, in order of code. */
export const acts = (database: DatabaseSync, words: string, limit: number): Act[] =>
  database
    .prepare(
      "SELECT * FROM ccam WHERE code LIKE ?1 ESCAPE '\\' OR label LIKE ?1 ESCAPE '\\' ORDER BY code LIMIT ?2",
    )
    .all(like(words), limit)
    .map(actOf);
export const actsInForce = (database: DatabaseSync): Act[] =>
  database.prepare("SELECT * FROM ccam WHERE retired_on IS NULL ORDER BY label").all().map(actOf);
export const hasAct = (database: DatabaseSync, code: string): boolean =>
  database.prepare("SELECT 1 FROM ccam WHERE code = ? AND retired_on IS NULL").get(code) !== undefined;

export interface Nomenclature {
  /** `2026.1` */
  readonly edition: string;
  readonly inForce: number;
  readonly retired: number;
}
export function nomenclature(database: DatabaseSync): Nomenclature {
  const row = database
    .prepare("SELECT MAX(edition) AS edition, COUNT(*) AS total, COUNT(retired_on) AS retired FROM ccam")
    .get();
  return {
    edition: textOf(row?.edition),
    inForce: Number(row?.total) - Number(row?.retired),
    retired: Number(row?.retired),
  };
}
