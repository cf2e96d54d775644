"""Editions in parts: a headline, and deliveries of their own that belong in the thread of its message."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from bot.chat import Space
from bot.store import gaps
from bot.store.database import Connection, utc_text
from bot.store.deliveries import keep_pages, kept_page
from bot.view.page import Page, from_json


async def add(db: Connection, parts: Sequence[tuple[str, str, Sequence[str]]], now: datetime) -> None:
    """Queue the parts of headlines that are queued: the headline's key, the page that says all, and the parts' pages.

    Pages by the ids under which they were kept.
    """
    heads = [[key, whole] for key, whole, _ in parts]
    rows = [
        [f"part {key.partition(' ')[2]} {n}", key, page] for key, _, pages in parts for n, page in enumerate(pages, 1)
    ]
    await db.execute(
        "UPDATE deliveries SET whole = one.value ->> 1 FROM json_each(:heads) AS one"
        " WHERE deliveries.key = one.value ->> 0",
        {"heads": json.dumps(heads)},
    )
    await db.execute(
        "INSERT INTO deliveries (key, platform, channel, page, part_of, state, due, queued_at, asked)"
        " SELECT one.value ->> 0, head.platform, head.channel, one.value ->> 2, head.id, 'waiting', :now, :now,"
        " head.asked FROM json_each(:rows) AS one JOIN deliveries AS head ON head.key = one.value ->> 1"
        " WHERE true ORDER BY one.key ON CONFLICT DO NOTHING",
        {"rows": json.dumps(rows), "now": utc_text(now)},
    )
    await gaps.look_first(db, [row[0] for row in rows], now)


async def end(db: Connection, now: datetime) -> None:
    """End what waits to be a part of something that will never be there."""
    await db.execute(
        "UPDATE deliveries SET state = 'failed', ended_at = :now, trouble = 'What it is a part of is not there.'"
        " WHERE state = 'waiting' AND part_of IN (SELECT part.part_of FROM deliveries AS part"
        " JOIN deliveries AS head ON head.id = part.part_of WHERE part.state = 'waiting' AND head.state = 'failed')",
        {"now": utc_text(now)},
    )


async def end_beside(db: Connection, id: int, because: str, now: datetime) -> None:
    """End a part, and those behind it that wait."""
    await db.execute(
        "UPDATE deliveries SET state = 'failed', sending = 0, ended_at = :now, trouble = :because"
        " WHERE state = 'waiting' AND part_of = (SELECT part_of FROM deliveries WHERE id = :id)",
        {"id": id, "now": utc_text(now), "because": because},
    )


async def fall_back(db: Connection, id: int, because: str, now: datetime) -> None:
    """Let the headline say what this part and those behind it would have, for there is no thread to say it in."""
    await end_beside(db, id, because, now)
    rows = await db.execute_fetchall(
        "UPDATE deliveries SET page = whole, whole = NULL WHERE whole IS NOT NULL"
        " AND id = (SELECT part_of FROM deliveries WHERE id = :id) RETURNING id",
        {"id": id},
    )
    for row in rows:
        await db.execute(
            "INSERT INTO deliveries (key, platform, channel, page, replaces, corrects, state, due, queued_at, asked)"
            " SELECT 'whole' || substr(key, instr(key, ' ')), platform, channel, page, message, id, 'waiting', :now,"
            " :now, asked FROM deliveries WHERE id = :id ON CONFLICT DO NOTHING",
            {"id": row["id"], "now": utc_text(now)},
        )


async def spare(db: Connection, space: Space, card: str) -> list[tuple[int, Page]]:
    """The pages, with this card (by selection.key), that headlines of a space would say should there be no thread."""
    rows = await db.execute_fetchall(
        "SELECT head.id, pages.body FROM deliveries AS head JOIN pages ON pages.id = head.whole"
        " WHERE head.id IN (SELECT part_of FROM deliveries WHERE part_of IS NOT NULL AND state = 'waiting')"
        " AND substr(head.channel, 1, length(:space) + 1) = :space || '/'"
        " AND EXISTS (SELECT 1 FROM page_cards WHERE page = head.whole AND card = :card)",
        {"space": space.key, "card": card},
    )
    return [(row["id"], from_json(row["body"])) for row in rows]


async def rewrite_spare(db: Connection, id: int, page: Page) -> None:
    """Let a headline say this instead, should there be no thread."""
    kept = kept_page(page)
    await keep_pages(db, [kept])
    await db.execute("UPDATE deliveries SET whole = :page WHERE id = :id", {"page": kept[0], "id": id})
