-- Inputs as they came, where reading them took a guess that a reader may have to set right: an encoding, the split of a page
-- of newsprint. `source`: as their articles have it. `hash`: of the bytes. `hints`: what the caller knew, as JSON (see
-- originals.rs). `bytes`: zstd.
CREATE TABLE originals (
  id     INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  hash   INTEGER NOT NULL,
  hints  TEXT NOT NULL,
  bytes  BLOB NOT NULL,
  UNIQUE (source, hash)
);

-- Which original an article came from the last time, and which of its articles it is, from 0.
CREATE TABLE given (
  article  INTEGER PRIMARY KEY REFERENCES headlines (id),
  original INTEGER NOT NULL REFERENCES originals (id),
  nth      INTEGER NOT NULL
);
CREATE INDEX given_by_original ON given (original, nth);

-- Articles whose linked page was asked for. `summary`: the revision that has the feed's own words, when the page's text has
-- taken their place. `tries`: how often it was asked for in vain, and why the last time.
CREATE TABLE linked (
  article INTEGER PRIMARY KEY REFERENCES headlines (id),
  summary INTEGER,
  tries   INTEGER NOT NULL DEFAULT 0,
  error   TEXT
);
