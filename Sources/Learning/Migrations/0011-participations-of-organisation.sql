-- For the overview of one organisation: what was counted of its people elsewhere.
CREATE INDEX learning_participations_organisation ON learning_participations (organisation, from_day)
WHERE organisation IS NOT NULL;
