-- What packages in learning platforms of others told of their learners, so that each is counted once. `attempt` is the random UUID
-- that a package made for one learner's way through the course; who that is stands nowhere. A row begins when the learner has left
-- the first screen. `used` is the day of the latest report; the row is deleted half a year after it, as an attempt on the site is.
CREATE TABLE learning_package_reports (
    attempt TEXT PRIMARY KEY,
    organisation TEXT NOT NULL,
    course TEXT NOT NULL,
    audience TEXT NOT NULL,
    completed INTEGER NOT NULL,
    used TEXT NOT NULL
);
CREATE INDEX learning_package_reports_used ON learning_package_reports (used);
