/** Reads a new appointment out of a form or of JSON; the sentence of the refusal is for the person or program that sent it. */
import type { DatabaseSync } from "node:sqlite";
import type { NewAppointment } from "./appointments.ts";
import { isLocalTime } from "./dates.ts";
import { hasAct, hasPractitioner, patient } from "./directory.ts";
import { Refusal } from "./http.ts";

const DEFAULT_MINUTES = 20;
const MAX_MINUTES = 8 * 60;
const NOTE_MAX_CHARACTERS = 200;

const wholeNumber = (value: unknown): number | null => {
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) ? number : null;
};

export function readAppointment(
  database: DatabaseSync,
  sent: Readonly<Record<string, unknown>>,
  createdBy: string,
): NewAppointment {
  const patientId = wholeNumber(sent.patientId);
  if (patientId === null || !patient(database, patientId))
    throw new Refusal(400, "patientId : ce patient n’existe pas.");
  const practitionerId = wholeNumber(sent.practitionerId);
  if (practitionerId === null || !hasPractitioner(database, practitionerId))
    throw new Refusal(400, "practitionerId : ce praticien n’existe pas.");
  const startsAt = String(sent.startsAt ?? "");
  if (!isLocalTime(startsAt))
    throw new Refusal(400, "startsAt : écrivez la date et l’heure comme 2026-11-21T09:30.");
  const durationMinutes = wholeNumber(sent.durationMinutes ?? DEFAULT_MINUTES);
  if (durationMinutes === null || durationMinutes < 5 || durationMinutes > MAX_MINUTES)
    throw new Refusal(400, `durationMinutes : de 5 à ${MAX_MINUTES} minutes.`);
  const actCode =
    sent.actCode === undefined || sent.actCode === null || sent.actCode === "" ? null : String(sent.actCode);
  if (actCode !== null && !hasAct(database, actCode))
    throw new Refusal(400, "actCode : cet acte n’est pas en vigueur.");
  const note = typeof sent.note === "string" ? sent.note.trim() : "";
  if (note.length > NOTE_MAX_CHARACTERS)
    throw new Refusal(400, `note : au plus ${NOTE_MAX_CHARACTERS} caractères.`);
  return { patientId, practitionerId, startsAt, durationMinutes, actCode, note, createdBy };
}
