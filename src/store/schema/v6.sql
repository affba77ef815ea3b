-- In how many articles each character stands that is a token by itself (see tokens.rs), by its number in Unicode: what a
-- search for the commonest of them finds is known without a walk through nearly all articles. Changes in the same transaction.
-- The row 0 says that the counts are whole; without it (see characters.rs) they are not used.
CREATE TABLE characters (
  code     INTEGER PRIMARY KEY,
  articles INTEGER NOT NULL
);
CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab (main, search, row);
INSERT INTO characters (code, articles)
  SELECT unicode(term), doc FROM temp.vocabulary WHERE length(term) = 1 AND unicode(term) > 127 AND term <> '¶';
DROP TABLE temp.vocabulary;
INSERT INTO characters (code, articles) VALUES (0, 0);
