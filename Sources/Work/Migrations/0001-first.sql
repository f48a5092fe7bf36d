-- Jobs: what has to be done outside a request. A row is claimed by one process with a lease.
CREATE TABLE work_jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    unique_key TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead', 'discarded')),
    -- Waiting: when it may run. Running: when its lease ends. Otherwise: when it was settled.
    due BIGINT NOT NULL,
    attempts BIGINT NOT NULL,
    lease TEXT,
    cancel BIGINT NOT NULL,
    progress_done BIGINT,
    progress_total BIGINT,
    note TEXT,
    -- The key of a sentence, or the reference of a line in the log: never a value that somebody typed.
    error TEXT,
    created BIGINT NOT NULL,
    since BIGINT NOT NULL
);

CREATE INDEX work_jobs_due ON work_jobs (due) WHERE state IN ('waiting', 'running');

CREATE INDEX work_jobs_state ON work_jobs (state, since);

CREATE UNIQUE INDEX work_jobs_one_waiting ON work_jobs (kind, unique_key)
    WHERE state = 'waiting' AND unique_key IS NOT NULL;

-- When each schedule is due next; whoever moves `due` forward puts the job in the queue.
CREATE TABLE work_schedules (
    name TEXT PRIMARY KEY,
    rule TEXT NOT NULL,
    due BIGINT NOT NULL
);

-- Mails on their way. Subject and body are wiped once they are delivered.
CREATE TABLE work_outbox (
    id TEXT PRIMARY KEY,
    job TEXT NOT NULL,
    recipient TEXT NOT NULL,
    subject TEXT,
    body TEXT,
    created BIGINT NOT NULL,
    sent BIGINT
);

CREATE INDEX work_outbox_job ON work_outbox (job);

CREATE INDEX work_outbox_sent ON work_outbox (sent);
