-- Channels that a platform would not let us post in. Looked at again by itself.
CREATE TABLE lost_channels (
    channel TEXT PRIMARY KEY,
    because TEXT NOT NULL,
    since TEXT NOT NULL,
    look_at TEXT NOT NULL -- when it is looked at again
) WITHOUT ROWID;

-- What somebody has to be told and could not be written to: shown with the next answer that they get.
CREATE TABLE notices (
    space TEXT NOT NULL,
    person TEXT NOT NULL,
    said TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (space, person, said)
) WITHOUT ROWID;
