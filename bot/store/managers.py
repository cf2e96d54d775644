"""Who may do in a space what people who manage its channels may: a role or a user group that the space chose."""

from __future__ import annotations

from bot.chat import Group, Space
from bot.store.database import Connection


async def of(db: Connection, space: Space) -> Group | None:
    """The group that a space chose."""
    rows = await db.execute_fetchall("SELECT id, title FROM managers WHERE space = :space", {"space": space.key})
    return next((Group(row["id"], row["title"]) for row in rows), None)


async def choose(db: Connection, space: Space, group: Group) -> None:
    """Let this group manage too, and no other."""
    await db.execute(
        "INSERT INTO managers (space, id, title) VALUES (:space, :id, :title)"
        " ON CONFLICT (space) DO UPDATE SET id = :id, title = :title",
        {"space": space.key, "id": group.id, "title": group.title},
    )


async def dismiss(db: Connection, space: Space) -> bool:
    """Let no group manage any more; False where none did."""
    rows = await db.execute_fetchall("DELETE FROM managers WHERE space = :space RETURNING 1", {"space": space.key})
    return bool(list(rows))
