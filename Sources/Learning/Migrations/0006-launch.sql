-- Packages of others that are launched here by cmi5: their files, the learners who follow them, and their sessions.
-- Nothing here names a learner: one is found by the hash of a random token, and is a random name to the record store.

-- `structure` is cmi5.xml; `hash` is over the file as it came.
CREATE TABLE learning_launch_packages (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES directory_organisations (id),
    audience TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    structure TEXT NOT NULL,
    hash TEXT NOT NULL,
    imported BIGINT NOT NULL,
    closed BIGINT
);
CREATE UNIQUE INDEX learning_launch_packages_hash ON learning_launch_packages (organisation, hash)
WHERE closed IS NULL;

CREATE TABLE learning_launch_files (
    package TEXT NOT NULL REFERENCES learning_launch_packages (id),
    path TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (package, path)
);

-- Units that nobody who follows the package needs to do. `unit` is a place in the structure, from 0.
CREATE TABLE learning_launch_waivers (
    package TEXT NOT NULL REFERENCES learning_launch_packages (id),
    unit BIGINT NOT NULL,
    reason TEXT NOT NULL,
    made BIGINT NOT NULL,
    PRIMARY KEY (package, unit)
);

-- A learner's enrolment. `account` is the random name in statements, `home` the address that goes with it. `used` is a day.
CREATE TABLE learning_launch_registrations (
    id TEXT PRIMARY KEY,
    package TEXT NOT NULL REFERENCES learning_launch_packages (id),
    token_hash TEXT NOT NULL UNIQUE,
    account TEXT NOT NULL,
    home TEXT NOT NULL,
    used TEXT NOT NULL,
    started INTEGER NOT NULL,
    completed TEXT
);
CREATE INDEX learning_launch_registrations_package ON learning_launch_registrations (package);
CREATE INDEX learning_launch_registrations_used ON learning_launch_registrations (used);

-- A launch of a unit. The secrets are 256 random bits; only their SHA-256 is here. `verbs` are what the unit said, separated by
-- blanks. `initialized`, `terminated` and `latest` are timestamps of statements; `ended` is when terminated came. A unit that was
-- waived has a session of its own.
CREATE TABLE learning_launch_sessions (
    id TEXT PRIMARY KEY,
    registration TEXT NOT NULL REFERENCES learning_launch_registrations (id),
    unit BIGINT NOT NULL,
    mode TEXT NOT NULL,
    fetch_hash TEXT UNIQUE,
    secret_hash TEXT,
    launched BIGINT NOT NULL,
    fetched BIGINT,
    verbs TEXT NOT NULL,
    initialized BIGINT,
    terminated BIGINT,
    ended BIGINT,
    abandoned BIGINT,
    latest BIGINT
);
CREATE INDEX learning_launch_sessions_registration ON learning_launch_sessions (registration);
CREATE INDEX learning_launch_sessions_open ON learning_launch_sessions (launched)
WHERE ended IS NULL AND abandoned IS NULL;

-- What was said to be satisfied, so that it is said once. `node` is a block's place, or -1 for the course.
CREATE TABLE learning_launch_satisfied (
    registration TEXT NOT NULL REFERENCES learning_launch_registrations (id),
    node BIGINT NOT NULL,
    PRIMARY KEY (registration, node)
);
