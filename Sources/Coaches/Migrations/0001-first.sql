-- What a stolen database may tell: counts, dates, desks and statuses. Everything else is sealed (docs/guides/vault.md).
-- Sealed bytes, hashes and MACs are lower-case hexadecimal.

-- One row for each study and each dossier. Ids are random and hold no time but the day. desk_id keeps it.
CREATE TABLE coaches_records (
    id TEXT PRIMARY KEY,
    -- study or dossier.
    kind TEXT NOT NULL,
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    created_on TEXT NOT NULL,
    -- The day on which its keys are destroyed.
    delete_on TEXT NOT NULL,
    entry_count BIGINT NOT NULL,
    entry_hash TEXT NOT NULL,
    head_mac TEXT NOT NULL,
    -- Invented, in the demo: never counted.
    invented INTEGER NOT NULL,
    version BIGINT NOT NULL,
    -- Over all of the row, under the site key.
    row_mac TEXT NOT NULL
);
CREATE INDEX coaches_records_desk ON coaches_records (desk_id, kind, id);
CREATE INDEX coaches_records_passed ON coaches_records (delete_on);

-- Record keys, wrapped to the desks that read: the one that keeps the record, and those it shares it with.
CREATE TABLE coaches_wraps (
    record_id TEXT NOT NULL REFERENCES coaches_records (id),
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    epoch BIGINT NOT NULL,
    wrapped TEXT NOT NULL,
    PRIMARY KEY (record_id, desk_id)
);
CREATE INDEX coaches_wraps_desk ON coaches_wraps (desk_id);

-- Append-only: everything that was entered, put right and decided.
CREATE TABLE coaches_entries (
    record_id TEXT NOT NULL REFERENCES coaches_records (id),
    sequence BIGINT NOT NULL,
    author TEXT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (record_id, sequence)
);

-- Where a selector was seen: a hash of it under a key of the site. Finds exactly the same one again and tells nothing else.
CREATE TABLE coaches_selectors (
    record_id TEXT NOT NULL REFERENCES coaches_records (id),
    hash TEXT NOT NULL,
    account_id TEXT NOT NULL,
    PRIMARY KEY (record_id, hash, account_id)
);
CREATE INDEX coaches_selectors_hash ON coaches_selectors (hash);

-- Counted when something is entered; no ids. kind: study, demand, dossier, takedown.
CREATE TABLE coaches_counts (
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    value TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (kind, day, value)
);

-- How many coaches a desk knew at the end of a day: at least, when every proposed link is right, and at most, when only those
-- that were confirmed are. The newest row up to a day counts.
CREATE TABLE coaches_standings (
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    day TEXT NOT NULL,
    fewest BIGINT NOT NULL,
    most BIGINT NOT NULL,
    recurring_fewest BIGINT NOT NULL,
    recurring_most BIGINT NOT NULL,
    PRIMARY KEY (desk_id, day)
);
