-- The article's text changed after this reader had read it. Rows of before have none: what changed then is forgotten.
ALTER TABLE marks ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX marks_changed ON marks (profile, article) WHERE changed = 1;
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('marks', 'marks_changed', '2000 1000 1');
ANALYZE sqlite_schema;
