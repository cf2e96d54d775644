"""Digests that were made or missed, and what each channel has seen in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row
from typing import Literal

from aiosqlite import Connection

from bot.chat import Channel
from bot.store import caps
from bot.store.database import utc_moment, utc_text

Seen = Mapping[str, int]  # "dossier card" -> the revision that was shown


@dataclass(frozen=True)
class Made:
    """One edition as it is recorded."""

    channel: str  # Channel.key
    date: str  # local
    planned: datetime
    cards: str  # id of the set of cards that it shows
    seen: str  # id of the set of all cards that the channel has seen with it
    empty: bool = False  # nothing is new in it, and nothing is posted
    told: str = ""  # how many new cards have come that day with it: see caps.told_with


@dataclass(frozen=True)
class Missed:
    """One edition that never came."""

    channel: str  # Channel.key
    date: str  # local
    planned: datetime
    because: str


async def add(db: Connection, editions: Sequence[Made], now: datetime) -> set[str]:
    """Record editions, and what their channels have seen with them; answers with the channels whose edition is new.

    At most one a channel. An edition that was made before stays as it is.
    """
    rows = [
        [one.channel, one.date, utc_text(one.planned), one.cards, "empty" if one.empty else "made"] for one in editions
    ]
    added = await db.execute_fetchall(
        "INSERT INTO editions (channel, date, planned, made, cards, state)"
        " SELECT value ->> 0, value ->> 1, value ->> 2, :now, value ->> 3, value ->> 4"
        " FROM json_each(:rows) WHERE true ON CONFLICT DO NOTHING RETURNING channel",
        {"rows": json.dumps(rows), "now": utc_text(now)},
    )
    new = {row["channel"] for row in added}
    await db.executemany(
        "INSERT INTO channels (channel, seen, last_edition, told) VALUES (:channel, :seen, :planned, :told)"
        " ON CONFLICT (channel) DO UPDATE SET seen = :seen, last_edition = :planned, untold = NULL, told = :told",
        [
            {"channel": one.channel, "seen": one.seen, "planned": utc_text(one.planned), "told": one.told}
            for one in editions
            if one.channel in new and not one.empty
        ],
    )
    return new


async def miss(db: Connection, missed: Sequence[Missed], now: datetime) -> None:
    """Record editions that were never made. One that was made after all stays as it is."""
    rows = [[one.channel, one.date, utc_text(one.planned), one.because] for one in missed]
    recorded = await db.execute_fetchall(
        "INSERT INTO editions (channel, date, planned, made, cards, state, because)"
        " SELECT value ->> 0, value ->> 1, value ->> 2, :now, '', 'missed', value ->> 3"
        " FROM json_each(:rows) WHERE true ON CONFLICT DO NOTHING RETURNING channel, date",
        {"rows": json.dumps(rows), "now": utc_text(now)},
    )
    await _leave_untold(db, [(row["channel"], row["date"]) for row in recorded])


async def lose(db: Connection, channel: Channel, date: str, because: str) -> None:
    """Record that an edition never arrived: what it showed is news again."""
    rows = await db.execute_fetchall(
        "UPDATE editions SET state = 'missed', because = :because WHERE channel = :channel AND date = :date"
        " AND state = 'made' RETURNING cards",
        {"channel": channel.key, "date": date, "because": because},
    )
    for row in rows:
        lost = await seen(db, row["cards"])
        before = await seen_by(db, channel)
        await note_seen(db, channel, {card: rev for card, rev in before.items() if lost.get(card) != rev})
        await caps.note_told(db, channel, "")
        if "+" not in date:  # somebody asked for that one, and sees that it is not there
            await _leave_untold(db, [(channel.key, date)])


async def forget(db: Connection, channel: Channel, cards: Iterable[str]) -> None:
    """Let these cards be news to a channel again."""
    before = await seen_by(db, channel)
    await note_seen(db, channel, {card: revision for card, revision in before.items() if card not in set(cards)})


async def _leave_untold(db: Connection, dates: Sequence[tuple[str, str]]) -> None:
    """Let the next edition of these channels say what was missed."""
    await db.executemany(
        "INSERT INTO channels (channel, untold) VALUES (:channel, :date)"
        " ON CONFLICT (channel) DO UPDATE SET untold = trim(coalesce(untold, '') || ' ' || :date)",
        [{"channel": channel, "date": date} for channel, date in dates],
    )


async def made_on(db: Connection, dates: Sequence[tuple[Channel, str]]) -> set[tuple[Channel, str]]:
    """Which of these editions there are already."""
    if not dates:
        return set()
    wanted = [[channel.key, date] for channel, date in dates]
    rows = await db.execute_fetchall(
        "SELECT editions.channel, editions.date FROM json_each(:wanted) AS one JOIN editions"
        " ON editions.channel = one.value ->> 0 AND editions.date = one.value ->> 1",
        {"wanted": json.dumps(wanted)},
    )
    return {(Channel.of(row["channel"]), row["date"]) for row in rows}


@dataclass(frozen=True)
class Record:
    """What became of one edition."""

    date: str  # local; "2026-11-22+3" is the third asked for out of turn
    planned: datetime
    made: datetime  # or found to be missed
    cards: str  # what it showed: id in seen_sets
    state: Literal["made", "empty", "missed"]
    because: str  # why it was missed


async def find(db: Connection, channel: Channel, date: str) -> Record | None:
    """A channel's edition of a local date."""
    rows = await db.execute_fetchall(
        "SELECT * FROM editions WHERE channel = :channel AND date = :date", {"channel": channel.key, "date": date}
    )
    return next(map(_record, rows), None)


async def latest(db: Connection, channel: Channel) -> Record | None:
    """A channel's last edition, whatever became of it."""
    rows = await db.execute_fetchall(
        "SELECT * FROM editions WHERE channel = :channel ORDER BY planned DESC, date DESC LIMIT 1",
        {"channel": channel.key},
    )
    return next(map(_record, rows), None)


async def made_after(db: Connection, channel: Channel, moment: datetime, limit: int = 10) -> list[Record]:
    """A channel's editions that were made later than a moment, the first first."""
    rows = await db.execute_fetchall(
        "SELECT * FROM editions WHERE channel = :channel AND state = 'made' AND made > :moment"
        " ORDER BY made LIMIT :limit",
        {"channel": channel.key, "moment": utc_text(moment), "limit": limit},
    )
    return [_record(row) for row in rows]


def _record(row: Row) -> Record:
    planned, made = utc_moment(row["planned"]), utc_moment(row["made"])
    return Record(row["date"], planned, made, row["cards"], row["state"], row["because"] or "")


async def next_extra(db: Connection, channel: Channel, date: str) -> str:
    """The name of one more edition asked for out of turn on a local date: "2026-11-22+1"."""
    rows = await db.execute_fetchall(
        "SELECT COUNT(*) AS many FROM editions WHERE channel = :channel AND date LIKE :date || '+%'",
        {"channel": channel.key, "date": date},
    )
    return f"{date}+{next(iter(rows))['many'] + 1}"


async def seen(db: Connection, id: str) -> Seen:
    """The cards of a set that channels have seen."""
    rows = await db.execute_fetchall("SELECT cards FROM seen_sets WHERE id = :id", {"id": id})
    return next((dict(json.loads(row["cards"])) for row in rows), {})


async def seen_by(db: Connection, channel: Channel) -> Seen:
    """The cards that a channel has seen."""
    rows = await db.execute_fetchall(
        "SELECT cards FROM seen_sets JOIN channels ON channels.seen = seen_sets.id WHERE channel = :channel",
        {"channel": channel.key},
    )
    return next((dict(json.loads(row["cards"])) for row in rows), {})


async def note_seen(db: Connection, channel: Channel, cards: Seen) -> None:
    """Note all the cards that a channel has seen."""
    kept = seen_set(cards)
    await keep_seen(db, [kept])
    await db.execute(
        "INSERT INTO channels (channel, seen) VALUES (:channel, :seen)"
        " ON CONFLICT (channel) DO UPDATE SET seen = :seen",
        {"channel": channel.key, "seen": kept[0]},
    )


def seen_set(cards: Seen) -> tuple[str, str]:
    """A set of cards as the database keeps it: its id, the same for the same set, and its text."""
    text = json.dumps(dict(sorted(cards.items())), separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=12).hexdigest(), text


async def keep_seen(db: Connection, sets: Iterable[tuple[str, str]]) -> None:
    """Keep sets of cards (see seen_set)."""
    await db.executemany(
        "INSERT INTO seen_sets (id, cards) VALUES (:id, :cards) ON CONFLICT DO NOTHING",
        [{"id": id, "cards": text} for id, text in sets],
    )
