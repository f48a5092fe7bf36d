-- Learners who follow a course without network, and who go on at another device.
-- Both go with the attempt: what passed its retention term is gone here too.

-- What was done without network, each taken once; `id` was made by the browser. `outcome` is what was answered the first time.
CREATE TABLE learning_offline_events (
    attempt TEXT NOT NULL REFERENCES learning_attempts (token_hash) ON DELETE CASCADE,
    id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    PRIMARY KEY (attempt, id)
);

-- The one-time code by which a learner goes on elsewhere: one for each attempt, the latest. `sealed` holds the attempt's token
-- and opens with the code, which is not here.
CREATE TABLE learning_resume_codes (
    attempt TEXT PRIMARY KEY REFERENCES learning_attempts (token_hash) ON DELETE CASCADE,
    code_hash TEXT NOT NULL UNIQUE,
    course TEXT NOT NULL,
    sealed TEXT NOT NULL,
    ends BIGINT NOT NULL
);
CREATE INDEX learning_resume_codes_ends ON learning_resume_codes (ends);
