-- What a stolen database may tell: counts, dates, desks and statuses. Everything else is sealed (docs/guides/vault.md).
-- Sealed bytes, hashes and MACs are lower-case hexadecimal.

-- One row for each young person's plan. Ids are random and hold no time but the day. desk_id keeps it.
CREATE TABLE care_records (
    id TEXT PRIMARY KEY,
    -- plan.
    kind TEXT NOT NULL,
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    created_on TEXT NOT NULL,
    -- The day on which its keys are destroyed: the first of the month after the 24th birthday, so that the birthday stays unknown.
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
CREATE INDEX care_records_desk ON care_records (desk_id, kind, id);
CREATE INDEX care_records_passed ON care_records (delete_on);

-- Record keys, wrapped to the desks that read: the one that keeps the plan, those that took over a part of the help, and an on-call
-- desk where the care desk gave it one. ends_on: the first day without, when that is known; the nightly job takes the wrap away.
CREATE TABLE care_wraps (
    record_id TEXT NOT NULL REFERENCES care_records (id),
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    epoch BIGINT NOT NULL,
    wrapped TEXT NOT NULL,
    PRIMARY KEY (record_id, desk_id)
);
CREATE INDEX care_wraps_desk ON care_wraps (desk_id);

-- Append-only: everything that was entered, put right and decided.
CREATE TABLE care_entries (
    record_id TEXT NOT NULL REFERENCES care_records (id),
    sequence BIGINT NOT NULL,
    author TEXT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (record_id, sequence)
);

-- Free texts, by themselves so that they can go on their day while the history stays.
CREATE TABLE care_texts (
    id TEXT PRIMARY KEY,
    record_id TEXT NOT NULL REFERENCES care_records (id),
    -- The last day on which it can be read.
    keep_until TEXT NOT NULL,
    sealed TEXT NOT NULL
);
CREATE INDEX care_texts_record ON care_texts (record_id);
CREATE INDEX care_texts_passed ON care_texts (keep_until);

-- Days on which somebody has to look at a plan, written whenever it is saved. Why stands nowhere.
CREATE TABLE care_alerts (
    record_id TEXT NOT NULL REFERENCES care_records (id),
    due_on TEXT NOT NULL,
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    -- Who coordinates; empty when nobody does.
    member_id TEXT,
    -- Whether a mail was sent about it.
    told INTEGER NOT NULL,
    PRIMARY KEY (record_id, due_on)
);
CREATE INDEX care_alerts_due ON care_alerts (told, due_on);
CREATE INDEX care_alerts_member ON care_alerts (member_id, due_on);

-- Until when a desk that no longer helps can look: the first day without.
CREATE TABLE care_access (
    record_id TEXT NOT NULL REFERENCES care_records (id),
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    ends_on TEXT NOT NULL,
    PRIMARY KEY (record_id, desk_id)
);
CREATE INDEX care_access_ends ON care_access (ends_on);

-- An on-call worker who opened a plan in need, until when.
CREATE TABLE care_openings (
    id TEXT PRIMARY KEY,
    record_id TEXT NOT NULL REFERENCES care_records (id),
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    opened_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL
);
CREATE INDEX care_openings_record ON care_openings (record_id, desk_id, ends_at);

-- What the code of a young person leads to, and the visits with it.
CREATE TABLE care_receipts (
    lookup TEXT PRIMARY KEY,
    record_id TEXT NOT NULL REFERENCES care_records (id),
    public_key TEXT NOT NULL,
    mac TEXT NOT NULL,
    -- The record's key, wrapped to the public key.
    wrapped TEXT NOT NULL,
    -- The first day on which the code opens nothing any more.
    ends_on TEXT NOT NULL
);
CREATE INDEX care_receipts_record ON care_receipts (record_id);

CREATE TABLE care_visits (
    token_hash TEXT PRIMARY KEY,
    record_id TEXT NOT NULL REFERENCES care_records (id),
    sealed_key TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    began_at BIGINT NOT NULL
);
CREATE INDEX care_visits_record ON care_visits (record_id);
CREATE INDEX care_visits_began ON care_visits (began_at);

-- A member's calendar: the SHA-256 of its secret address, under the site key.
CREATE TABLE care_calendars (
    member_id TEXT PRIMARY KEY REFERENCES directory_members (id),
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL
);

-- Counted whenever a plan is saved, as what it adds to each number: without ids, and only of who agreed to be counted.
CREATE TABLE care_counts (
    measure TEXT NOT NULL,
    -- The half year, as 2026-H1.
    period TEXT NOT NULL,
    -- What was counted: a number of days, or empty.
    value TEXT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY (measure, period, value)
);
