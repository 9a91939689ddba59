-- Schema of PlaniDémo 4.6.
CREATE TABLE services (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  location TEXT NOT NULL,
  hue INTEGER NOT NULL
) STRICT;

CREATE TABLE practitioners (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  last_name TEXT NOT NULL,
  first_name TEXT NOT NULL,
  service_id INTEGER NOT NULL REFERENCES services (id)
) STRICT;

CREATE TABLE patients (
  id INTEGER PRIMARY KEY,
  ipp TEXT NOT NULL UNIQUE,
  last_name TEXT NOT NULL,
  first_name TEXT NOT NULL,
  sex TEXT NOT NULL CHECK (sex IN ('F', 'M')),
  birth_date TEXT NOT NULL,
  phone TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE ccam (
  code TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  section TEXT NOT NULL,
  price_cents INTEGER NOT NULL,
  valid_from TEXT NOT NULL,
  retired_on TEXT,
  edition TEXT NOT NULL
) STRICT;

-- No foreign key to ccam: a past appointment keeps the code it was made with.
CREATE TABLE appointments (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  patient_id INTEGER NOT NULL REFERENCES patients (id),
  practitioner_id INTEGER NOT NULL REFERENCES practitioners (id),
  service_id INTEGER NOT NULL REFERENCES services (id),
  starts_at TEXT NOT NULL,
  ends_at TEXT NOT NULL,
  act_code TEXT,
  note TEXT NOT NULL DEFAULT '',
  arrived_at TEXT,
  cancelled_at TEXT,
  created_by TEXT NOT NULL,
  created_at TEXT NOT NULL
) STRICT;
CREATE INDEX appointments_by_start ON appointments (starts_at);
CREATE INDEX appointments_by_patient ON appointments (patient_id);

CREATE TABLE letters (
  id INTEGER PRIMARY KEY,
  patient_id INTEGER NOT NULL REFERENCES patients (id),
  title TEXT NOT NULL,
  written_on TEXT NOT NULL,
  file TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('agent', 'administrator')),
  password TEXT NOT NULL
) STRICT;

CREATE TABLE sessions (
  token_hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  expires_at TEXT NOT NULL
) STRICT;

CREATE TABLE api_tokens (
  token_hash TEXT PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  label TEXT NOT NULL
) STRICT;
