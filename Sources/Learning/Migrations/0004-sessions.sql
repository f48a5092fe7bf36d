-- Trainings and learning circles that are planned here. Once held, a row of learning_sessions with the same id counts.
-- Lists are lines of text. `batch`: the participations in which its people are counted.
CREATE TABLE learning_session_plans (
    id TEXT PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    audiences TEXT NOT NULL,
    day TEXT NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    place TEXT NOT NULL,
    organiser TEXT NOT NULL,
    programme TEXT NOT NULL,
    companions TEXT NOT NULL,
    about TEXT NOT NULL,
    agenda TEXT NOT NULL,
    materials TEXT NOT NULL,
    course TEXT NOT NULL,
    seats BIGINT,
    state TEXT NOT NULL,
    revision BIGINT NOT NULL,
    batch TEXT REFERENCES learning_batches (id),
    made BIGINT NOT NULL
);
CREATE INDEX learning_session_plans_day ON learning_session_plans (day);

-- Who came in with the code on the door: nameless, under the hash of a random token. `municipality` is empty for who works for none.
CREATE TABLE learning_session_visits (
    session TEXT NOT NULL REFERENCES learning_session_plans (id),
    token_hash TEXT NOT NULL,
    audience TEXT NOT NULL,
    municipality TEXT NOT NULL,
    evaluated INTEGER NOT NULL,
    certificate TEXT NOT NULL UNIQUE,
    PRIMARY KEY (session, token_hash)
);

-- The municipalities that were there, by the code of Statistics Netherlands; kept when the session is closed.
CREATE TABLE learning_session_municipalities (
    session TEXT NOT NULL REFERENCES learning_session_plans (id),
    municipality TEXT NOT NULL,
    PRIMARY KEY (session, municipality)
);

-- What people thought of it: sums alone, so that no row is anybody's.
CREATE TABLE learning_session_answers (
    session TEXT NOT NULL REFERENCES learning_session_plans (id),
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (session, question, answer)
);

-- Who was invited; gone thirty days after the session.
CREATE TABLE learning_session_invitations (
    session TEXT NOT NULL REFERENCES learning_session_plans (id),
    address TEXT NOT NULL,
    language TEXT NOT NULL,
    token_hash TEXT NOT NULL UNIQUE,
    answer TEXT NOT NULL,
    sent TEXT NOT NULL,
    PRIMARY KEY (session, address)
);
