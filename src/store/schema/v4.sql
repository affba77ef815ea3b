-- Pages of newsprint that a reader mended at the desk. They outlive their articles: what was said of a page once is done
-- whenever it, or almost the same, comes again. `page`: JSON, zstd: what the page is known by, and what was said of it.
CREATE TABLE mended (
  id   INTEGER PRIMARY KEY,
  page BLOB NOT NULL
);
