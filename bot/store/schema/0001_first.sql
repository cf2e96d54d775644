-- Times are UTC as text, "2026-11-22T08:00:00.000000Z": they sort as they follow one another.
-- A space is "discord:1234", "slack:T1" or "local:local"; '' is what is shipped, which every space sees.
-- A channel is its space, "/" and its id on the platform; "@" before the id means somebody's direct messages.

CREATE TABLE dossiers (
    space TEXT NOT NULL,
    slug TEXT NOT NULL,
    title TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    outline TEXT NOT NULL, -- parties, issues and topics, as JSON
    PRIMARY KEY (space, slug)
);

CREATE TABLE essays (
    space TEXT NOT NULL,
    dossier TEXT NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    author TEXT NOT NULL,
    publisher TEXT NOT NULL,
    published TEXT NOT NULL,
    address TEXT NOT NULL,
    snapshot_hash TEXT NOT NULL,
    snapshot TEXT, -- what we read; absent where we may not carry it
    added_at TEXT NOT NULL,
    added_by TEXT NOT NULL,
    PRIMARY KEY (space, dossier, id)
);
CREATE INDEX essays_by_hash ON essays (space, dossier, snapshot_hash);

CREATE TABLE cards (
    number INTEGER PRIMARY KEY,
    space TEXT NOT NULL,
    dossier TEXT NOT NULL,
    id TEXT NOT NULL,
    topic TEXT NOT NULL,
    position INTEGER NOT NULL, -- the order in which editors want them read
    headline TEXT NOT NULL,
    text TEXT NOT NULL,
    kind TEXT NOT NULL,
    party TEXT,
    issue TEXT,
    stance TEXT,
    as_of TEXT NOT NULL,
    likelihood TEXT,
    evidence TEXT NOT NULL, -- JSON
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'retired')),
    revision INTEGER NOT NULL,
    changed_at TEXT NOT NULL,
    UNIQUE (space, dossier, id)
);
CREATE INDEX cards_by_topic ON cards (dossier, topic, state, position);
CREATE INDEX cards_by_id ON cards (dossier, id, space);

-- Append-only: the card as it was from this revision on. What a change replaced is the row before it.
CREATE TABLE card_revisions (
    space TEXT NOT NULL,
    dossier TEXT NOT NULL,
    card TEXT NOT NULL,
    revision INTEGER NOT NULL,
    change TEXT NOT NULL, -- drafted, published, changed, retired
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    headline TEXT NOT NULL,
    text TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (space, dossier, card, revision)
);
CREATE INDEX card_revisions_by_time ON card_revisions (dossier, at);
CREATE TRIGGER card_revisions_stay BEFORE UPDATE ON card_revisions
BEGIN
    SELECT RAISE(ABORT, 'revisions are never changed');
END;

CREATE VIRTUAL TABLE cards_found USING fts5 (
    headline, text, content='cards', content_rowid='number', tokenize='unicode61 remove_diacritics 2', prefix='3'
);
CREATE TRIGGER cards_found_add AFTER INSERT ON cards BEGIN
    INSERT INTO cards_found (rowid, headline, text) VALUES (new.number, new.headline, new.text);
END;
CREATE TRIGGER cards_found_drop AFTER DELETE ON cards BEGIN
    INSERT INTO cards_found (cards_found, rowid, headline, text) VALUES ('delete', old.number, old.headline, old.text);
END;
CREATE TRIGGER cards_found_change AFTER UPDATE OF headline, text ON cards BEGIN
    INSERT INTO cards_found (cards_found, rowid, headline, text) VALUES ('delete', old.number, old.headline, old.text);
    INSERT INTO cards_found (rowid, headline, text) VALUES (new.number, new.headline, new.text);
END;

CREATE TABLE channels (
    channel TEXT PRIMARY KEY,
    dossier TEXT, -- which negotiation is spoken of here, once somebody chose
    seen TEXT -- what the digests here have shown: id in seen_sets
) WITHOUT ROWID;

-- Sets of cards (id -> revision) that digests have shown. Many channels share one.
CREATE TABLE seen_sets (
    id TEXT PRIMARY KEY, -- hash of `cards`
    cards TEXT NOT NULL -- JSON
);

CREATE TABLE subscriptions (
    channel TEXT NOT NULL,
    dossier TEXT NOT NULL,
    topic TEXT NOT NULL,
    by_id TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (channel, dossier, topic)
) WITHOUT ROWID;

CREATE TABLE schedules (
    channel TEXT PRIMARY KEY,
    time TEXT NOT NULL, -- "09:00"
    zone TEXT NOT NULL,
    days TEXT NOT NULL, -- "01234": Monday is 0
    next_due TEXT, -- absent while it is off
    off_because TEXT, -- why the platform would not have it any more
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX schedules_due ON schedules (next_due, channel) WHERE next_due IS NOT NULL;

CREATE TABLE editions (
    channel TEXT NOT NULL,
    date TEXT NOT NULL, -- local; "2026-11-22+3" is the third asked for out of turn
    planned TEXT NOT NULL,
    made TEXT NOT NULL,
    cards TEXT NOT NULL, -- what it showed: id in seen_sets
    PRIMARY KEY (channel, date)
) WITHOUT ROWID;

CREATE TABLE pages (
    id TEXT PRIMARY KEY, -- hash of `body`
    body TEXT NOT NULL -- JSON
);

CREATE TABLE deliveries (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    platform TEXT NOT NULL,
    channel TEXT NOT NULL,
    page TEXT NOT NULL,
    replaces TEXT, -- the message to edit
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    due TEXT NOT NULL, -- while it is being sent: when the lease ends
    sending INTEGER NOT NULL DEFAULT 0,
    unsure INTEGER NOT NULL DEFAULT 0, -- a try ended without an answer: it may be there
    attempts INTEGER NOT NULL DEFAULT 0,
    queued_at TEXT NOT NULL,
    first_tried TEXT,
    ended_at TEXT,
    message TEXT, -- its id on the platform
    trouble TEXT -- the last thing that went wrong
);
CREATE INDEX deliveries_waiting ON deliveries (platform, due) WHERE state = 'waiting';
CREATE INDEX deliveries_by_channel ON deliveries (channel, state, id);

CREATE TABLE searches (
    id TEXT PRIMARY KEY, -- hash of `words`
    words TEXT NOT NULL
);
