-- Joins, attempts, completions and their counts; participations counted elsewhere; training sessions.
-- Nothing here names a learner: an attempt is found by the hash of a random token, and a completion by nothing but its own
-- random code.

-- A way into a course for the people of one organisation: link, code, QR code.
CREATE TABLE learning_joins (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES directory_organisations (id),
    course TEXT NOT NULL,
    audience TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    created BIGINT NOT NULL,
    closed BIGINT
);
CREATE INDEX learning_joins_organisation ON learning_joins (organisation);

-- One learner's way through one course. `used` is a day, not a moment, so that an answer seldom changes an index.
-- `organisation` is empty for who came without a join. `moved`: went past the first screen.
CREATE TABLE learning_attempts (
    token_hash TEXT PRIMARY KEY,
    course TEXT NOT NULL,
    version BIGINT NOT NULL,
    language TEXT NOT NULL,
    role TEXT NOT NULL,
    audience TEXT NOT NULL,
    organisation TEXT NOT NULL,
    state TEXT NOT NULL,
    moved INTEGER NOT NULL,
    started BIGINT NOT NULL,
    used TEXT NOT NULL,
    completed TEXT,
    certificate TEXT
);
CREATE INDEX learning_attempts_used ON learning_attempts (used);

-- `id` is the first part of the certificate's code.
CREATE TABLE learning_completions (
    id TEXT PRIMARY KEY,
    course TEXT NOT NULL,
    version BIGINT NOT NULL,
    language TEXT NOT NULL,
    role TEXT NOT NULL,
    audience TEXT NOT NULL,
    organisation TEXT NOT NULL,
    day TEXT NOT NULL
);

-- Counts, kept in the transaction of what they count, so that nobody ever counts rows to answer for a period.
-- `kind` is joined, started or completed. A count is the sum over its slots: writers at the same moment take different ones
-- and do not wait for each other.
-- For everybody together, by day.
CREATE TABLE learning_totals (
    kind TEXT NOT NULL,
    audience TEXT NOT NULL,
    course TEXT NOT NULL,
    day TEXT NOT NULL,
    slot BIGINT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (kind, day, audience, course, slot)
);
-- Per organisation, by month (its first day).
CREATE TABLE learning_counts (
    organisation TEXT NOT NULL,
    month TEXT NOT NULL,
    course TEXT NOT NULL,
    audience TEXT NOT NULL,
    role TEXT NOT NULL,
    kind TEXT NOT NULL,
    slot BIGINT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (organisation, month, course, audience, role, kind, slot)
);
CREATE INDEX learning_counts_month ON learning_counts (month);

-- One file, or one participation typed on the page. `hash` is over the records, so the same file in another separator is the same.
CREATE TABLE learning_batches (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    hash TEXT NOT NULL,
    records BIGINT NOT NULL,
    people BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    recorded_by TEXT NOT NULL,
    undone BIGINT,
    undone_by TEXT
);
CREATE UNIQUE INDEX learning_batches_hash ON learning_batches (hash) WHERE undone IS NULL;
CREATE INDEX learning_batches_recorded ON learning_batches (recorded);

CREATE TABLE learning_participations (
    batch TEXT NOT NULL REFERENCES learning_batches (id),
    position BIGINT NOT NULL,
    activity TEXT NOT NULL,
    audience TEXT NOT NULL,
    people BIGINT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    organisation TEXT REFERENCES directory_organisations (id),
    source_title TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_url TEXT,
    PRIMARY KEY (batch, position)
);

-- The participations that count, summed; `source_url` is empty where there is none.
CREATE TABLE learning_participation_totals (
    activity TEXT NOT NULL,
    audience TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_title TEXT NOT NULL,
    source_url TEXT NOT NULL,
    people BIGINT NOT NULL,
    records BIGINT NOT NULL,
    recorded BIGINT NOT NULL,
    PRIMARY KEY (activity, audience, from_day, to_day, source_kind, source_title, source_url)
);

-- Trainings and learning circles in person. `precision` tells how exactly the source dates it: day, month or period.
CREATE TABLE learning_sessions (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    from_day TEXT NOT NULL,
    to_day TEXT NOT NULL,
    precision TEXT NOT NULL,
    audiences TEXT NOT NULL,
    municipalities BIGINT,
    organiser TEXT NOT NULL,
    programme TEXT,
    companions TEXT NOT NULL,
    source_title TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_url TEXT,
    recorded BIGINT NOT NULL
);
CREATE INDEX learning_sessions_from ON learning_sessions (from_day);
