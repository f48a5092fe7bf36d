-- Courses that are written in the workplace: what is being written, and every version that was published.
-- A course is the same files as in the folder `courses`; `path` is below the course's own folder.

-- `base`: the version that it was begun from, 0 for a new course. `revision` counts every change. `proposed`: somebody asked a
-- colleague to publish it, and nothing was changed since.
CREATE TABLE learning_course_drafts (
    course TEXT PRIMARY KEY,
    base BIGINT NOT NULL,
    revision BIGINT NOT NULL,
    changed BIGINT NOT NULL,
    proposed BIGINT,
    proposed_by TEXT
);

CREATE TABLE learning_course_draft_files (
    course TEXT NOT NULL REFERENCES learning_course_drafts (course),
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (course, path)
);

-- What was taken out of a draft and can be put back; `part` is JSON.
CREATE TABLE learning_course_removed (
    id TEXT PRIMARY KEY,
    course TEXT NOT NULL REFERENCES learning_course_drafts (course),
    part TEXT NOT NULL
);
CREATE INDEX learning_course_removed_course ON learning_course_removed (course);

-- Every version stays. `edition` counts what was published here over all courses, so that each process sees by one number whether
-- anything is new; it is empty for a version of the folder, which is kept for reading alone.
CREATE TABLE learning_course_versions (
    course TEXT NOT NULL,
    version BIGINT NOT NULL,
    edition BIGINT UNIQUE,
    published BIGINT NOT NULL,
    proposed_by TEXT,
    published_by TEXT,
    PRIMARY KEY (course, version)
);

-- `folder` is the course in whose folder the file lies: its own, or one that it takes screens over from.
CREATE TABLE learning_course_version_files (
    course TEXT NOT NULL,
    version BIGINT NOT NULL,
    folder TEXT NOT NULL,
    path TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (course, version, folder, path),
    FOREIGN KEY (course, version) REFERENCES learning_course_versions (course, version)
);
