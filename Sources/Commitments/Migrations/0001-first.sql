-- What was recommended, asked, promised and done, and what two members judged about it.

CREATE TABLE commitments_offices (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

-- Names are public: who spoke for the office. last_day is NULL for who holds it now.
CREATE TABLE commitments_holders (
    office TEXT NOT NULL REFERENCES commitments_offices (key),
    name TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT,
    PRIMARY KEY (office, first_day)
);

CREATE TABLE commitments_themes (
    key TEXT PRIMARY KEY,
    name TEXT NOT NULL
);

-- One thing of a chain. happened is as exact as the source; first_day is the first day that it can have been.
-- The columns from is_tracked on are kept when something is written, so that a list reads one table.
CREATE TABLE commitments_items (
    id TEXT PRIMARY KEY,
    slug TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    happened TEXT NOT NULL,
    first_day TEXT NOT NULL,
    office TEXT REFERENCES commitments_offices (key),
    theme TEXT REFERENCES commitments_themes (key),
    reference TEXT,
    appreciation TEXT,
    source TEXT NOT NULL,
    result TEXT,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    is_tracked INTEGER NOT NULL,
    -- What the House decided about a motion, as JSON; NULL when no vote is recorded.
    adoption TEXT,
    is_answered INTEGER NOT NULL,
    is_read INTEGER NOT NULL,
    due TEXT,
    due_kind TEXT,
    -- The last day of a deadline that makes late; NULL for one that we assumed.
    binding_day TEXT,
    verdict TEXT,
    -- The day on which the verdict that counts was settled.
    verdict_day TEXT
);
CREATE INDEX commitments_items_tracked ON commitments_items (is_tracked, first_day);
CREATE INDEX commitments_items_kind ON commitments_items (kind, first_day);

-- to_id follows from from_id, or takes its place.
CREATE TABLE commitments_links (
    from_id TEXT NOT NULL REFERENCES commitments_items (id),
    to_id TEXT NOT NULL REFERENCES commitments_items (id),
    relation TEXT NOT NULL,
    PRIMARY KEY (from_id, to_id)
);
CREATE INDEX commitments_links_back ON commitments_links (to_id);

-- Added and never changed: the highest number counts.
CREATE TABLE commitments_deadlines (
    item_id TEXT NOT NULL REFERENCES commitments_items (id),
    number BIGINT NOT NULL,
    due TEXT NOT NULL,
    kind TEXT NOT NULL,
    change TEXT NOT NULL,
    reason TEXT NOT NULL,
    announced TEXT NOT NULL,
    source TEXT,
    recorded_at BIGINT NOT NULL,
    PRIMARY KEY (item_id, number)
);

-- Added and never changed.
CREATE TABLE commitments_criteria (
    id TEXT PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES commitments_items (id),
    body TEXT NOT NULL,
    dated TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX commitments_criteria_item ON commitments_criteria (item_id);

-- Added and never changed; the answer of the second member is a row of its own.
CREATE TABLE commitments_verdicts (
    id TEXT PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES commitments_items (id),
    outcome TEXT NOT NULL,
    criteria_id TEXT REFERENCES commitments_criteria (id),
    evidence TEXT NOT NULL,
    evidence_date TEXT NOT NULL,
    source TEXT,
    proposed_by TEXT NOT NULL REFERENCES directory_members (id),
    proposed_at BIGINT NOT NULL
);
CREATE INDEX commitments_verdicts_item ON commitments_verdicts (item_id);

CREATE TABLE commitments_answers (
    verdict_id TEXT PRIMARY KEY REFERENCES commitments_verdicts (id),
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    agrees INTEGER NOT NULL,
    note TEXT,
    answered_at BIGINT NOT NULL
);
CREATE INDEX commitments_answers_at ON commitments_answers (answered_at);

-- What the ministry itself says. Added and never changed.
CREATE TABLE commitments_claims (
    id TEXT PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES commitments_items (id),
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    said TEXT NOT NULL,
    source TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX commitments_claims_item ON commitments_claims (item_id);

CREATE TABLE commitments_follows (
    item_id TEXT NOT NULL REFERENCES commitments_items (id),
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    organisation_id TEXT NOT NULL REFERENCES directory_organisations (id),
    PRIMARY KEY (item_id, member_id)
);

-- What changed, for feeds. detail is the word that the sentence needs: an outcome, a date.
CREATE TABLE commitments_events (
    id TEXT PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES commitments_items (id),
    kind TEXT NOT NULL,
    detail TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
CREATE INDEX commitments_events_item ON commitments_events (item_id);
CREATE INDEX commitments_events_at ON commitments_events (recorded_at);

-- What was shown of a thing. hash is SHA-256 over content; never changed, never deleted.
CREATE TABLE commitments_frozen (
    hash TEXT PRIMARY KEY,
    item_id TEXT NOT NULL REFERENCES commitments_items (id),
    content TEXT NOT NULL,
    shown_at BIGINT NOT NULL
);

-- The secret addresses of calendars, as a hash.
CREATE TABLE commitments_calendars (
    token_hash TEXT PRIMARY KEY,
    member_id TEXT NOT NULL UNIQUE REFERENCES directory_members (id),
    created_at BIGINT NOT NULL
);

-- One row; number goes up with every change that the public can see.
CREATE TABLE commitments_revision (
    id INTEGER PRIMARY KEY,
    number BIGINT NOT NULL
);
INSERT INTO commitments_revision (id, number) VALUES (1, 1);

-- Who gets the weekly mail, and the day of the last one.
CREATE TABLE commitments_mails (
    member_id TEXT PRIMARY KEY REFERENCES directory_members (id),
    last_day TEXT NOT NULL
);

-- Files and searches of the House that are followed. error is the key of a sentence.
CREATE TABLE commitments_followings (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    query TEXT NOT NULL,
    cursor TEXT NOT NULL,
    rows_read BIGINT NOT NULL,
    is_running INTEGER NOT NULL,
    finished_at BIGINT,
    error TEXT
);

-- What was read from the House, under its own identifiers. kind is NULL for what is not proposed.
CREATE TABLE commitments_records (
    id TEXT PRIMARY KEY,
    kind TEXT,
    sort TEXT NOT NULL,
    number TEXT,
    reference TEXT,
    title TEXT NOT NULL,
    day TEXT,
    detail TEXT NOT NULL,
    is_deleted INTEGER NOT NULL,
    decision TEXT,
    item_id TEXT REFERENCES commitments_items (id)
);
CREATE INDEX commitments_records_waiting ON commitments_records (day) WHERE decision IS NULL AND kind IS NOT NULL;

-- Which cases a decision is about: the only way from a vote to a motion. No foreign key: the case may come later.
CREATE TABLE commitments_decided (
    decision_id TEXT NOT NULL,
    case_id TEXT NOT NULL,
    PRIMARY KEY (decision_id, case_id)
);

-- Votes by party; a member of the House counts for the party and has no name here.
CREATE TABLE commitments_votes (
    id TEXT PRIMARY KEY,
    decision_id TEXT NOT NULL,
    party TEXT NOT NULL,
    seats BIGINT NOT NULL,
    choice TEXT NOT NULL,
    is_mistake INTEGER NOT NULL,
    is_member INTEGER NOT NULL
);
CREATE INDEX commitments_votes_decision ON commitments_votes (decision_id);
