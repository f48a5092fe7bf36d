-- What the House changed or deleted after a member followed or linked it: a member decides about it.
CREATE TABLE commitments_changes (
    id TEXT PRIMARY KEY,
    record_id TEXT NOT NULL,
    item_id TEXT NOT NULL REFERENCES commitments_items (id),
    field TEXT NOT NULL,
    old_text TEXT NOT NULL,
    new_text TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    decision TEXT
);
CREATE INDEX commitments_changes_item ON commitments_changes (item_id);
CREATE INDEX commitments_changes_waiting ON commitments_changes (seen_at) WHERE decision IS NULL;

-- The documents of a case: the text of a motion, the answer to questions. No foreign key: the case may come later.
CREATE TABLE commitments_documents (
    case_id TEXT NOT NULL,
    id TEXT NOT NULL,
    number TEXT,
    sort TEXT NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (case_id, id)
);
CREATE INDEX commitments_documents_number ON commitments_documents (number);

-- The letters that fulfil a commitment according to the House's register, by their numbers. letter_id is NULL as long as the
-- letter was not read from the House.
CREATE TABLE commitments_fulfilments (
    commitment_id TEXT NOT NULL,
    number TEXT NOT NULL,
    letter_id TEXT,
    read_at BIGINT,
    PRIMARY KEY (commitment_id, number)
);
CREATE INDEX commitments_fulfilments_letter ON commitments_fulfilments (letter_id);

-- The files of the House that were read.
CREATE TABLE commitments_files (
    id TEXT PRIMARY KEY,
    number BIGINT,
    addition TEXT,
    title TEXT NOT NULL
);

-- Fields that could not be read in the last run, how often, and in which row for instance.
CREATE TABLE commitments_remarks (
    following_id TEXT NOT NULL REFERENCES commitments_followings (id),
    set_name TEXT NOT NULL,
    field TEXT NOT NULL,
    times BIGINT NOT NULL,
    example TEXT NOT NULL,
    PRIMARY KEY (following_id, set_name, field)
);

-- Until when a run that says nothing is taken to be running.
ALTER TABLE commitments_followings ADD COLUMN lease_until BIGINT;

CREATE INDEX commitments_records_letters ON commitments_records (number) WHERE kind = 'letter' OR kind = 'response';
CREATE INDEX commitments_records_item ON commitments_records (item_id) WHERE item_id IS NOT NULL;

-- Motions show what does not fit in their last vote, also those that were recorded before that was kept.
UPDATE commitments_items SET adoption = (
    SELECT REPLACE(v.result, '"isAdopted":', '"value":') FROM commitments_links l
    JOIN commitments_items v ON v.id = l.to_id
    WHERE l.from_id = commitments_items.id AND l.relation = 'follows' AND v.kind = 'vote' AND v.result IS NOT NULL
    ORDER BY v.first_day DESC, LENGTH(v.happened), v.id DESC LIMIT 1)
WHERE kind = 'motion' AND adoption IS NOT NULL;
