-- Whether the House's register of commitments says it, and not the ministry itself.
ALTER TABLE commitments_claims ADD COLUMN is_register INTEGER NOT NULL DEFAULT 0;
UPDATE commitments_claims SET is_register = 1 WHERE source LIKE '%Toezeggingenregister van de Tweede Kamer%';
