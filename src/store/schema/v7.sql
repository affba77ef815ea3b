-- A linked page that was read by a guess, as it came: a line of what the caller knew of it, then its bytes; zstd with a checksum.
ALTER TABLE linked ADD COLUMN page BLOB;
