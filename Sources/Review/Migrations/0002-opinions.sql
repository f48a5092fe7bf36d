-- What the organisations of the coalition say of a draft, and secret links to it.

-- The last word of each member, given for an organisation. hash is that of the content, figures included, that the
-- member looked at; remark is what should change, and is empty when the member agrees.
CREATE TABLE review_opinions (
    review_id TEXT NOT NULL REFERENCES review_reviews (id),
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    organisation_id TEXT NOT NULL REFERENCES directory_organisations (id),
    hash TEXT NOT NULL,
    remark TEXT,
    given_at BIGINT NOT NULL,
    PRIMARY KEY (review_id, member_id)
);

INSERT INTO review_opinions (review_id, member_id, organisation_id, hash, remark, given_at)
SELECT a.review_id, a.member_id, m.organisation_id, a.hash, NULL, a.approved_at
FROM review_approvals a JOIN directory_members m ON m.id = a.member_id;

DROP TABLE review_approvals;

-- token_hash is SHA-256 over the token, which nobody but who has the link knows.
CREATE TABLE review_previews (
    id TEXT PRIMARY KEY,
    review_id TEXT NOT NULL REFERENCES review_reviews (id),
    token_hash TEXT NOT NULL UNIQUE,
    made_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    revoked_at BIGINT
);

CREATE INDEX review_previews_of_review ON review_previews (review_id, made_at);

-- The names of the organisations that had not agreed, as JSON, and why it was published all the same.
ALTER TABLE review_revisions ADD COLUMN without TEXT;
ALTER TABLE review_revisions ADD COLUMN reason TEXT;
