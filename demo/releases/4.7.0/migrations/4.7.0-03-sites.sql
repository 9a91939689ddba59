-- services.location was free text such as 'Pavillon A, 2e étage'.
CREATE TABLE sites (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE service_sites (
  service_id INTEGER PRIMARY KEY REFERENCES services (id),
  site_id INTEGER NOT NULL REFERENCES sites (id),
  floor TEXT NOT NULL
) STRICT;

INSERT INTO sites (name)
SELECT DISTINCT substr(location, 1, instr(location, ',') - 1) FROM services ORDER BY 1;

INSERT INTO service_sites (service_id, site_id, floor)
SELECT s.id, t.id, trim(substr(s.location, instr(s.location, ',') + 1))
  FROM services s JOIN sites t ON t.name = substr(s.location, 1, instr(s.location, ',') - 1);

ALTER TABLE services DROP COLUMN location;
