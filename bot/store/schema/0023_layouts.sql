-- Channels whose editions are a headline, with the cards in its thread. All others have them in one message.
CREATE TABLE layouts (
    channel TEXT PRIMARY KEY,
    by_id TEXT NOT NULL, -- who chose it
    trouble TEXT -- why the cards came in one message all the same, the last time
) WITHOUT ROWID;

ALTER TABLE deliveries ADD COLUMN part_of BIGINT; -- the delivery in the thread of whose message this one belongs
ALTER TABLE deliveries ADD COLUMN whole TEXT; -- the page that says all that its parts do, should there be no thread
CREATE INDEX deliveries_parts ON deliveries (part_of) WHERE part_of IS NOT NULL;

CREATE TRIGGER layouts_audit_add AFTER INSERT ON layouts WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'layout', new.channel, NULL, json_object('layout', 'thread') FROM acting;
END;
CREATE TRIGGER layouts_audit_drop AFTER DELETE ON layouts WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'layout', old.channel, json_object('layout', 'thread'), NULL FROM acting;
END;
CREATE INDEX deliveries_whole ON deliveries (whole) WHERE whole IS NOT NULL;
