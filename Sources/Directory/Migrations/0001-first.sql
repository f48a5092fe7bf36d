-- Organisations, members, desks, their keys, sign-in and the audit trail.
-- Hashes and sealed keys are lower-case hexadecimal, so that both engines hold the same text.

-- One row: shows which site key this database belongs to.
CREATE TABLE directory_site (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    check_value TEXT NOT NULL
);

CREATE TABLE directory_organisations (
    id TEXT PRIMARY KEY,
    code TEXT UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    url TEXT,
    active INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);

-- email is normalised: what is the same mailbox to a person is the same text here.
CREATE TABLE directory_members (
    id TEXT PRIMARY KEY,
    email TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES directory_organisations (id),
    is_administrator INTEGER NOT NULL,
    active INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX directory_members_organisation ON directory_members (organisation_id);

-- What a member signs in with, and the member's key pair. Absent until the invitation was accepted.
CREATE TABLE directory_credentials (
    member_id TEXT PRIMARY KEY REFERENCES directory_members (id),
    cost TEXT NOT NULL,
    salt TEXT NOT NULL,
    auth_value TEXT NOT NULL,
    public_key TEXT NOT NULL,
    sealed_key TEXT NOT NULL,
    recovery_key TEXT NOT NULL,
    made_at BIGINT NOT NULL
);

CREATE TABLE directory_desks (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    task TEXT NOT NULL,
    organisation_id TEXT NOT NULL REFERENCES directory_organisations (id),
    first_member_id TEXT NOT NULL REFERENCES directory_members (id),
    active INTEGER NOT NULL,
    created_at BIGINT NOT NULL,
    version BIGINT NOT NULL
);
CREATE INDEX directory_desks_first_member ON directory_desks (first_member_id);

CREATE TABLE directory_desk_members (
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    added_at BIGINT NOT NULL,
    PRIMARY KEY (desk_id, member_id)
);
CREATE INDEX directory_desk_members_member ON directory_desk_members (member_id);

-- A desk's public key per epoch, signed under the site key.
CREATE TABLE directory_desk_epochs (
    desk_id TEXT NOT NULL REFERENCES directory_desks (id),
    epoch BIGINT NOT NULL,
    public_key TEXT NOT NULL,
    mac TEXT NOT NULL,
    made_at BIGINT NOT NULL,
    PRIMARY KEY (desk_id, epoch)
);

-- A desk's private key of one epoch, wrapped to one member.
CREATE TABLE directory_grants (
    desk_id TEXT NOT NULL,
    epoch BIGINT NOT NULL,
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    wrapped_key TEXT NOT NULL,
    granted_by TEXT NOT NULL,
    granted_at BIGINT NOT NULL,
    PRIMARY KEY (desk_id, epoch, member_id),
    FOREIGN KEY (desk_id, epoch) REFERENCES directory_desk_epochs (desk_id, epoch)
);
CREATE INDEX directory_grants_member ON directory_grants (member_id);

-- One-time links. member_id is NULL for the link of the first start.
CREATE TABLE directory_invitations (
    token_hash TEXT PRIMARY KEY,
    member_id TEXT REFERENCES directory_members (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX directory_invitations_member ON directory_invitations (member_id);

-- renew: the member got more rights, and gets a new token at the next request. The new one is in the next_… columns until
-- it is used for the first time; so long the old one is good, since an answer can be lost on its way.
CREATE TABLE directory_sessions (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    sealed_key TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    seen_at BIGINT NOT NULL,
    confirmed_at BIGINT NOT NULL,
    renew INTEGER NOT NULL,
    next_hash TEXT UNIQUE,
    next_key TEXT,
    next_at BIGINT
);
CREATE INDEX directory_sessions_member ON directory_sessions (member_id);

-- Wrong passwords of the last quarter of an hour. Hashes under a key of the day, no address and no name.
CREATE TABLE directory_attempts (
    id TEXT PRIMARY KEY,
    source_hash TEXT NOT NULL,
    name_hash TEXT NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX directory_attempts_source ON directory_attempts (source_hash, at);

CREATE TABLE directory_audit (
    id TEXT PRIMARY KEY,
    at BIGINT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    details TEXT NOT NULL,
    mac TEXT NOT NULL
);

-- Rows that the chain does not hold yet.
CREATE TABLE directory_audit_pending (
    row_id TEXT PRIMARY KEY
);

CREATE TABLE directory_audit_links (
    position BIGINT PRIMARY KEY,
    row_id TEXT NOT NULL UNIQUE,
    hash TEXT NOT NULL
);

-- One row: the signed end of the chain.
CREATE TABLE directory_audit_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    position BIGINT NOT NULL,
    hash TEXT NOT NULL,
    at BIGINT NOT NULL,
    mac TEXT NOT NULL
);
