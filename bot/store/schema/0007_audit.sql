-- Who changed what. A command names its asker in `acting` for as long as its transaction runs, and the triggers below keep
-- what each row was and became: no change of a command's can go without a line.
CREATE TABLE acting (
    space TEXT NOT NULL,
    channel TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    asked TEXT NOT NULL,
    at TEXT NOT NULL
);
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    space TEXT NOT NULL,
    channel TEXT NOT NULL,
    person TEXT NOT NULL,
    name TEXT NOT NULL,
    asked TEXT NOT NULL, -- the command, without a pasted text
    at TEXT NOT NULL,
    noun TEXT NOT NULL,
    what TEXT NOT NULL, -- which one
    before TEXT, -- JSON; absent where it is new
    after TEXT -- JSON; absent where it is gone
);
CREATE INDEX audit_by_space ON audit (space, id);

CREATE TRIGGER schedules_audit_add AFTER INSERT ON schedules WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'digest', new.channel,
        NULL,
        json_object('time', new.time, 'zone', new.zone, 'days', new.days, 'skipped', new.skipped, 'catch_up', new.catch_up, 'skip_empty', new.skip_empty, 'off', new.next_due IS NULL) FROM acting;
END;
CREATE TRIGGER schedules_audit_change AFTER UPDATE OF time, zone, days, skipped, catch_up, skip_empty, off_because ON schedules WHEN EXISTS (SELECT 1 FROM acting) AND (old.time IS NOT new.time OR old.zone IS NOT new.zone OR old.days IS NOT new.days OR old.skipped IS NOT new.skipped OR old.catch_up IS NOT new.catch_up OR old.skip_empty IS NOT new.skip_empty OR (old.next_due IS NULL) <> (new.next_due IS NULL))
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'digest', new.channel,
        json_object('time', old.time, 'zone', old.zone, 'days', old.days, 'skipped', old.skipped, 'catch_up', old.catch_up, 'skip_empty', old.skip_empty, 'off', old.next_due IS NULL),
        json_object('time', new.time, 'zone', new.zone, 'days', new.days, 'skipped', new.skipped, 'catch_up', new.catch_up, 'skip_empty', new.skip_empty, 'off', new.next_due IS NULL) FROM acting;
END;
CREATE TRIGGER channels_audit_add AFTER INSERT ON channels WHEN EXISTS (SELECT 1 FROM acting) AND (new.dossier IS NOT NULL OR new.quiet IS NOT NULL OR new.paused_until IS NOT NULL)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'channel', new.channel,
        NULL,
        json_object('dossier', new.dossier, 'quiet', new.quiet, 'paused_until', new.paused_until) FROM acting;
END;
CREATE TRIGGER channels_audit_change AFTER UPDATE OF dossier, quiet, paused_until ON channels WHEN EXISTS (SELECT 1 FROM acting) AND (old.dossier IS NOT new.dossier OR old.quiet IS NOT new.quiet OR old.paused_until IS NOT new.paused_until)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'channel', new.channel,
        json_object('dossier', old.dossier, 'quiet', old.quiet, 'paused_until', old.paused_until),
        json_object('dossier', new.dossier, 'quiet', new.quiet, 'paused_until', new.paused_until) FROM acting;
END;
CREATE TRIGGER subscriptions_audit_add AFTER INSERT ON subscriptions WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'subscription', new.channel || ' ' || new.dossier || ' ' || new.topic,
        NULL,
        json_object('at_once', new.at_once) FROM acting;
END;
CREATE TRIGGER subscriptions_audit_change AFTER UPDATE OF at_once ON subscriptions WHEN EXISTS (SELECT 1 FROM acting) AND (old.at_once IS NOT new.at_once)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'subscription', new.channel || ' ' || new.dossier || ' ' || new.topic,
        json_object('at_once', old.at_once),
        json_object('at_once', new.at_once) FROM acting;
END;
CREATE TRIGGER subscriptions_audit_drop AFTER DELETE ON subscriptions WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'subscription', old.channel || ' ' || old.dossier || ' ' || old.topic,
        json_object('at_once', old.at_once),
        NULL FROM acting;
END;
CREATE TRIGGER spaces_audit_add AFTER INSERT ON spaces WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'space', new.space,
        NULL,
        json_object('review_channel', new.review_channel, 'two_editors', new.two_editors, 'warn_after', new.warn_after) FROM acting;
END;
CREATE TRIGGER spaces_audit_change AFTER UPDATE OF review_channel, two_editors, warn_after ON spaces WHEN EXISTS (SELECT 1 FROM acting) AND (old.review_channel IS NOT new.review_channel OR old.two_editors IS NOT new.two_editors OR old.warn_after IS NOT new.warn_after)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'space', new.space,
        json_object('review_channel', old.review_channel, 'two_editors', old.two_editors, 'warn_after', old.warn_after),
        json_object('review_channel', new.review_channel, 'two_editors', new.two_editors, 'warn_after', new.warn_after) FROM acting;
END;
CREATE TRIGGER spaces_audit_drop AFTER DELETE ON spaces WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'space', old.space,
        json_object('review_channel', old.review_channel, 'two_editors', old.two_editors, 'warn_after', old.warn_after),
        NULL FROM acting;
END;
CREATE TRIGGER feeds_audit_add AFTER INSERT ON feeds WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'feed', new.address,
        NULL,
        json_object('address', new.address, 'dossier', new.dossier) FROM acting;
END;
CREATE TRIGGER feeds_audit_change AFTER UPDATE OF address, dossier ON feeds WHEN EXISTS (SELECT 1 FROM acting) AND (old.address IS NOT new.address OR old.dossier IS NOT new.dossier)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'feed', new.address,
        json_object('address', old.address, 'dossier', old.dossier),
        json_object('address', new.address, 'dossier', new.dossier) FROM acting;
END;
CREATE TRIGGER feeds_audit_drop AFTER DELETE ON feeds WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'feed', old.address,
        json_object('address', old.address, 'dossier', old.dossier),
        NULL FROM acting;
END;
CREATE TRIGGER bottom_lines_audit_add AFTER INSERT ON bottom_lines WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'bottom line', new.dossier || ' ' || new.topic,
        NULL,
        json_object('text', new.text) FROM acting;
END;
CREATE TRIGGER bottom_lines_audit_change AFTER UPDATE OF text ON bottom_lines WHEN EXISTS (SELECT 1 FROM acting) AND (old.text IS NOT new.text)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'bottom line', new.dossier || ' ' || new.topic,
        json_object('text', old.text),
        json_object('text', new.text) FROM acting;
END;
CREATE TRIGGER bottom_lines_audit_drop AFTER DELETE ON bottom_lines WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'bottom line', old.dossier || ' ' || old.topic,
        json_object('text', old.text),
        NULL FROM acting;
END;
CREATE TRIGGER cards_audit_change AFTER UPDATE OF state, headline, text ON cards WHEN EXISTS (SELECT 1 FROM acting) AND (old.state IS NOT new.state OR old.headline IS NOT new.headline OR old.text IS NOT new.text)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'card', new.dossier || ' ' || new.id,
        json_object('state', old.state, 'headline', old.headline, 'text', old.text),
        json_object('state', new.state, 'headline', new.headline, 'text', new.text) FROM acting;
END;
CREATE TRIGGER dossiers_audit_add AFTER INSERT ON dossiers WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'dossier', new.slug,
        NULL,
        json_object('title', new.title) FROM acting;
END;
CREATE TRIGGER essays_audit_add AFTER INSERT ON essays WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'essay', new.dossier || ' ' || new.id,
        NULL,
        json_object('title', new.title) FROM acting;
END;
CREATE TRIGGER approvals_audit_add AFTER INSERT ON approvals WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'approval', new.dossier || ' ' || new.card,
        NULL,
        json_object('revision', new.revision) FROM acting;
END;
CREATE TRIGGER deliveries_audit_add AFTER INSERT ON deliveries WHEN new.asked AND EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'post', new.channel, NULL, NULL FROM acting;
END;
CREATE TRIGGER cards_audit_add AFTER INSERT ON cards WHEN new.state <> 'draft' AND EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'card', new.dossier || ' ' || new.id, NULL,
        json_object('state', new.state, 'headline', new.headline, 'text', new.text) FROM acting;
END;
