-- Whom the posts to a channel may ping: one role or user group, and nobody else.
CREATE TABLE mentions (
    channel TEXT PRIMARY KEY,
    id TEXT NOT NULL, -- the platform's
    title TEXT NOT NULL, -- as the platform showed it when it was chosen
    dossier TEXT NOT NULL, -- what the filter is about
    filter TEXT NOT NULL, -- as briefs/filters.py writes it; '' for whatever comes
    most BIGINT NOT NULL -- pings in a local day
) WITHOUT ROWID;

ALTER TABLE deliveries ADD COLUMN mention TEXT; -- the id of the role or group that it would ping
ALTER TABLE deliveries ADD COLUMN pinged TEXT; -- the local date on which it does, or may have: it counts towards that day's most
CREATE INDEX deliveries_pinged ON deliveries (channel, pinged) WHERE pinged IS NOT NULL;

CREATE TRIGGER mentions_audit_add AFTER INSERT ON mentions WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'mention', new.channel, NULL,
        json_object('title', new.title, 'id', new.id, 'filter', new.filter, 'most', new.most) FROM acting;
END;
CREATE TRIGGER mentions_audit_change AFTER UPDATE ON mentions WHEN EXISTS (SELECT 1 FROM acting) AND (old.id IS NOT new.id OR old.dossier IS NOT new.dossier OR old.filter IS NOT new.filter OR old.most IS NOT new.most)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'mention', new.channel,
        json_object('title', old.title, 'id', old.id, 'filter', old.filter, 'most', old.most),
        json_object('title', new.title, 'id', new.id, 'filter', new.filter, 'most', new.most) FROM acting;
END;
CREATE TRIGGER mentions_audit_drop AFTER DELETE ON mentions WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'mention', old.channel,
        json_object('title', old.title, 'id', old.id, 'filter', old.filter, 'most', old.most), NULL FROM acting;
END;
