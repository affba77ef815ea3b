-- The readers. One file serves several; each has marks of their own.
CREATE TABLE profiles (
  id   INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

-- Every name that articles share, once: sections, sources, publications, authors, tags (`kind`, see names.rs).
-- A name's number stands in `headlines` and, as the token `n17`, in the full-text index.
-- Sections are listed in the order of their numbers: that in which the paper first printed them.
CREATE TABLE names (
  id   INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,
  name TEXT NOT NULL,
  UNIQUE (kind, name)
);
INSERT INTO names (id, kind, name) VALUES (1, 2, 'sample');

-- What a row of a list shows: narrow, and clustered by article number, which is the order of lists.
-- day = id >> 20. section 0: none. origin: the surest key of the article in `origins`, by which it is known in another file.
CREATE TABLE headlines (
  id          INTEGER PRIMARY KEY,
  section     INTEGER NOT NULL,
  source      INTEGER NOT NULL REFERENCES names (id),
  publication INTEGER REFERENCES names (id),
  title       TEXT NOT NULL,
  page        TEXT,
  published   TEXT,
  byline      TEXT,
  language    TEXT,
  origin      INTEGER NOT NULL
);
-- Lists of a section: covers the choosing of the numbers; the rows follow by primary key.
CREATE INDEX headlines_by_section ON headlines (section, id);
-- Removing and keeping by source, and a foreign key's check.
CREATE INDEX headlines_by_source ON headlines (source, id);

-- The articles whole, as JSON, apart from `headlines` so that lists stay narrow. They are the truth:
-- headlines and the index can be made again from them. `codec` 0: as it is; 1: zstd; more: zstd with that dictionary.
-- `hash`: of the JSON before compression, to see at once that an article is unchanged.
CREATE TABLE bodies (
  article  INTEGER PRIMARY KEY REFERENCES headlines (id),
  hash     INTEGER NOT NULL,
  revision INTEGER NOT NULL DEFAULT 0,
  codec    INTEGER NOT NULL,
  body     BLOB NOT NULL
);

-- Earlier versions of articles whose text changed.
CREATE TABLE revisions (
  article  INTEGER NOT NULL REFERENCES headlines (id),
  revision INTEGER NOT NULL,
  codec    INTEGER NOT NULL,
  body     BLOB NOT NULL,
  PRIMARY KEY (article, revision)
) WITHOUT ROWID;

-- Dictionaries trained on the archive's own bodies, for `codec`. Never changed, only added to.
CREATE TABLE dictionaries (
  id    INTEGER PRIMARY KEY CHECK (id > 1),
  bytes BLOB NOT NULL
);

-- Every identity that was ever seen (a hash of source and guid, of link, of content; see identity.rs) and whose it is.
-- Rows outlive their article: one that points to a grave is of an article that was removed and shall not return.
CREATE TABLE origins (
  key     INTEGER PRIMARY KEY,
  article INTEGER NOT NULL
);

-- The numbers of removed articles. They are never given again.
CREATE TABLE graves (
  article INTEGER PRIMARY KEY
);

-- What readers did. Apart from the articles: importing anew, repair and revisions never touch it.
CREATE TABLE marks (
  article INTEGER NOT NULL REFERENCES headlines (id),
  profile INTEGER NOT NULL REFERENCES profiles (id),
  read    INTEGER NOT NULL DEFAULT 0,
  starred INTEGER NOT NULL DEFAULT 0,
  block   INTEGER,
  offset  INTEGER,
  PRIMARY KEY (article, profile)
) WITHOUT ROWID;
-- The list of kept articles.
CREATE INDEX marks_starred ON marks (profile, article) WHERE starred = 1;

-- What each reader has not read, in the order of lists: with 99 of 100 read, the next unread is one step away.
-- Follows from `headlines` and `marks` and changes in the same transaction.
CREATE TABLE unread (
  profile INTEGER NOT NULL,
  article INTEGER NOT NULL,
  section INTEGER NOT NULL,
  PRIMARY KEY (profile, article)
) WITHOUT ROWID;
-- The same within a section.
CREATE INDEX unread_by_section ON unread (profile, section, article);

-- Kept counts: profile 0 has all articles, others what that reader has not read; by section and day, by each alone
-- and by neither (-1099511627776 stands for every). Changes in the same transaction.
CREATE TABLE tally (
  profile INTEGER NOT NULL,
  section INTEGER NOT NULL,
  day     INTEGER NOT NULL,
  n       INTEGER NOT NULL,
  PRIMARY KEY (profile, section, day)
) WITHOUT ROWID;

-- What a reader's program remembers: the last view, the theme, saved filters.
CREATE TABLE memory (
  profile INTEGER NOT NULL REFERENCES profiles (id),
  name    TEXT NOT NULL,
  value   TEXT NOT NULL,
  PRIMARY KEY (profile, name)
) WITHOUT ROWID;

-- Subscriptions, in the order of adding, and how fetching them went. `source`: as their articles have it; `url`: where they
-- are now. `state` is JSON (see feeds.rs): what is added to it later needs no step.
CREATE TABLE feeds (
  id     INTEGER PRIMARY KEY,
  source TEXT NOT NULL UNIQUE,
  url    TEXT NOT NULL UNIQUE,
  state  TEXT NOT NULL
);

-- The index of the full text: folded, a token for each character of scripts without spaces, a gap token at every mark
-- (see tokens.rs). Keeps no text of its own. `facets` holds the names' tokens, so that an author, a tag or a source
-- narrows a search within the index.
-- The body is the first column because only that one costs no mark at every place (a fifth of the index).
CREATE VIRTUAL TABLE search USING fts5 (
  body, title, byline, facets,
  tokenize = 'ascii', content = '', contentless_delete = 1
);
-- Some thousand articles are gathered in memory before a segment is written, and eight segments merged into one, not
-- four: what is written once more for each merge is most of what an import writes.
INSERT INTO search (search, rank) VALUES ('hashsize', 16777216);
INSERT INTO search (search, rank) VALUES ('automerge', 8);

-- What SQLite's planner shall think of the tables: the figures of a large archive, always. Without them a list that
-- ends at a day is walked from its other end, and with ANALYZE's a plan would change as the archive grows.
-- (rows in all, then rows that one value of the first, of the first two … columns of the key has)
ANALYZE sqlite_schema;
INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES
  ('headlines', 'headlines_by_section', '1000000 50000 1'),
  ('headlines', 'headlines_by_source', '1000000 10000 1'),
  ('bodies', NULL, '1000000'),
  ('marks', 'marks', '1000000 1 1'),
  ('marks', 'marks_starred', '20000 10000 1'),
  ('unread', 'unread', '1000000 500000 1'),
  ('unread', 'unread_by_section', '1000000 500000 25000 1'),
  ('tally', 'tally', '200000 100000 4000 1'),
  ('names', 'sqlite_autoindex_names_1', '10000 2000 1');
