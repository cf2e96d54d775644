"""Digests that were made, and what each channel has seen in them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiosqlite import Connection

from bot.chat import Channel
from bot.store.database import utc_text

Seen = Mapping[str, int]  # "dossier card" -> the revision that was shown


@dataclass(frozen=True)
class Made:
    """One edition as it is recorded."""

    channel: Channel
    date: str  # local
    planned: datetime
    cards: Seen
    seen: str  # id of the set of all cards that the channel has seen with it


async def add(db: Connection, editions: Sequence[Made], now: datetime) -> None:
    """Record editions, and what their channels have seen with them."""
    await db.executemany(
        "INSERT INTO editions (channel, date, planned, made, cards) VALUES (:channel, :date, :planned, :made, :cards)",
        [
            {
                "channel": edition.channel.key,
                "date": edition.date,
                "planned": utc_text(edition.planned),
                "made": utc_text(now),
                "cards": _json(edition.cards),
            }
            for edition in editions
        ],
    )
    await db.executemany(
        "INSERT INTO channels (channel, seen) VALUES (:channel, :seen)"
        " ON CONFLICT (channel) DO UPDATE SET seen = :seen",
        [{"channel": edition.channel.key, "seen": edition.seen} for edition in editions],
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


async def keep_seen(db: Connection, cards: Seen) -> str:
    """Keep a set of seen cards; answers with its id, the same for the same set."""
    text = _json(cards)
    id = hashlib.blake2b(text.encode(), digest_size=12).hexdigest()
    await db.execute(
        "INSERT INTO seen_sets (id, cards) VALUES (:id, :cards) ON CONFLICT DO NOTHING", {"id": id, "cards": text}
    )
    return id


def _json(cards: Seen) -> str:
    return json.dumps(dict(sorted(cards.items())), separators=(",", ":"))
