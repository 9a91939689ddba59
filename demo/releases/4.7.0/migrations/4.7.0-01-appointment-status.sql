-- Up to 4.6 the state of an appointment had to be guessed from two dates.
ALTER TABLE appointments ADD COLUMN status TEXT NOT NULL DEFAULT 'planned' CHECK (status IN ('planned', 'arrived', 'cancelled'));
ALTER TABLE appointments ADD COLUMN duration_minutes INTEGER NOT NULL DEFAULT 0;

UPDATE appointments
   SET status = CASE WHEN cancelled_at IS NOT NULL THEN 'cancelled' WHEN arrived_at IS NOT NULL THEN 'arrived' ELSE 'planned' END,
       duration_minutes = CAST(ROUND((julianday(ends_at) - julianday(starts_at)) * 1440) AS INTEGER);

CREATE INDEX appointments_by_status ON appointments (status, starts_at);
