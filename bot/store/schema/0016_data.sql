-- Who did it, beside the name that is shown: two people may have one name, and a name changes. '' where nobody is meant.
ALTER TABLE essays ADD COLUMN added_by_id TEXT NOT NULL DEFAULT '';
ALTER TABLE card_revisions ADD COLUMN by_id TEXT NOT NULL DEFAULT '';
ALTER TABLE bottom_lines ADD COLUMN by_id TEXT NOT NULL DEFAULT '';

-- Append-only, but for one thing: whoever made a revision may be forgotten.
DROP TRIGGER card_revisions_stay;
CREATE TRIGGER card_revisions_stay BEFORE UPDATE ON card_revisions
WHEN new.by_id <> '' OR (old.by_id = '' AND old.by <> new.by)
    OR (old.space, old.dossier, old.card, old.revision, old.change, old.at, old.headline, old.text, old.note)
    IS NOT (new.space, new.dossier, new.card, new.revision, new.change, new.at, new.headline, new.text, new.note)
BEGIN
    SELECT RAISE(ABORT, 'revisions are never changed');
END;

-- Whom a page names: whoever is to be forgotten is found in it.
CREATE TABLE page_people (
    page TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (page, person)
) WITHOUT ROWID;
CREATE INDEX page_people_by_person ON page_people (person);
CREATE TRIGGER page_people_add AFTER INSERT ON pages WHEN instr(new.body, '"type":"person"')
BEGIN
    INSERT INTO page_people (page, person) SELECT DISTINCT new.id, value ->> '$.id' FROM json_tree(new.body)
    WHERE type = 'object' AND value ->> '$.type' = 'person';
END;
CREATE TRIGGER pages_drop AFTER DELETE ON pages
BEGIN
    DELETE FROM page_cards WHERE page = old.id;
    DELETE FROM page_people WHERE page = old.id;
END;

-- Times of which this database knows nothing: it was restored from a copy that is older, or a space was brought here from
-- another database. What was posted then may be there already.
CREATE TABLE gaps (
    space TEXT NOT NULL, -- '' for all
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    PRIMARY KEY (space, until)
) WITHOUT ROWID;

-- How long what is over is kept.
ALTER TABLE spaces ADD COLUMN keep BIGINT; -- days; absent: the default, 0: for good
ALTER TABLE searches ADD COLUMN at TEXT NOT NULL DEFAULT ''; -- when it was last kept
CREATE INDEX channels_by_seen ON channels (seen) WHERE seen IS NOT NULL;
CREATE INDEX editions_by_cards ON editions (cards);
CREATE TRIGGER spaces_audit_keep_add AFTER INSERT ON spaces WHEN new.keep IS NOT NULL AND EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'space', new.space, NULL, json_object('keep', new.keep) FROM acting;
END;
CREATE TRIGGER spaces_audit_keep_change AFTER UPDATE OF keep ON spaces
WHEN old.keep IS NOT new.keep AND EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'space', new.space, json_object('keep', old.keep), json_object('keep', new.keep) FROM acting;
END;
