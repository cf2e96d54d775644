-- The primary key's columns come first: otherwise SQLite before 3.41 calls a sound table damaged (“NULL value in gaps.since”),
-- so that a database that was once restored could never be copied again.
CREATE TABLE gaps_anew (
    space TEXT NOT NULL, -- '' for all
    until TEXT NOT NULL,
    since TEXT NOT NULL,
    PRIMARY KEY (space, until)
) WITHOUT ROWID;
INSERT INTO gaps_anew (space, until, since) SELECT space, until, since FROM gaps;
DROP TABLE gaps;
ALTER TABLE gaps_anew RENAME TO gaps;
