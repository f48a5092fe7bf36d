-- What a version of a course was called when a badge of it was made, in each language in which one was: the address in the badge
-- answers with it when another version is on offer.
CREATE TABLE learning_achievements (
    course TEXT NOT NULL,
    version BIGINT NOT NULL,
    language TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    narrative TEXT NOT NULL,
    PRIMARY KEY (course, version, language)
);
