-- What became of an edition: made, empty (nothing new, and the channel wants no word of that) or missed.
ALTER TABLE editions ADD COLUMN state TEXT NOT NULL DEFAULT 'made';
ALTER TABLE editions ADD COLUMN because TEXT; -- why it was missed

ALTER TABLE schedules ADD COLUMN skipped TEXT NOT NULL DEFAULT ''; -- "2026-12-25 2026-12-26": nothing is due then
ALTER TABLE schedules ADD COLUMN catch_up BIGINT; -- minutes for which a late edition still comes; absent: its local day
ALTER TABLE schedules ADD COLUMN skip_empty INTEGER NOT NULL DEFAULT 0; -- whether nothing new means no edition
ALTER TABLE schedules ADD COLUMN off_since TEXT; -- when the platform would not have it any more; looked at again by itself

ALTER TABLE channels ADD COLUMN quiet TEXT; -- "22:00-07:00 Europe/Berlin": nothing comes by itself then
CREATE INDEX channels_quiet ON channels (quiet) WHERE quiet IS NOT NULL;
ALTER TABLE channels ADD COLUMN paused_until TEXT; -- nothing comes by itself before then
ALTER TABLE channels ADD COLUMN last_edition TEXT; -- when the last edition was planned
ALTER TABLE channels ADD COLUMN untold TEXT; -- "2026-11-20 2026-11-21": missed since, and not said yet

ALTER TABLE deliveries ADD COLUMN planned TEXT; -- when an edition was due, which it says itself if it comes late
ALTER TABLE deliveries ADD COLUMN until TEXT; -- when it is too old to send
ALTER TABLE deliveries ADD COLUMN asked INTEGER NOT NULL DEFAULT 0; -- somebody asked for it just now: quiet hours do not hold it

ALTER TABLE spaces ADD COLUMN warn_after BIGINT; -- days without an essay until somebody is told; absent: the default, 0: never
ALTER TABLE spaces ADD COLUMN warned_at TEXT;
