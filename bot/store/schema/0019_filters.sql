-- What a channel follows is a filter, of which a topic alone is the shortest; how often it comes is said for each.
DROP TRIGGER subscriptions_audit_add;
DROP TRIGGER subscriptions_audit_change;
DROP TRIGGER subscriptions_audit_drop;
ALTER TABLE subscriptions RENAME COLUMN topic TO filter; -- as briefs/filters.py writes it
ALTER TABLE subscriptions ADD COLUMN often TEXT NOT NULL DEFAULT 'daily'; -- 'at once', 'daily' or 'weekly fri'
UPDATE subscriptions SET often = 'at once' WHERE at_once;
ALTER TABLE subscriptions DROP COLUMN at_once;

CREATE TRIGGER subscriptions_audit_add AFTER INSERT ON subscriptions WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'subscription', new.channel || ' ' || new.dossier || ' ' || new.filter,
        NULL,
        json_object('often', new.often) FROM acting;
END;
CREATE TRIGGER subscriptions_audit_change AFTER UPDATE OF often ON subscriptions WHEN EXISTS (SELECT 1 FROM acting) AND (old.often IS NOT new.often)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'subscription', new.channel || ' ' || new.dossier || ' ' || new.filter,
        json_object('often', old.often),
        json_object('often', new.often) FROM acting;
END;
CREATE TRIGGER subscriptions_audit_drop AFTER DELETE ON subscriptions WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'subscription', old.channel || ' ' || old.dossier || ' ' || old.filter,
        json_object('often', old.often),
        NULL FROM acting;
END;

ALTER TABLE channels ADD COLUMN cap BIGINT; -- new cards of one topic in a day; absent: as many as there are
ALTER TABLE channels ADD COLUMN told TEXT; -- how many came last, and on which local date: see store/caps.py

CREATE TRIGGER channels_audit_add_cap AFTER INSERT ON channels WHEN EXISTS (SELECT 1 FROM acting) AND new.cap IS NOT NULL
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'channel', new.channel, NULL, json_object('cap', new.cap) FROM acting;
END;
CREATE TRIGGER channels_audit_change_cap AFTER UPDATE OF cap ON channels WHEN EXISTS (SELECT 1 FROM acting) AND (old.cap IS NOT new.cap)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'channel', new.channel, json_object('cap', old.cap), json_object('cap', new.cap) FROM acting;
END;
