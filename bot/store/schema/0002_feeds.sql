-- Feeds that spaces follow. One feed followed by two spaces is two rows: what one space adds no other can see.

CREATE TABLE feeds (
    id INTEGER PRIMARY KEY,
    space TEXT NOT NULL,
    dossier TEXT NOT NULL, -- where its essays go
    address TEXT NOT NULL,
    title TEXT NOT NULL, -- as the feed calls itself; '' before it was read
    etag TEXT NOT NULL DEFAULT '',
    modified TEXT NOT NULL DEFAULT '', -- its Last-Modified, word for word
    checked_at TEXT, -- absent before the first look
    next_check TEXT, -- absent once the feed is gone for good
    trouble TEXT NOT NULL DEFAULT '', -- why it could not be read, in words one can act on
    trouble_since TEXT, -- the first of the failures without a success between them
    failures INTEGER NOT NULL DEFAULT 0,
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL,
    UNIQUE (space, dossier, address)
);
CREATE INDEX feeds_due ON feeds (next_check) WHERE next_check IS NOT NULL;

-- What a feed has shown, by hashes of an entry's id and address: an edited article is not new again.
CREATE TABLE feed_entries (
    feed INTEGER NOT NULL REFERENCES feeds (id),
    entry TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    PRIMARY KEY (feed, entry)
);
