-- As for SQLite; PostgreSQL keeps the row beside its key.
CREATE TABLE learning_xapi_terms (
    term BIGINT NOT NULL,
    position BIGINT NOT NULL,
    origin BIGINT NOT NULL,
    PRIMARY KEY (term, position, origin)
);
