"""The outbox's table: pages on their way, each once.

    waiting --claim--> waiting, sending, due = end of the lease
       sent: finish        waiting, due later: postpone        failed: give_up

A worker that dies while sending leaves its lease to run out; the next claim finds `sending` set and so knows that the
page may be there already.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from sqlite3 import Row

from aiosqlite import Connection

from bot.chat import Channel, Delivery, Space, Thread
from bot.schedule import QuietHours
from bot.store import gaps
from bot.store.database import utc_moment, utc_text
from bot.view.page import Page, from_json, to_json

LATE = timedelta(minutes=10)  # from then on an edition says that it is late
LEASE = timedelta(seconds=60)  # longer than any platform library keeps trying by itself


@dataclass(frozen=True)
class Post:
    """A page that is in a channel."""

    id: int
    page: Page
    at: datetime


@dataclass(frozen=True)
class Shown:
    """A delivery that shows a certain card, with the corrections that are on their way to it."""

    id: int
    channel: Channel
    page: Page  # as it will be once these have arrived
    message: str | None  # its id on the platform; None while it is being sent
    waits: int | None  # the delivery that has yet to bring the page there, and may still be rewritten


@dataclass(frozen=True)
class Queued:
    """An edition on its way into the outbox."""

    key: str
    channel: str  # Channel.key
    page: str  # the id of a page that was kept
    planned: datetime
    until: datetime  # when it is too old to send
    mention: str | None = None  # the id of a role or group that it is to ping


def kept_page(page: Page) -> tuple[str, str]:
    """A page as the database keeps it: its id, the same for the same page, and its text."""
    body = to_json(page)
    return hashlib.blake2b(body.encode(), digest_size=12).hexdigest(), body


async def keep_pages(db: Connection, pages: Iterable[tuple[str, str]]) -> None:
    """Keep pages (see kept_page)."""
    await db.executemany(
        "INSERT INTO pages (id, body) VALUES (:id, :body) ON CONFLICT DO NOTHING",
        [{"id": id, "body": body} for id, body in pages],
    )


async def add(
    db: Connection,
    key: str,
    channel: Channel,
    page: Page,
    now: datetime,
    *,
    asked: bool = False,
    mention: str | None = None,
) -> None:
    """Queue a page, unless its channel is lost. What has this key already is left alone.

    `asked`: somebody did just now, so no quiet hours hold it, and a lost channel is tried. `mention`: the id of a role
    or group that it is to ping.
    """
    kept = kept_page(page)
    await keep_pages(db, [kept])
    await _add_many(db, [[key, channel.key, kept[0], None, None, mention]], now, asked)


async def add_editions(db: Connection, queued: Iterable[Queued], now: datetime) -> None:
    """Queue editions whose pages `keep_pages` kept."""
    rows = [[one.key, one.channel, one.page, utc_text(one.planned), utc_text(one.until), one.mention] for one in queued]
    await _add_many(db, rows, now)


async def _add_many(db: Connection, rows: Sequence[Sequence[str | None]], now: datetime, asked: bool = False) -> None:
    await db.execute(
        "INSERT INTO deliveries (key, platform, channel, page, planned, until, mention, state, due, queued_at, asked)"
        " SELECT value ->> 0, substr(value ->> 1, 1, instr(value ->> 1, ':') - 1), value ->> 1, value ->> 2,"
        " value ->> 3, value ->> 4, value ->> 5, 'waiting', :now, :now, :asked FROM json_each(:rows)"
        " WHERE :asked OR value ->> 1 NOT IN (SELECT channel FROM lost_channels) ON CONFLICT DO NOTHING",
        {"rows": json.dumps(rows), "now": utc_text(now), "asked": int(asked)},
    )
    await gaps.look_first(db, [str(key) for key, *_ in rows], now)


async def any_due(db: Connection, platforms: Collection[str], now: datetime) -> bool:
    """Whether anything waits to be sent on these platforms."""
    rows = await db.execute_fetchall(
        f"SELECT 1 FROM deliveries WHERE platform IN ({_marks(platforms)}) AND state = 'waiting'"
        " AND due <= :now LIMIT 1",
        {"now": utc_text(now), **_values(platforms)},
    )
    return bool(list(rows))


async def hold_for_quiet(db: Connection, now: datetime) -> None:
    """Let what is due in channels that are quiet just now wait until that is over. Nothing gets too old meanwhile.

    Not what somebody asked for, and not edits, which make no sound.
    """
    for row in await db.execute_fetchall("SELECT DISTINCT quiet FROM channels WHERE quiet IS NOT NULL"):
        ends = QuietHours.kept(row["quiet"]).ends(now)
        if ends:
            await db.execute(
                "UPDATE deliveries SET due = :ends, held_until = :ends, until = MAX(until, :late)"
                " WHERE state = 'waiting' AND sending = 0 AND asked = 0 AND replaces IS NULL AND due <= :now"
                " AND (part_of IS NULL OR"  # what has begun is brought to its end
                " (SELECT state FROM deliveries AS head WHERE head.id = deliveries.part_of) <> 'sent')"
                " AND channel IN (SELECT channel FROM channels WHERE quiet = :quiet)",
                {"ends": utc_text(ends), "late": utc_text(ends + LATE), "now": utc_text(now), "quiet": row["quiet"]},
            )


async def drop_old(db: Connection, platforms: Collection[str], now: datetime) -> list[tuple[Channel, str, str]]:
    """End what is too old to send, unless it may be there already; answers with channels, keys and what went wrong."""
    rows = await db.execute_fetchall(
        "UPDATE deliveries SET state = 'failed', ended_at = :now, trouble = COALESCE(trouble, 'It came too late.')"
        f" WHERE platform IN ({_marks(platforms)}) AND state = 'waiting' AND due <= :now AND until <= :now"
        " AND sending = 0 AND unsure = 0 RETURNING channel, key, trouble",
        {"now": utc_text(now), **_values(platforms)},
    )
    return [(Channel.of(row["channel"]), row["key"], row["trouble"]) for row in rows]


async def end_all(db: Connection, channel: Channel, because: str, now: datetime) -> list[tuple[str, Page]]:
    """End what waits for a channel that is lost, unless it is being sent; answers with keys and pages."""
    rows = await db.execute_fetchall(
        "UPDATE deliveries SET state = 'failed', ended_at = :now, trouble = :because"
        " WHERE channel = :channel AND state = 'waiting' AND sending = 0 AND unsure = 0"
        " RETURNING key, (SELECT body FROM pages WHERE pages.id = deliveries.page) AS body",
        {"channel": channel.key, "because": because, "now": utc_text(now)},
    )
    return [(row["key"], _page(row["body"])) for row in rows]


async def show(db: Connection, id: int, page: Page) -> None:
    """Let a delivery that was claimed show this page."""
    kept = kept_page(page)
    await keep_pages(db, [kept])
    await db.execute("UPDATE deliveries SET page = :page WHERE id = :id", {"page": kept[0], "id": id})


async def claim(db: Connection, platforms: Collection[str], now: datetime, limit: int = 1) -> list[Delivery]:
    """Take what is due, for as long as the lease runs: from each channel its oldest, so that none overtakes another.

    Of one platform at a time, where thousands wait: the index has those in order.
    """
    rows = await db.execute_fetchall(
        "UPDATE deliveries SET due = :lease, attempts = attempts + 1, first_tried = COALESCE(first_tried, :now),"
        " unsure = MAX(unsure, sending), sending = 1 WHERE id IN (SELECT id FROM deliveries AS one"
        f" WHERE platform IN ({_marks(platforms)}) AND state = 'waiting' AND due <= :now"
        " AND NOT EXISTS (SELECT 1 FROM deliveries AS older"
        " WHERE older.channel = one.channel AND older.state = 'waiting' AND older.id < one.id"
        " AND (older.attempts > 0 OR older.due <= :now))"  # not one that quiet hours hold
        " AND (part_of IS NULL OR (SELECT state FROM deliveries AS head WHERE head.id = one.part_of) = 'sent')"
        " ORDER BY due, id LIMIT :limit)"
        " RETURNING *, (SELECT body FROM pages WHERE pages.id = deliveries.page) AS body,"
        " (SELECT message FROM deliveries AS shown"
        " WHERE shown.id = deliveries.corrects AND deliveries.replaces IS NULL) AS answers,"
        " COALESCE(part_of, (SELECT part_of FROM deliveries AS shown WHERE shown.id = deliveries.corrects)) AS head",
        {"now": utc_text(now), "lease": utc_text(now + LEASE), "limit": limit, **_values(platforms)},
    )
    heads = await _threads(db, [row["head"] for row in rows if row["head"] is not None])
    return [
        Delivery(
            id=row["id"],
            key=row["key"],
            channel=Channel.of(row["channel"]),
            page=_page(row["body"]),
            attempts=row["attempts"],
            first_tried=utc_moment(row["first_tried"]),
            unsure=bool(row["unsure"]),
            replaces=row["replaces"],
            answers=row["answers"],
            asked=bool(row["asked"]),
            mention=row["mention"],
            thread=heads.get(row["head"]),
            late_since=_late_since(row, now),
        )
        for row in rows
    ]


async def _threads(db: Connection, heads: Sequence[int]) -> dict[int, Thread]:
    """The threads of deliveries that are there."""
    if not heads:  # mostly
        return {}
    rows = await db.execute_fetchall(
        "SELECT head.id, head.message, pages.body ->> 'title' AS title FROM deliveries AS head"
        " JOIN pages ON pages.id = head.page WHERE head.id IN (SELECT value FROM json_each(:heads))",
        {"heads": json.dumps(heads)},
    )
    return {row["id"]: Thread(row["message"] or "", row["title"]) for row in rows}


def _late_since(row: Row, now: datetime) -> datetime | None:
    """When an edition was planned that is late by now and was not when it was made."""
    if row["planned"] is None:
        return None
    planned = utc_moment(row["planned"])
    return planned if utc_moment(row["queued_at"]) - planned <= LATE < now - planned else None


async def finish(db: Connection, id: int, message: str, now: datetime) -> None:
    """It is in the channel. The delivery that it put right, if any, shows this page from now on.

    Where it is a message of its own, what still waits to put it right learns here which message to edit.
    """
    rows = await db.execute_fetchall(
        "UPDATE deliveries SET state = 'sent', sending = 0, unsure = 0, message = :message, ended_at = :now"
        " WHERE id = :id RETURNING corrects, EXISTS (SELECT 1 FROM deliveries AS other INDEXED BY"
        " deliveries_correcting WHERE other.channel = deliveries.channel AND other.corrects IS NOT NULL) AS awaited",
        {"id": id, "message": message, "now": utc_text(now)},
    )
    for row in rows:  # corrections are rare, and each statement is a hop to SQLite's thread
        if row["corrects"] is not None:
            await _put_right(db, id, message)
        if row["awaited"]:
            await _name_message(db, id, message)


async def _put_right(db: Connection, id: int, message: str) -> None:
    """Let the delivery that this one corrects show its page."""
    await db.execute(
        "UPDATE deliveries SET page = this.page, message = CASE WHEN this.replaces IS NULL THEN :message"
        " ELSE deliveries.message END, earlier = CASE WHEN this.replaces IS NULL THEN deliveries.message"
        " ELSE deliveries.earlier END FROM (SELECT * FROM deliveries WHERE id = :id) AS this"
        " WHERE deliveries.id = this.corrects",
        {"id": id, "message": message},
    )


async def _name_message(db: Connection, id: int, message: str) -> None:
    """Tell what waits to correct this delivery which message to edit."""
    await db.execute(
        "UPDATE deliveries SET replaces = :message FROM (SELECT * FROM deliveries WHERE id = :id) AS this"
        " WHERE deliveries.channel = this.channel AND deliveries.state = 'waiting'"
        " AND deliveries.corrects = COALESCE(this.corrects, this.id) AND this.replaces IS NULL",
        {"id": id, "message": message},
    )


async def postpone(db: Connection, id: int, until: datetime, because: str, *, unsure: bool) -> None:
    """Try again later. `unsure`: it may be there all the same."""
    await db.execute(
        "UPDATE deliveries SET due = :until, sending = 0, unsure = MAX(unsure, :unsure), trouble = :because"
        " WHERE id = :id AND state = 'waiting'",  # after the lease, another may have brought it there
        {"id": id, "until": utc_text(until), "because": because, "unsure": int(unsure)},
    )


async def give_up(db: Connection, id: int, because: str, now: datetime) -> None:
    """It will never be there."""
    await db.execute(
        "UPDATE deliveries SET state = 'failed', sending = 0, trouble = :because, ended_at = :now"
        " WHERE id = :id AND state = 'waiting'",
        {"id": id, "because": because, "now": utc_text(now)},
    )
    await db.execute(  # nor is there anything to put right
        "UPDATE deliveries SET state = 'failed', trouble = :because, ended_at = :now"
        " WHERE corrects = :id AND replaces IS NULL AND state = 'waiting'",
        {"id": id, "because": because, "now": utc_text(now)},
    )


async def post_anew(db: Connection, id: int, now: datetime, *, gone: bool = False) -> None:
    """The message that it would edit cannot be edited: let it be a message of its own, and the one to edit later.

    It answers that message, unless that is gone.
    """
    if gone:
        await db.execute(
            "UPDATE deliveries SET message = NULL WHERE id = (SELECT corrects FROM deliveries WHERE id = :id)",
            {"id": id},
        )
    await db.execute(
        "UPDATE deliveries SET replaces = NULL, due = :now, sending = 0, unsure = 0"
        " WHERE id = :id AND state = 'waiting'",
        {"id": id, "now": utc_text(now)},
    )


# What was posted or waits to be, with the page that it shows or is about to show.
_SHOWN = (
    "SELECT shown.id, shown.channel, shown.message, last.id AS last, last.state, last.sending, body"
    " FROM {posts} JOIN deliveries AS last ON last.id = COALESCE((SELECT MAX(one.id) FROM deliveries AS one"
    " WHERE one.channel = shown.channel AND one.state = 'waiting' AND one.corrects = shown.id), shown.id)"
    " JOIN pages ON pages.id = last.page"
    " WHERE {which} AND shown.corrects IS NULL AND shown.state IN ('sent', 'waiting') ORDER BY shown.id"
)


async def showing(db: Connection, space: Space, card: str) -> list[Shown]:
    """What was posted in a space with this card (by selection.key), or waits to be."""
    posts = "page_cards JOIN deliveries AS shown ON shown.page = page_cards.page"
    which = "page_cards.card = :card AND substr(shown.channel, 1, length(:space) + 1) = :space || '/'"
    rows = await db.execute_fetchall(_SHOWN.format(posts=posts, which=which), {"card": card, "space": space.key})
    return [_shown(row) for row in rows]


async def begun_with(db: Connection, key: str) -> list[Shown]:
    """What was posted, or waits to be, under a key that begins so."""
    rows = await db.execute_fetchall(
        _SHOWN.format(posts="deliveries AS shown", which="shown.key >= :key AND shown.key < :key || char(1114111)"),
        {"key": key},
    )
    return [_shown(row) for row in rows]


def _shown(row: Row) -> Shown:
    return Shown(
        row["id"],
        Channel.of(row["channel"]),
        from_json(row["body"]),
        row["message"],
        row["last"] if row["state"] == "waiting" and not row["sending"] else None,
    )


async def rewrite(db: Connection, id: int, page: Page) -> None:
    """Let what still waits say this instead."""
    kept = kept_page(page)
    await keep_pages(db, [kept])
    await db.execute("UPDATE deliveries SET page = :page WHERE id = :id AND sending = 0", {"page": kept[0], "id": id})


async def add_correction(db: Connection, shown: Shown, revision: str, page: Page, now: datetime) -> None:
    """Queue an edit of a message that is there, or is being sent. `revision`: of which card, and which one."""
    key = f"correction {shown.channel.key} {shown.id} {revision} {utc_text(now)}"
    await add(db, key, shown.channel, page, now)
    await db.execute(
        "UPDATE deliveries SET replaces = :message, corrects = :corrected WHERE key = :key",
        {"message": shown.message, "corrected": shown.id, "key": key},
    )


async def posted(db: Connection, channel: Channel, after: int, limit: int = 50) -> list[Post]:
    """What was posted in a channel behind delivery `after`, the newest `limit`, in the order of posting."""
    rows = await db.execute_fetchall(
        "SELECT deliveries.id, body, ended_at FROM deliveries JOIN pages ON pages.id = page"
        " WHERE channel = :channel AND state = 'sent' AND replaces IS NULL AND deliveries.id > :after"
        " ORDER BY deliveries.id DESC LIMIT :limit",
        {"channel": channel.key, "after": after, "limit": limit},
    )
    return [Post(row["id"], from_json(row["body"]), utc_moment(row["ended_at"])) for row in reversed(list(rows))]


@lru_cache(maxsize=64)
def _page(body: str) -> Page:
    """The page of this text. Thousands of deliveries share one, and to read it takes 1 ms."""
    return from_json(body)


def _marks(platforms: Collection[str]) -> str:
    return ",".join(f":platform{n}" for n in range(len(platforms)))


def _values(platforms: Collection[str]) -> dict[str, str]:
    return {f"platform{n}": platform for n, platform in enumerate(platforms)}
