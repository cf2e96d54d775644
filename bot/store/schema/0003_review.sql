-- What a space has chosen for itself.
CREATE TABLE spaces (
    space TEXT PRIMARY KEY,
    review_channel TEXT, -- where drafts arrive
    review_by TEXT, -- the id of who chose it
    two_editors INTEGER NOT NULL DEFAULT 0 -- whether a second editor must agree before a draft is out
);

-- Editors who would let a draft out, as it was in that revision.
CREATE TABLE approvals (
    space TEXT NOT NULL,
    dossier TEXT NOT NULL,
    card TEXT NOT NULL,
    revision INTEGER NOT NULL,
    by_id TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (space, dossier, card, revision, by_id)
);

-- The editor's own bottom line for a topic.
CREATE TABLE bottom_lines (
    space TEXT NOT NULL,
    dossier TEXT NOT NULL,
    topic TEXT NOT NULL,
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    PRIMARY KEY (space, dossier, topic)
);

-- Which cards a page shows: whoever corrects a card finds the messages that have it.
CREATE TABLE page_cards (
    page TEXT NOT NULL,
    card TEXT NOT NULL, -- "dossier card"
    PRIMARY KEY (page, card)
);
CREATE INDEX page_cards_by_card ON page_cards (card);
CREATE TRIGGER page_cards_add AFTER INSERT ON pages BEGIN
    INSERT INTO page_cards (page, card) SELECT DISTINCT new.id, value FROM json_each(new.body, '$.cards');
END;

-- Files of the watched folder that were taken in, or could not be.
CREATE TABLE watched_files (
    hash TEXT PRIMARY KEY, -- of the content
    name TEXT NOT NULL,
    at TEXT NOT NULL
);

-- The revision in which its headline or text last changed: a further source is no news.
ALTER TABLE cards ADD COLUMN worded INTEGER NOT NULL DEFAULT 1;
CREATE INDEX deliveries_by_page ON deliveries (page);
ALTER TABLE subscriptions ADD COLUMN at_once INTEGER NOT NULL DEFAULT 0;
ALTER TABLE deliveries ADD COLUMN corrects BIGINT; -- the delivery whose message this one puts right (`replaces` is that message)
-- Corrections are few among many deliveries.
CREATE INDEX deliveries_correcting ON deliveries (channel) WHERE corrects IS NOT NULL;
