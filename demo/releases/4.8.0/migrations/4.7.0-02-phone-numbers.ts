/** Telephone numbers as people typed them become E.164 (`+33639980102`). One transaction; running it again changes nothing. */
import { DatabaseSync } from "node:sqlite";

const file = process.env.DATABASE;
if (!file) throw new Error("DATABASE is missing");

/** Null: no French number, left as it is. */
function international(typed: string): string | null {
  const digits = typed.replace(/[\s.()-]/g, "");
  const national = /^(?:\+33|0033|0)([1-9]\d{8})$/.exec(digits)?.[1];
  return national ? `+33${national}` : null;
}

const database = new DatabaseSync(file, { timeout: 10_000 });
database.exec("PRAGMA synchronous = FULL; BEGIN IMMEDIATE");
const update = database.prepare("UPDATE patients SET phone = ? WHERE id = ?");
let changed = 0;
let unknown = 0;
for (const { id, phone } of database
  .prepare("SELECT id, phone FROM patients WHERE phone <> '' ORDER BY id")
  .all()) {
  const number = international(String(phone));
  if (number === null) {
    unknown += 1;
    console.error(`patient ${id}: numéro non reconnu, laissé tel quel`);
  } else if (number !== phone) {
    update.run(number, Number(id));
    changed += 1;
    if (changed % 100 === 0) console.log(`${changed} numéros convertis…`);
  }
}
database.exec("COMMIT");
database.close();
console.log(`${changed} numéros convertis, ${unknown} non reconnus`);
