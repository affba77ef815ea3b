-- Pieces of the index are merged when sixty-four of a size lie beside each other, and four do when nobody waits: importing pays
-- less than half for it, and a search looks into some pieces more until then. No level becomes so full that FTS5 would merge it
-- whole at once.
INSERT INTO search (search, rank) VALUES ('automerge', 64);
INSERT INTO search (search, rank) VALUES ('crisismerge', 256);
