"""Whether a channel's editions are one message, or a headline with the cards in its thread."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat import Channel, Person
from bot.store.database import Connection


@dataclass(frozen=True)
class Threaded:
    """A channel's choice to have the cards in a thread."""

    by: Person
    trouble: str = ""  # why they came in one message all the same, the last time


async def among(db: Connection, channels: Sequence[str]) -> set[str]:
    """Those of these channels (by Channel.key) that have the cards in a thread."""
    rows = await db.execute_fetchall(
        "SELECT layouts.channel FROM json_each(:channels) AS one JOIN layouts ON layouts.channel = one.value",
        {"channels": json.dumps(channels)},
    )
    return {row["channel"] for row in rows}


async def of(db: Connection, channel: Channel) -> Threaded | None:
    """A channel's choice; None where an edition is one message."""
    rows = await db.execute_fetchall("SELECT * FROM layouts WHERE channel = :channel", {"channel": channel.key})
    return next((Threaded(Person(row["by_id"]), row["trouble"] or "") for row in rows), None)


async def thread(db: Connection, channel: Channel, by: Person) -> None:
    """Have the cards in a thread from now on."""
    await db.execute(
        "INSERT INTO layouts (channel, by_id) VALUES (:channel, :by)"
        " ON CONFLICT (channel) DO UPDATE SET by_id = :by, trouble = NULL",
        {"channel": channel.key, "by": by.id},
    )


async def one(db: Connection, channel: Channel) -> None:
    """Have them in one message."""
    await db.execute("DELETE FROM layouts WHERE channel = :channel", {"channel": channel.key})


async def note_trouble(db: Connection, channel: Channel, because: str) -> Person | None:
    """Note why there was no thread; answers with who chose it, if that is not known there yet."""
    rows = await db.execute_fetchall(
        "UPDATE layouts SET trouble = :because WHERE channel = :channel AND trouble IS NULL RETURNING by_id",
        {"channel": channel.key, "because": because},
    )
    return next((Person(row["by_id"]) for row in rows if row["by_id"]), None)


async def note_success(db: Connection, channel: Channel) -> None:
    """Note that a thread takes the cards (again)."""
    await db.execute(
        "UPDATE layouts SET trouble = NULL WHERE channel = :channel AND trouble IS NOT NULL", {"channel": channel.key}
    )
