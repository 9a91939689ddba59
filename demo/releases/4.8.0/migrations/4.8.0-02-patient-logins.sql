-- A fault release: families share a telephone, so the unique index fails after every row has been changed.
-- Without a transaction (VACUUM allows none) the changed rows stay: only a restore point brings them back.
ALTER TABLE patients ADD COLUMN login TEXT;
UPDATE patients SET login = replace(phone, '+', '') WHERE phone <> '';
CREATE UNIQUE INDEX patients_by_login ON patients (login);
VACUUM;
