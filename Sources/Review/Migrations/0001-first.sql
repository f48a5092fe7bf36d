-- Reviews, who agreed to them, and everything that was ever published of them.

-- One row for each period. content and note are what is being written; is_open is 0 when nothing is.
CREATE TABLE review_reviews (
    id TEXT PRIMARY KEY,
    period TEXT NOT NULL UNIQUE,
    version BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    is_open INTEGER NOT NULL,
    content TEXT NOT NULL,
    note TEXT NOT NULL,
    changed_at BIGINT NOT NULL
);

-- Who wrote since the last publication.
CREATE TABLE review_editors (
    review_id TEXT NOT NULL REFERENCES review_reviews (id),
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    PRIMARY KEY (review_id, member_id)
);

-- hash is that of the content, figures included, to which the member agreed.
CREATE TABLE review_approvals (
    review_id TEXT NOT NULL REFERENCES review_reviews (id),
    member_id TEXT NOT NULL REFERENCES directory_members (id),
    hash TEXT NOT NULL,
    approved_at BIGINT NOT NULL,
    PRIMARY KEY (review_id, member_id)
);

-- Frozen: never changed, never deleted. hash is SHA-256 over content.
CREATE TABLE review_revisions (
    review_id TEXT NOT NULL REFERENCES review_reviews (id),
    number BIGINT NOT NULL,
    period TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    hash TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (review_id, number)
);

-- Figures that are taken over from something published.
CREATE TABLE review_taken_over (
    id TEXT PRIMARY KEY,
    figure TEXT NOT NULL,
    counts TEXT NOT NULL,
    value BIGINT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    counted_in TEXT,
    source_title TEXT NOT NULL,
    source_kind TEXT NOT NULL,
    source_url TEXT,
    note TEXT NOT NULL,
    recorded_at BIGINT NOT NULL
);
