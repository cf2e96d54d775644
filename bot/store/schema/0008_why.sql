-- What has to be remembered to say later why something came, or did not.

ALTER TABLE deliveries ADD COLUMN held_until TEXT; -- quiet hours held it until then
CREATE INDEX deliveries_by_message ON deliveries (message) WHERE message IS NOT NULL;

-- What was read, and what became of it, under what somebody has of it in hand. The last time counts.
CREATE TABLE intakes (
    space TEXT NOT NULL,
    dossier TEXT NOT NULL,
    place TEXT NOT NULL, -- its address; without one, its file's name or its title
    essay TEXT, -- the essay that it is, or is a copy of; absent where none was kept
    because TEXT NOT NULL, -- why it gave no draft; '' where it gave some
    at TEXT NOT NULL,
    PRIMARY KEY (space, place, dossier)
) WITHOUT ROWID;
CREATE INDEX intakes_by_age ON intakes (at);

-- Times in which a channel could not be posted in, once they are over.
CREATE TABLE outages (
    channel TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    because TEXT NOT NULL,
    PRIMARY KEY (channel, since)
) WITHOUT ROWID;
