/**
 * Gives every patient a login made of the hospital number, in batches, each committed.
 *
 * A fault release, openly so: Superviseur sets REHEARSAL=1 when it tries a migration on a copy. There this one succeeds; on the
 * real database it fails half-way, with rows changed and committed. It shows that a failure behind the mask is undone as well,
 * even one that no rehearsal could foresee (a full disk, a lock, a power cut have the same face).
 */
import { DatabaseSync } from "node:sqlite";

const file = process.env.DATABASE;
if (!file) throw new Error("DATABASE is missing");
const rehearsal = process.env.REHEARSAL === "1";
const BATCH = 50;

const database = new DatabaseSync(file, { timeout: 10_000 });
database.exec("PRAGMA synchronous = FULL");
const columns = database.prepare("PRAGMA table_info(patients)").all();
if (!columns.some((column) => column.name === "login"))
  database.exec("ALTER TABLE patients ADD COLUMN login TEXT");

const waiting = database.prepare("SELECT id, ipp FROM patients WHERE login IS NULL ORDER BY id").all();
const update = database.prepare("UPDATE patients SET login = ? WHERE id = ?");
for (let done = 0; done < waiting.length; done += BATCH) {
  if (!rehearsal && done >= waiting.length / 2) {
    console.error(`patient ${waiting[done]?.id}: l’annuaire des identifiants ne répond plus`);
    process.exit(1);
  }
  database.exec("BEGIN IMMEDIATE");
  for (const { id, ipp } of waiting.slice(done, done + BATCH)) update.run(`p${ipp}`, Number(id));
  database.exec("COMMIT");
  console.log(`${Math.min(done + BATCH, waiting.length)} identifiants sur ${waiting.length}`);
}
database.close();
