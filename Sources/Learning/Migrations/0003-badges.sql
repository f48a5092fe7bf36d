-- Certificates as Open Badges: the keys that sign them, and which certificate has which place in which status list. Nothing
-- here names a learner: a badge is found by the random code of its completion.

-- `id` is the key's thumbprint, `jwk` its public half. `sealed` is the private half under the site key; it is emptied when the
-- key ends. A key signs from `starts` until `ends`; once withdrawn, nothing that it signed counts.
CREATE TABLE learning_badge_keys (
    id TEXT PRIMARY KEY,
    algorithm TEXT NOT NULL,
    jwk TEXT NOT NULL,
    sealed TEXT NOT NULL,
    starts BIGINT NOT NULL,
    ends BIGINT NOT NULL,
    withdrawn BIGINT
);

-- A certificate gets its place when a badge is made of it, or when it is revoked. Places are drawn at random.
CREATE TABLE learning_badges (
    list BIGINT NOT NULL,
    position BIGINT NOT NULL,
    completion TEXT NOT NULL UNIQUE REFERENCES learning_completions (id),
    revoked BIGINT,
    reason TEXT,
    PRIMARY KEY (list, position)
);
CREATE INDEX learning_badges_revoked ON learning_badges (revoked) WHERE revoked IS NOT NULL;
