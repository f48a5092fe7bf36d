-- What a stolen database may tell: counts, dates, desks and statuses. Everything else is sealed (docs/guides/vault.md).
-- Sealed bytes, hashes and MACs are lower-case hexadecimal; pieces of attachments, which are large, are bytes.

-- One row: what this installation chose.
CREATE TABLE signals_settings (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    intake TEXT NOT NULL,
    documents INTEGER NOT NULL,
    version BIGINT NOT NULL
);

-- Which member called which reporting route, and when. The newest row of a route counts.
CREATE TABLE signals_route_checks (
    id TEXT PRIMARY KEY,
    route TEXT NOT NULL,
    -- What was checked: a hash of number, address and hours. Another number needs another check.
    facts TEXT NOT NULL,
    verified_on TEXT NOT NULL,
    member_id TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX signals_route_checks_route ON signals_route_checks (route, at);

-- Ids are random and hold no time but the day. desk_id holds it now. due_at: when somebody has to look, or act, at the latest.
CREATE TABLE signals_reports (
    id TEXT PRIMARY KEY,
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    status TEXT NOT NULL,
    urgency INTEGER NOT NULL,
    created_on TEXT NOT NULL,
    due_at BIGINT NOT NULL,
    escalated BIGINT NOT NULL,
    claimed_by TEXT,
    -- Something from the reporter that the desk has not seen, and the other way about.
    unread INTEGER NOT NULL,
    unread_by_reporter INTEGER NOT NULL,
    generation BIGINT NOT NULL,
    entry_count BIGINT NOT NULL,
    entry_hash TEXT NOT NULL,
    head_mac TEXT NOT NULL,
    delete_on TEXT NOT NULL,
    merged_into TEXT REFERENCES signals_reports (id),
    -- Invented, in the demo: never counted.
    invented INTEGER NOT NULL,
    version BIGINT NOT NULL,
    -- Over all of the row, under the site key.
    row_mac TEXT NOT NULL
);
CREATE INDEX signals_reports_inbox ON signals_reports (desk_id, due_at);
CREATE INDEX signals_reports_passed ON signals_reports (status, delete_on);
CREATE INDEX signals_reports_due ON signals_reports (status, due_at);
CREATE INDEX signals_reports_delete ON signals_reports (delete_on);
CREATE INDEX signals_reports_merged ON signals_reports (merged_into);

-- What a receipt leads to. public_key carries a MAC under the site key: a record key is only ever wrapped to one that was
-- made with a receipt here.
CREATE TABLE signals_receipts (
    lookup TEXT PRIMARY KEY,
    report_id TEXT NOT NULL UNIQUE REFERENCES signals_reports (id),
    public_key TEXT NOT NULL,
    mac TEXT NOT NULL
);

-- Record keys, wrapped to who may read: use is content, identity or notes; holder a desk's id or 'receipt'.
CREATE TABLE signals_wraps (
    report_id TEXT NOT NULL REFERENCES signals_reports (id),
    use_ TEXT NOT NULL,
    holder TEXT NOT NULL,
    generation BIGINT NOT NULL,
    epoch BIGINT NOT NULL,
    wrapped TEXT NOT NULL,
    PRIMARY KEY (report_id, use_, holder, generation)
);
CREATE INDEX signals_wraps_holder ON signals_wraps (holder, use_);

-- The record key of each generation but the newest, sealed under the one after it.
CREATE TABLE signals_previous_keys (
    report_id TEXT NOT NULL REFERENCES signals_reports (id),
    generation BIGINT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (report_id, generation)
);

-- Append-only: the report and the conversation.
CREATE TABLE signals_entries (
    report_id TEXT NOT NULL REFERENCES signals_reports (id),
    sequence BIGINT NOT NULL,
    author TEXT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (report_id, sequence)
);

-- Append-only: a desk's own notes, labels and what it did. A chain of its own per desk, with its own head.
CREATE TABLE signals_notes (
    report_id TEXT NOT NULL REFERENCES signals_reports (id),
    desk_id TEXT NOT NULL,
    sequence BIGINT NOT NULL,
    author TEXT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (report_id, desk_id, sequence)
);
CREATE TABLE signals_note_heads (
    report_id TEXT NOT NULL REFERENCES signals_reports (id),
    desk_id TEXT NOT NULL,
    entry_count BIGINT NOT NULL,
    entry_hash TEXT NOT NULL,
    head_mac TEXT NOT NULL,
    PRIMARY KEY (report_id, desk_id)
);

-- Who reported, sealed under the identity key.
CREATE TABLE signals_identities (
    report_id TEXT PRIMARY KEY REFERENCES signals_reports (id),
    sealed TEXT NOT NULL
);

-- A desk asks the custodian desk who reported. state: asked, given, refused. The reason is in the notes, and here sealed to the
-- custodian desk.
CREATE TABLE signals_identity_requests (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES signals_reports (id),
    desk_id TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    state TEXT NOT NULL,
    decided_by TEXT,
    epoch BIGINT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX signals_identity_requests_report ON signals_identity_requests (report_id);

CREATE TABLE signals_attachments (
    id TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES signals_reports (id),
    -- The generation of the record key that sealed_key is under.
    generation BIGINT NOT NULL,
    sealed_key TEXT NOT NULL,
    facts TEXT NOT NULL,
    chunk_count BIGINT NOT NULL
);
CREATE INDEX signals_attachments_report ON signals_attachments (report_id);
CREATE TABLE signals_chunks (
    attachment_id TEXT NOT NULL REFERENCES signals_attachments (id),
    number BIGINT NOT NULL,
    -- PostgreSQL knows no BLOB; SQLite keeps bytes as they are under any name of a type.
    sealed BYTEA NOT NULL,
    PRIMARY KEY (attachment_id, number)
);

-- A visit with a receipt: the private key of the receipt, sealed under a key from the token in the cookie.
CREATE TABLE signals_visits (
    token_hash TEXT PRIMARY KEY,
    report_id TEXT NOT NULL REFERENCES signals_reports (id),
    sealed_key TEXT NOT NULL,
    seen_at BIGINT NOT NULL,
    began_at BIGINT NOT NULL
);
CREATE INDEX signals_visits_report ON signals_visits (report_id);

-- Forms that were sent lately: a form that is sent twice files one report. expires_at: a whole ten minutes, so that it tells
-- less of when.
CREATE TABLE signals_filings (
    token_hash TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL
);

-- Who looks when: minutes from midnight in the Netherlands, Monday is 1. place: 1 is called first.
CREATE TABLE signals_rota (
    id TEXT PRIMARY KEY,
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    weekday INTEGER NOT NULL,
    from_minute INTEGER NOT NULL,
    to_minute INTEGER NOT NULL,
    place INTEGER NOT NULL,
    member_id TEXT NOT NULL
);
CREATE INDEX signals_rota_desk ON signals_rota (desk_id, weekday);
-- Days on which nobody looks.
CREATE TABLE signals_rota_closed (
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    day TEXT NOT NULL,
    PRIMARY KEY (desk_id, day)
);

-- Counted when a report is filed, closed, or when it is known what became of it; no ids. kind: filed, closed, aftermath.
CREATE TABLE signals_counts (
    kind TEXT NOT NULL,
    day TEXT NOT NULL,
    dimension TEXT NOT NULL,
    value TEXT NOT NULL,
    slot INTEGER NOT NULL,
    reports BIGINT NOT NULL,
    PRIMARY KEY (kind, day, dimension, value, slot)
);
