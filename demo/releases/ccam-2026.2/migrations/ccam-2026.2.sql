-- Edition 2026.2 of the demo nomenclature. Touches the table ccam and nothing else (the manifest's scope says so).

-- New codes.
INSERT INTO ccam (code, label, section, price_cents, valid_from, retired_on, edition) VALUES
  ('ZZTL001', 'Téléconsultation avec un généraliste', 'Télésanté', 2500, '2026-10-01', NULL, '2026.2'),
  ('ZZTL002', 'Téléconsultation avec un spécialiste', 'Télésanté', 3200, '2026-10-01', NULL, '2026.2'),
  ('ZZTL003', 'Téléexpertise d’imagerie', 'Télésanté', 2300, '2026-10-01', NULL, '2026.2'),
  ('ZZTL004', 'Télésurveillance cardiaque, par mois', 'Télésanté', 6900, '2026-10-01', NULL, '2026.2'),
  ('DEQP101', 'Enregistrement du rythme cardiaque sur 14 jours', 'Explorations', 8700, '2026-10-01', NULL, '2026.2'),
  ('BGQP101', 'Photographie du fond de l’œil avec lecture différée', 'Explorations', 4100, '2026-10-01', NULL, '2026.2'),
  ('NFLB101', 'Injection de plasma dans le genou', 'Soins', 7800, '2026-10-01', NULL, '2026.2'),
  ('NELB101', 'Injection de plasma dans la hanche', 'Soins', 8200, '2026-10-01', NULL, '2026.2'),
  ('QZHB101', 'Biopsie de la peau guidée par dermoscopie', 'Prélèvements', 6600, '2026-10-01', NULL, '2026.2'),
  ('LHRP101', 'Rééducation du rachis en groupe', 'Rééducation', 1400, '2026-10-01', NULL, '2026.2'),
  ('MERP101', 'Rééducation de l’épaule en balnéothérapie', 'Rééducation', 2600, '2026-10-01', NULL, '2026.2'),
  ('GLRP101', 'Réentraînement respiratoire à l’effort', 'Rééducation', 3000, '2026-10-01', NULL, '2026.2');

-- Changed: prices of imaging, and a label that patients understand.
UPDATE ccam
   SET price_cents = CAST(ROUND(price_cents * 1.03) AS INTEGER), edition = '2026.2'
 WHERE section = 'Imagerie' AND retired_on IS NULL;
UPDATE ccam
   SET label = replace(label, 'Remnographie', 'Imagerie par résonance magnétique (IRM)'), edition = '2026.2'
 WHERE label LIKE 'Remnographie %';

-- Retired: a past appointment keeps its code, so no row is deleted.
UPDATE ccam
   SET retired_on = '2026-10-01', edition = '2026.2'
 WHERE code IN ('BFQL008', 'QZQL008', 'BGQL004', 'BFLD002', 'BFRP008', 'BFQK008', 'BFPA005', 'BFHH005');
