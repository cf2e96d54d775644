-- The role or user group whose members may do in a space what people who manage its channels may.
CREATE TABLE managers (
    space TEXT PRIMARY KEY,
    id TEXT NOT NULL, -- the platform's
    title TEXT NOT NULL -- as the platform showed it when it was chosen
) WITHOUT ROWID;

CREATE TRIGGER managers_audit_add AFTER INSERT ON managers WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'managers', new.space, NULL, json_object('title', new.title, 'id', new.id) FROM acting;
END;
CREATE TRIGGER managers_audit_change AFTER UPDATE OF id ON managers WHEN EXISTS (SELECT 1 FROM acting) AND old.id IS NOT new.id
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'managers', new.space,
        json_object('title', old.title, 'id', old.id), json_object('title', new.title, 'id', new.id) FROM acting;
END;
CREATE TRIGGER managers_audit_drop AFTER DELETE ON managers WHEN EXISTS (SELECT 1 FROM acting)
BEGIN
    INSERT INTO audit (space, channel, person, name, asked, at, noun, what, before, after)
    SELECT acting.*, 'managers', old.space, json_object('title', old.title, 'id', old.id), NULL FROM acting;
END;
