-- The second factor, the activation of parts, the lead of a desk, the audit trail by subject, and limits for the parts.

-- Who opened what: the rows of one subject, newest first.
CREATE INDEX directory_audit_subject ON directory_audit (subject, id);

-- Every limit has a window of its own, so each attempt says until when it counts. What was counted before is a quarter of
-- an hour old at most.
DELETE FROM directory_attempts;
ALTER TABLE directory_attempts ADD COLUMN counts_until BIGINT NOT NULL DEFAULT 0;

-- mac: over the desk, the epoch, the member and the member's public key, so that nobody who can write to the database makes
-- himself a holder or puts his key in a holder's place. A grant from before has none, and is left out of the next epoch.
ALTER TABLE directory_grants ADD COLUMN mac TEXT NOT NULL DEFAULT '';

-- Who keeps an eye on a desk; NULL when that member left it.
ALTER TABLE directory_desks ADD COLUMN lead_id TEXT REFERENCES directory_members (id);
UPDATE directory_desks SET lead_id = first_member_id WHERE EXISTS (
    SELECT 1 FROM directory_desk_members dm WHERE dm.desk_id = directory_desks.id AND dm.member_id = first_member_id
);

-- The secret of a member's second factor, sealed under the site key; last_step is the time step of the last code that was
-- accepted (RFC 6238), before which none is.
CREATE TABLE directory_second_factors (
    member_id TEXT PRIMARY KEY REFERENCES directory_members (id),
    secret TEXT NOT NULL,
    last_step BIGINT NOT NULL,
    enrolled_at BIGINT NOT NULL
);

-- One-time codes for who has no authenticator at hand, as keyed hashes; a row goes when its code was used.
CREATE TABLE directory_backup_codes (
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    code_hash TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (member_id, code_hash)
);

-- passed: the second factor was given in this session. offered_secret: shown for enrolment, not confirmed yet.
ALTER TABLE directory_sessions ADD COLUMN passed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE directory_sessions ADD COLUMN offered_secret TEXT;

-- What has to be settled before a part stores anything (product rule 2). Every change is a version of its own.
CREATE TABLE directory_activations (
    id TEXT PRIMARY KEY,
    part TEXT NOT NULL,
    version BIGINT NOT NULL,
    controller TEXT NOT NULL,
    legal_basis TEXT NOT NULL,
    checked_by TEXT NOT NULL,
    dpia_reference TEXT NOT NULL,
    dpia_on TEXT,
    arrangements TEXT NOT NULL,
    retention_days BIGINT,
    made_by TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    UNIQUE (part, version)
);

-- mac: over the record that was signed, who signed and when.
CREATE TABLE directory_activation_signatures (
    activation_id TEXT NOT NULL REFERENCES directory_activations (id),
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    signed_at BIGINT NOT NULL,
    mac TEXT NOT NULL,
    PRIMARY KEY (activation_id, member_id)
);

CREATE TABLE directory_activation_withdrawals (
    activation_id TEXT PRIMARY KEY REFERENCES directory_activations (id),
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    withdrawn_at BIGINT NOT NULL
);
