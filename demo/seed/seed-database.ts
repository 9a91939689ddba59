/** Fills an empty database with one hospital: some 3,000 appointments around `today`, 400 patients, a nomenclature, accounts. */
import { createHash, scryptSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { addDays, addMinutes } from "../releases/base/lib/dates.ts";
import { DEMO_API_TOKEN, DEMO_PASSWORD, DEMO_USERS } from "./accounts.ts";
import { EDITION, NOMENCLATURE } from "./nomenclature.ts";
import { FAMILY_NAMES, FIRST_NAMES, LETTER_TITLES, NOTES, SERVICES } from "./people.ts";
import { Random } from "./random.ts";

const PATIENTS = 400;
const LETTERS = 40;
/** Days on either side of today. */
const DAYS = 45;
const WEEKDAY_APPOINTMENTS = 45;
const WEEKEND_APPOINTMENTS = 10;
const SLOT_MINUTES = 15;
const FIRST_SLOT = "08:00";
const SLOTS_A_DAY = 40;
const DURATIONS_MINUTES = [15, 20, 20, 30, 30, 45];

export interface SeededLetter {
  readonly file: string;
  readonly title: string;
  readonly patient: string;
  readonly writtenOn: string;
}

type Insert = (table: string, values: Readonly<Record<string, SQLInputValue>>) => void;

const spaced = (digits: string, separator: string): string => digits.match(/../g)?.join(separator) ?? digits;
/** As people type them: the migration of 4.7.0 has something to put in order. */
function phone(random: Random): string {
  const digits = `${random.pick(["063998", "046571"])}${String(random.between(0, 9999)).padStart(4, "0")}`;
  return random.pick([
    spaced(digits, " "),
    spaced(digits, "."),
    digits,
    `+33 ${spaced(`0${digits.slice(1)}`, " ").slice(1)}`,
    spaced(digits, "-"),
  ]);
}

interface SeededPatient {
  readonly id: number;
  readonly name: string;
  readonly birthDate: string;
}

function seedPatients(insert: Insert, random: Random): SeededPatient[] {
  const patients: SeededPatient[] = [];
  let family = { name: "", phone: "" };
  for (let id = 1; id <= PATIENTS; id++) {
    // Families share a name and a telephone.
    if (id === 1 || !random.chance(0.15))
      family = { name: random.pick(FAMILY_NAMES), phone: random.chance(0.06) ? "" : phone(random) };
    const sex = random.pick(["F", "M"] as const);
    const firstName = random.pick(FIRST_NAMES[sex]);
    const birthDate = addDays("1932-01-01", random.between(0, 34_000));
    insert("patients", {
      id,
      ipp: String(26_000_000 + id * 37),
      last_name: family.name,
      first_name: firstName,
      sex,
      birth_date: birthDate,
      phone: family.phone,
    });
    patients.push({ id, name: `${family.name} ${firstName}`, birthDate });
  }
  return patients;
}

function seedStaff(insert: Insert): { id: number; serviceId: number; service: string }[] {
  const staff: { id: number; serviceId: number; service: string }[] = [];
  for (const [index, { practitioners, ...service }] of SERVICES.entries()) {
    insert("services", { id: index + 1, ...service });
    for (const practitioner of practitioners) {
      const [title = "", lastName = "", firstName = ""] = practitioner.split("|");
      const id = staff.length + 1;
      insert("practitioners", {
        id,
        title,
        last_name: lastName,
        first_name: firstName,
        service_id: index + 1,
      });
      staff.push({ id, serviceId: index + 1, service: service.code });
    }
  }
  return staff;
}

/** What each service mostly does: chapters of the nomenclature, and sites (first two letters of a code; none: all). */
const PRACTICE: Readonly<Record<string, { sections: readonly string[]; sites: readonly string[] }>> = {
  CARD: { sections: ["Explorations"], sites: ["DE", "DH"] },
  IMAG: { sections: ["Imagerie"], sites: [] },
  OPHT: { sections: ["Explorations", "Soins"], sites: ["BF", "BG"] },
  PEDI: { sections: ["Soins", "Imagerie"], sites: ["ZC", "MH", "NG", "MF"] },
  CHIR: { sections: ["Chirurgie", "Prélèvements"], sites: ["MH", "NF", "NG", "QZ"] },
  GYNE: { sections: ["Explorations", "Prélèvements"], sites: ["JK"] },
  RHUM: { sections: ["Soins", "Prélèvements"], sites: ["LH", "ME", "NE", "NF"] },
  KINE: { sections: ["Rééducation"], sites: ["LH", "ME", "MF", "MH", "NE", "NF", "NG"] },
};
const actsOf = (service: string): typeof NOMENCLATURE => {
  const practice = PRACTICE[service];
  return NOMENCLATURE.filter(
    (act) =>
      practice?.sections.includes(act.section) &&
      (practice.sites.length === 0 || practice.sites.includes(act.code.slice(0, 2))),
  );
};
/** Born from this date on: a patient of the paediatricians and the radiologists only. */
const CHILD_SINCE = "2010-01-01";

function seedAppointments(
  insert: Insert,
  random: Random,
  today: string,
  staff: ReturnType<typeof seedStaff>,
  patients: readonly SeededPatient[],
): void {
  const children = patients.filter((patient) => patient.birthDate >= CHILD_SINCE);
  const adults = patients.filter((patient) => patient.birthDate < CHILD_SINCE);
  for (let offset = -DAYS; offset <= DAYS; offset++) {
    const date = addDays(today, offset);
    const weekend = [0, 6].includes(new Date(`${date}T00:00Z`).getUTCDay());
    const taken = new Set<string>();
    for (let i = 0; i < (weekend ? WEEKEND_APPOINTMENTS : WEEKDAY_APPOINTMENTS); i++) {
      const practitioner = random.pick(staff);
      const slot = random.between(0, SLOTS_A_DAY - 1);
      if (taken.has(`${practitioner.id}/${slot}`)) continue;
      taken.add(`${practitioner.id}/${slot}`);
      const startsAt = addMinutes(`${date}T${FIRST_SLOT}`, slot * SLOT_MINUTES);
      const acts = actsOf(practitioner.service);
      const cancelled = random.chance(0.06);
      const arrived = !cancelled && offset < 0 && !random.chance(0.04);
      insert("appointments", {
        patient_id: random.pick(
          practitioner.service === "PEDI" ? children : practitioner.service === "IMAG" ? patients : adults,
        ).id,
        practitioner_id: practitioner.id,
        service_id: practitioner.serviceId,
        starts_at: startsAt,
        ends_at: addMinutes(startsAt, random.pick(DURATIONS_MINUTES)),
        act_code: random.chance(0.75) ? random.pick(acts).code : null,
        note: random.chance(0.18) ? random.pick(NOTES) : "",
        arrived_at: arrived ? addMinutes(startsAt, random.between(-20, 8)) : null,
        cancelled_at: cancelled ? addMinutes(startsAt, -random.between(300, 6000)) : null,
        created_by: random.pick(DEMO_USERS).login,
        created_at: `${addDays(date, -random.between(2, 60))}T10:00:00.000Z`,
      });
    }
  }
}

function seedAccounts(insert: Insert): void {
  for (const [index, user] of DEMO_USERS.entries()) {
    const salt = createHash("sha256").update(user.login).digest().subarray(0, 16);
    const hash = scryptSync(DEMO_PASSWORD, salt, 32);
    insert("users", {
      id: index + 1,
      ...user,
      password: `scrypt$${salt.toString("hex")}$${hash.toString("hex")}`,
    });
  }
  const token = createHash("sha256").update(DEMO_API_TOKEN).digest("hex");
  insert("api_tokens", { token_hash: token, user_id: 2, label: "Borne d’accueil" });
}

function seedLetters(
  insert: Insert,
  random: Random,
  today: string,
  patients: readonly SeededPatient[],
): SeededLetter[] {
  return Array.from({ length: LETTERS }, (_, index) => {
    const patientId = 1 + index * Math.floor(PATIENTS / LETTERS);
    const letter = {
      title: random.pick(LETTER_TITLES),
      writtenOn: addDays(today, -random.between(3, 200)),
      file: `courrier-${String(index + 1).padStart(4, "0")}.pdf`,
    };
    insert("letters", {
      id: index + 1,
      patient_id: patientId,
      title: letter.title,
      written_on: letter.writtenOn,
      file: letter.file,
    });
    return { ...letter, patient: patients[patientId - 1]?.name ?? "" };
  });
}

/** `today`: `2026-11-21`; the same day gives the same database. Returns the letters whose files must be next to it. */
export function seedDatabase(file: string, today: string): SeededLetter[] {
  const database = new DatabaseSync(file);
  try {
    database.exec(readFileSync(new URL("./schema.sql", import.meta.url), "utf8"));
    database.exec("BEGIN");
    const insert: Insert = (table, values) => {
      const names = Object.keys(values);
      database
        .prepare(`INSERT INTO ${table} (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`)
        .run(...Object.values(values));
    };
    const random = new Random(462);
    const staff = seedStaff(insert);
    const patients = seedPatients(insert, random);
    for (const { cents, ...act } of NOMENCLATURE) {
      insert("ccam", {
        ...act,
        price_cents: cents,
        valid_from: "2026-01-01",
        retired_on: null,
        edition: EDITION,
      });
    }
    seedAppointments(insert, random, today, staff, patients);
    seedAccounts(insert);
    const letters = seedLetters(insert, random, today, patients);
    database.exec("COMMIT");
    return letters;
  } finally {
    database.close();
  }
}
