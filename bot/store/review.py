"""Drafts that wait for an editor, who agreed to which, and the editors' own bottom lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chat import Person, Space
from bot.store.cards import VISIBLE, entry
from bot.store.database import Connection, utc_moment, utc_text
from briefs.model import Change, Entry


@dataclass(frozen=True)
class BottomLine:
    """A topic's bottom line as an editor wrote it."""

    text: str
    at: datetime
    by: str


async def drafts(db: Connection, space: Space) -> list[Entry]:
    """The drafts of a space, those of its newest essay first, and of one essay the best first."""
    rows = await db.execute_fetchall(
        f"SELECT * FROM cards WHERE state = 'draft' AND {VISIBLE} ORDER BY number", {"space": space.key}
    )
    held = [entry(row) for row in rows]
    newest = {source(one): one.number for one in held}  # each essay's last draft
    return sorted(held, key=lambda one: (-newest[source(one)], one.number))


def source(held: Entry) -> str:
    """The id of the essay that a draft was made from."""
    return held.card.evidence[0].essay if held.card.evidence else ""


def of_essay(entries: Iterable[Entry], dossier: str, essay: str) -> list[Entry]:
    """Those of these drafts that were made from an essay of a dossier."""
    return [one for one in entries if (one.dossier, source(one)) == (dossier, essay)]


async def agree(db: Connection, space: Space, held: Entry, by: Person, now: datetime) -> None:
    """Note that an editor would let this draft out as it stands."""
    await db.execute(
        "INSERT INTO approvals (space, dossier, card, revision, by_id, by_name, at)"
        " VALUES (:space, :dossier, :card, :revision, :by, :name, :now) ON CONFLICT DO NOTHING",
        {
            "space": space.key,
            "dossier": held.dossier,
            "card": held.card.id,
            "revision": held.revision,
            "by": by.id,
            "name": by.name,
            "now": utc_text(now),
        },
    )


async def agreed(db: Connection, space: Space, held: Entry) -> list[Person]:
    """The editors who would let this draft out as it stands, the first first.

    Agreement is to the words as they stand; whoever asked for a second opinion ("?" before their id) still wants it.
    """
    rows = await db.execute_fetchall(
        "SELECT by_id, by_name FROM approvals WHERE space = :space AND dossier = :dossier AND card = :card"
        " AND (revision = :revision OR by_id LIKE '?%') GROUP BY by_id ORDER BY MIN(at)",
        {"space": space.key, "dossier": held.dossier, "card": held.card.id, "revision": held.revision},
    )
    return [Person(row["by_id"], row["by_name"]) for row in rows]


async def opinions(db: Connection, space: Space, dossier: str, card: str) -> list[Change]:
    """What editors said of a draft before it was decided on, the latest first: they agreed, or asked for another's."""
    rows = await db.execute_fetchall(
        "SELECT by_id, by_name, MIN(at) AS at, MIN(revision) AS revision FROM approvals"
        " WHERE space = :space AND dossier = :dossier AND card = :card"
        " GROUP BY by_id, CASE WHEN by_id LIKE '?%' THEN 0 ELSE revision END ORDER BY at DESC",  # a question is kept on
        {"space": space.key, "dossier": dossier, "card": card},
    )
    return [
        Change(
            dossier=dossier,
            card=card,
            what="asked" if row["by_id"].startswith("?") else "agreed",
            at=utc_moment(row["at"]),
            by=row["by_name"] or row["by_id"].removeprefix("?"),
            by_id=row["by_id"].removeprefix("?"),
            headline="",
            text="",
            note="",
            before="",
            revision=row["revision"],
        )
        for row in rows
    ]


async def bottom_lines(db: Connection, space: Space, dossier: str) -> Mapping[str, BottomLine]:
    """The bottom lines that the space's editors wrote, by topic."""
    rows = await db.execute_fetchall(
        "SELECT * FROM bottom_lines WHERE space = :space AND dossier = :dossier",
        {"space": space.key, "dossier": dossier},
    )
    return {row["topic"]: BottomLine(row["text"], utc_moment(row["at"]), row["by"]) for row in rows}


async def write_bottom_line(
    db: Connection, space: Space, dossier: str, topic: str, text: str, by: Person, now: datetime
) -> None:
    """Keep an editor's bottom line; an empty one gives way to what stands without it."""
    place = {"space": space.key, "dossier": dossier, "topic": topic}
    if not text:
        await db.execute(
            "DELETE FROM bottom_lines WHERE space = :space AND dossier = :dossier AND topic = :topic", place
        )
        return
    await db.execute(
        "INSERT INTO bottom_lines (space, dossier, topic, text, at, by, by_id)"
        " VALUES (:space, :dossier, :topic, :text, :now, :by, :by_id)"
        " ON CONFLICT (space, dossier, topic) DO UPDATE SET text = :text, at = :now, by = :by, by_id = :by_id",
        {**place, "text": text, "now": utc_text(now), "by": by.called, "by_id": by.id},
    )
