-- When the clock last looked for digests that are due, and all went well: whoever asks another process knows by it that the bot runs.
CREATE TABLE rounds (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    at TEXT NOT NULL
);
