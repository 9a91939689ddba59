-- Each practitioner keeps one room; past appointments get the one they would have today.
ALTER TABLE appointments ADD COLUMN room TEXT NOT NULL DEFAULT '';

UPDATE appointments
   SET room = (SELECT s.code || '-' || (1 + appointments.practitioner_id % 4) FROM services s WHERE s.id = appointments.service_id);
