-- Participants by province. It is kept where something says it and empty where nothing does: who is not in these sums counts as
-- unknown.

-- Where a house of an employer stands.
ALTER TABLE learning_sites ADD COLUMN province TEXT;

-- Where a session is held.
ALTER TABLE learning_session_plans ADD COLUMN province TEXT;

-- Where the people of a participation work, as its source says.
ALTER TABLE learning_participations ADD COLUMN province TEXT;

-- That of the site whose link a learner had.
ALTER TABLE learning_attempts ADD COLUMN province TEXT;

-- Who joined, started and completed, in a place that is known. `slot` as in learning_counts; `organisation` is empty for none.
CREATE TABLE learning_province_counts (
    organisation TEXT NOT NULL,
    day TEXT NOT NULL,
    province TEXT NOT NULL,
    audience TEXT NOT NULL,
    kind TEXT NOT NULL,
    slot BIGINT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (organisation, day, province, audience, kind, slot)
);
CREATE INDEX learning_province_counts_day ON learning_province_counts (day);

-- The participations that count and whose province is known, summed as in learning_participation_totals.
CREATE TABLE learning_participation_provinces (
    province TEXT NOT NULL,
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
    PRIMARY KEY (province, activity, audience, from_day, to_day, source_kind, source_title, source_url)
);
CREATE INDEX learning_participation_provinces_from ON learning_participation_provinces (from_day);
