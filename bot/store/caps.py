"""How many new cards of one topic come to a channel in a day, at most, and how many came."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from bot.chat import Channel
from bot.store.database import Connection
from briefs.model import Entry
from briefs.selection import subject

Counts = Mapping[str, int]  # "dossier topic" -> new cards of it


async def choose(db: Connection, channel: Channel, cap: int | None) -> None:
    """Let no more new cards of one topic come in a day; None: as many as there are."""
    await db.execute(
        "INSERT INTO channels (channel, cap) VALUES (:channel, :cap) ON CONFLICT (channel) DO UPDATE SET cap = :cap",
        {"channel": channel.key, "cap": cap},
    )


async def note_told(db: Connection, channel: Channel, told: str) -> None:
    """Keep how many came (see `told_with`)."""
    await db.execute(
        "INSERT INTO channels (channel, told) VALUES (:channel, :told)"
        " ON CONFLICT (channel) DO UPDATE SET told = :told",
        {"channel": channel.key, "told": told},
    )


def told_on(day: date, told: str) -> Counts:
    """How many came on a local date, of what `told_with` wrote."""
    when, _, counts = told.partition(" ")
    return dict(json.loads(counts)) if when == day.isoformat() else {}


def told_with(day: date, before: Counts, new: Iterable[Entry]) -> str:
    """How many have come on that date with these new cards, as the database keeps it."""
    counts = Counter(before) + Counter(map(subject, new))
    return f"{day.isoformat()} {json.dumps(dict(sorted(counts.items())), separators=(',', ':'))}" if counts else ""
