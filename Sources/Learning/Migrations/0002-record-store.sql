-- The xAPI record store: credentials, statements, documents. Every key leads with the organisation, whose statements no other sees.

-- A credential's secret is 256 random bits; only its SHA-256 is here. `scopes` are separated by blanks.
CREATE TABLE learning_xapi_credentials (
    id TEXT PRIMARY KEY,
    organisation TEXT NOT NULL REFERENCES directory_organisations (id),
    label TEXT NOT NULL,
    secret_hash TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created BIGINT NOT NULL,
    revoked BIGINT
);
CREATE INDEX learning_xapi_credentials_organisation ON learning_xapi_credentials (organisation);

-- The last position that was given out, so that none is given out twice, also when what stood there was erased.
CREATE TABLE learning_xapi_heads (
    organisation TEXT PRIMARY KEY,
    position BIGINT NOT NULL,
    stored BIGINT NOT NULL
);

-- `position` counts up within an organisation in the order in which statements became visible; `stored` never goes down with it.
-- `size` is that of `statement` in bytes. `voids`: is itself a voiding statement.
CREATE TABLE learning_xapi_statements (
    organisation TEXT NOT NULL,
    position BIGINT NOT NULL,
    stored BIGINT NOT NULL,
    id TEXT NOT NULL,
    credential TEXT NOT NULL,
    version TEXT NOT NULL,
    voids INTEGER NOT NULL,
    voided INTEGER NOT NULL,
    size BIGINT NOT NULL,
    statement TEXT NOT NULL,
    PRIMARY KEY (organisation, position)
);
CREATE UNIQUE INDEX learning_xapi_statements_id ON learning_xapi_statements (organisation, id);
CREATE INDEX learning_xapi_statements_stored ON learning_xapi_statements (organisation, stored, position);

-- Statements whose object is another statement, which need not be here yet.
CREATE TABLE learning_xapi_references (
    organisation TEXT NOT NULL,
    target TEXT NOT NULL,
    position BIGINT NOT NULL,
    voids INTEGER NOT NULL,
    PRIMARY KEY (organisation, target, position)
);

-- What is known of activities; `activity` is the SHA-256 of the id, which may be longer than a key can be.
CREATE TABLE learning_xapi_activities (
    organisation TEXT NOT NULL,
    activity TEXT NOT NULL,
    id TEXT NOT NULL,
    definition TEXT NOT NULL,
    PRIMARY KEY (organisation, activity)
);

-- The names that statements gave to agents; `agent` and `name_hash` are SHA-256.
CREATE TABLE learning_xapi_names (
    organisation TEXT NOT NULL,
    agent TEXT NOT NULL,
    name_hash TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (organisation, agent, name_hash)
);

CREATE TABLE learning_xapi_attachments (
    organisation TEXT NOT NULL,
    sha2 TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BYTEA NOT NULL,
    PRIMARY KEY (organisation, sha2)
);
CREATE TABLE learning_xapi_attachment_uses (
    organisation TEXT NOT NULL,
    sha2 TEXT NOT NULL,
    position BIGINT NOT NULL,
    PRIMARY KEY (organisation, sha2, position)
);

-- Documents of the state and profile resources. `document` is the SHA-256 of all that names one, `context` of what names its
-- neighbours, `agent` of the agent's identifier; empty where there is none.
CREATE TABLE learning_xapi_documents (
    organisation TEXT NOT NULL,
    document TEXT NOT NULL,
    context TEXT NOT NULL,
    agent TEXT NOT NULL,
    registration TEXT NOT NULL,
    id TEXT NOT NULL,
    content_type TEXT NOT NULL,
    content BYTEA NOT NULL,
    tag TEXT NOT NULL,
    changed BIGINT NOT NULL,
    PRIMARY KEY (organisation, document)
);
CREATE INDEX learning_xapi_documents_context ON learning_xapi_documents (organisation, context);
CREATE INDEX learning_xapi_documents_agent ON learning_xapi_documents (organisation, agent);
