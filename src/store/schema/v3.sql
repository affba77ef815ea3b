-- What each article's text is like, in few bytes (see sketch.rs), and from which source (in `names`) it came:
-- by this the same story is found in another paper.
CREATE TABLE sketches (
  article INTEGER PRIMARY KEY REFERENCES headlines (id),
  source  INTEGER NOT NULL,
  sketch  BLOB NOT NULL
);

-- Articles that tell one story; a story has at least two. Which of them a list shows follows from the list (see once.rs):
-- the first by `rank` of those that it has.
CREATE TABLE twins (
  article INTEGER PRIMARY KEY REFERENCES headlines (id),
  story   INTEGER NOT NULL,
  rank    INTEGER NOT NULL
);
CREATE INDEX twins_by_story ON twins (story, rank, article);

-- When an earlier version gave way to the next: seconds since 1970, as this machine's clock had it.
ALTER TABLE revisions ADD COLUMN until INTEGER;

ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('sketches', NULL, '1000000'),
  ('twins', 'twins_by_story', '100000 3 1 1');
ANALYZE sqlite_schema;
