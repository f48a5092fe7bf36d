-- By which term (an agent, a verb, an activity, a registration …) a statement is found: `term` is a hash that holds the organisation
-- too. `origin` is 0, or the position of the statement that this one refers to and has the term from.
-- The key is the whole row, so that there is no second copy of it.
CREATE TABLE learning_xapi_terms (
    term BIGINT NOT NULL,
    position BIGINT NOT NULL,
    origin BIGINT NOT NULL,
    PRIMARY KEY (term, position, origin)
) WITHOUT ROWID;
