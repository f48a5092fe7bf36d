-- Sites and departments of an employer, its own roster, and sums over first answers.

-- A house of an employer, with the card that shows whom to go to there. `name_key`: the name as it is compared.
CREATE TABLE learning_sites (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES directory_organisations (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    code TEXT NOT NULL UNIQUE,
    duty TEXT NOT NULL,
    day_phone TEXT NOT NULL,
    night_phone TEXT NOT NULL,
    police TEXT NOT NULL,
    checked TEXT,
    UNIQUE (organisation, name_key)
);

CREATE TABLE learning_departments (
    id TEXT PRIMARY KEY,
    site TEXT NOT NULL REFERENCES learning_sites (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    UNIQUE (site, name_key)
);

-- The joins that were made for one site.
CREATE TABLE learning_site_joins (
    join_id TEXT PRIMARY KEY REFERENCES learning_joins (id),
    site TEXT NOT NULL REFERENCES learning_sites (id)
);
CREATE INDEX learning_site_joins_site ON learning_site_joins (site);

-- Of an employer's roster as a whole. `confirmed`: the day on which somebody last said that it holds; `version` goes up
-- with every change, so that nothing is taken over that was shown against another roster.
CREATE TABLE learning_rosters (
    organisation TEXT PRIMARY KEY REFERENCES directory_organisations (id),
    reminds INTEGER NOT NULL,
    confirmed TEXT NOT NULL,
    version BIGINT NOT NULL
);

-- Who is on an employer's roster. Their code is made from the site key, `id` and `generation`; only its hash is here.
-- `department` is empty for none. Nothing here leads to an attempt.
CREATE TABLE learning_people (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES directory_organisations (id),
    site TEXT NOT NULL REFERENCES learning_sites (id),
    department TEXT NOT NULL,
    name TEXT NOT NULL,
    number TEXT NOT NULL,
    email TEXT NOT NULL,
    language TEXT NOT NULL,
    generation BIGINT NOT NULL,
    code_hash TEXT NOT NULL UNIQUE,
    mails_off INTEGER NOT NULL,
    reminded TEXT
);
CREATE INDEX learning_people_organisation ON learning_people (organisation, site, department);

-- What a person of a roster is to do, and whether it was done: the day and the version, and nothing else.
-- `required` is 0 for what was done and is no longer asked.
CREATE TABLE learning_people_courses (
    person TEXT NOT NULL REFERENCES learning_people (id),
    course TEXT NOT NULL,
    due_on TEXT,
    required INTEGER NOT NULL,
    done_on TEXT,
    done_version BIGINT,
    PRIMARY KEY (person, course)
);

-- A file that was read and waits until somebody confirms it; one for each employer, gone when it was taken over, or the
-- next night.
CREATE TABLE learning_roster_uploads (
    organisation TEXT PRIMARY KEY REFERENCES directory_organisations (id),
    id TEXT NOT NULL,
    lines TEXT NOT NULL,
    roster_version BIGINT NOT NULL,
    made BIGINT NOT NULL
);

-- Sums over what people answered first: JSON, by exercise or situation. New people wait in `waiting` and are added to
-- `shown` by ten or more at once, so that nobody's answers can be told from two looks at the sums. `organisation` is
-- empty for who came without.
CREATE TABLE learning_sums (
    kind TEXT NOT NULL,
    course TEXT NOT NULL,
    version BIGINT NOT NULL,
    organisation TEXT NOT NULL,
    slot BIGINT NOT NULL,
    shown TEXT NOT NULL,
    waiting TEXT NOT NULL,
    PRIMARY KEY (kind, course, version, organisation, slot)
);

-- Whether an attempt was told to an employer, and whether its learner did the situations before and after: each once.
ALTER TABLE learning_attempts ADD COLUMN reported INTEGER NOT NULL DEFAULT 0;
ALTER TABLE learning_attempts ADD COLUMN did_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE learning_attempts ADD COLUMN did_after INTEGER NOT NULL DEFAULT 0;
