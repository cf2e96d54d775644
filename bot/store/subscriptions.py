"""Who follows what, and when it is due."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from sqlite3 import Row
from typing import NamedTuple

from aiosqlite import Connection

from bot.chat import Channel, Often, Person, Platform, Space, Subscription
from bot.schedule import QuietHours, Schedule
from bot.store import lost
from bot.store.database import BATCH, utc_moment, utc_text
from bot.store.lost import Lost


@dataclass(frozen=True)
class Planned:
    """A channel's digest: when it comes, and who set it up."""

    channel: Channel
    schedule: Schedule
    next_due: datetime | None  # None while it is off
    by: Person
    off_because: str = ""  # why the platform would not have it any more
    catch_up: timedelta | None = None  # how late an edition still comes; None: until its local day ends
    skip_empty: bool = False  # whether nothing new means no edition


@dataclass(frozen=True)
class Timing:
    """When something comes to a channel by itself."""

    plan: Planned | None
    paused_until: datetime | None = None  # nothing before then
    quiet: QuietHours | None = None  # nothing in these hours
    lost: Lost | None = None  # nothing until it can be posted in again
    cap: int | None = None  # new cards of one topic in a day, at most


class Follow(NamedTuple):
    """What is followed, without whose it is: thousands of channels share one."""

    dossier: str
    filter: str
    often: Often


@dataclass(frozen=True)
class Due:
    """A digest that is due, with all that decides what is in it."""

    channel: str  # Channel.key
    schedule: Schedule
    dossier: str  # chosen in the channel; empty for the space's first
    follows: frozenset[Follow]  # empty for every topic
    seen: str  # id of the set of cards that the channel has seen; empty for none
    since: datetime  # the first planned time that has not been dealt with
    last: datetime | None  # when the edition before was planned
    untold: tuple[str, ...] = ()  # dates on which one was missed, which no edition has said yet
    catch_up: timedelta | None = None
    skip_empty: bool = False
    cap: int | None = None  # new cards of one topic in a day
    told: str = ""  # how many came last: see caps.told_on

    @property
    def space(self) -> str:
        """The key of the channel's space."""
        return self.channel.partition("/")[0]


async def add(db: Connection, subscription: Subscription, now: datetime) -> bool:
    """Follow something; False when it was followed already, as often."""
    rows = await db.execute_fetchall(
        "INSERT INTO subscriptions (channel, dossier, filter, by_id, at, often)"
        " VALUES (:channel, :dossier, :filter, :by, :now, :often)"
        " ON CONFLICT (channel, dossier, filter) DO UPDATE SET often = :often, by_id = :by, at = :now"
        " WHERE often != :often RETURNING 1",
        {
            "channel": subscription.channel.key,
            "dossier": subscription.dossier,
            "filter": subscription.filter,
            "by": subscription.by.id,
            "now": utc_text(now),
            "often": subscription.often,
        },
    )
    return bool(list(rows))


async def at_once(db: Connection, space: Space, dossier: str) -> list[tuple[Channel, str]]:
    """What is followed at once of a dossier in a space: channels and filters."""
    rows = await db.execute_fetchall(
        "SELECT channel, filter FROM subscriptions WHERE dossier = :dossier AND often = 'at once'"
        " AND substr(channel, 1, length(:space) + 1) = :space || '/' ORDER BY channel",
        {"dossier": dossier, "space": space.key},
    )
    return [(Channel.of(row["channel"]), row["filter"]) for row in rows]


async def remove(db: Connection, channel: Channel, dossier: str, filter: str) -> bool:
    """Stop following something; False when it was not followed."""
    rows = await db.execute_fetchall(
        "DELETE FROM subscriptions WHERE channel = :channel AND dossier = :dossier AND filter = :filter RETURNING 1",
        {"channel": channel.key, "dossier": dossier, "filter": filter},
    )
    return bool(list(rows))


async def of(db: Connection, channel: Channel) -> list[Subscription]:
    """What a channel follows."""
    rows = await db.execute_fetchall(
        "SELECT * FROM subscriptions WHERE channel = :channel ORDER BY dossier, filter", {"channel": channel.key}
    )
    return [
        Subscription(channel, row["dossier"], row["filter"], Person(row["by_id"]), Often(row["often"])) for row in rows
    ]


async def plan(db: Connection, channel: Channel, schedule: Schedule, by: Person, now: datetime) -> datetime:
    """Let a channel have its digest at these times from now on; answers with the first."""
    first = schedule.next_after(now)
    await db.execute(
        "INSERT INTO schedules (channel, time, zone, days, next_due, by_id, by_name)"
        " VALUES (:channel, :time, :zone, :days, :first, :by, :name)"
        " ON CONFLICT (channel) DO UPDATE SET time = :time, zone = :zone, days = :days, next_due = :first,"
        " skipped = '', off_because = NULL, off_since = NULL, by_id = :by, by_name = :name",
        {
            "channel": channel.key,
            "time": f"{schedule.at:%H:%M}",
            "zone": schedule.zone,
            "days": "".join(map(str, sorted(schedule.days))),
            "first": utc_text(first),
            "by": by.id,
            "name": by.name,
        },
    )
    await lost.regain(db, channel, now)  # whoever plans it takes it to be mended
    await db.execute("UPDATE channels SET paused_until = NULL WHERE channel = :channel", {"channel": channel.key})
    return first


async def skip(db: Connection, channel: Channel, dates: Iterable[date], now: datetime) -> datetime | None:
    """Let nothing be due on these local dates, and on no others; answers with what is due next."""
    kept = " ".join(sorted(day.isoformat() for day in dates))
    await db.execute(
        "UPDATE schedules SET skipped = :kept WHERE channel = :channel", {"kept": kept, "channel": channel.key}
    )
    return await _plan_anew(db, channel, now)


async def pause(db: Connection, channel: Channel, until: datetime | None, now: datetime) -> datetime | None:
    """Let nothing come by itself before `until` (None: from now on it may); answers with what is due next."""
    await db.execute(
        "INSERT INTO channels (channel, paused_until) VALUES (:channel, :until)"
        " ON CONFLICT (channel) DO UPDATE SET paused_until = :until",
        {"channel": channel.key, "until": utc_text(until) if until else None},
    )
    return await _plan_anew(db, channel, until or now)


async def _plan_anew(db: Connection, channel: Channel, moment: datetime) -> datetime | None:
    """Say when a channel's digest, unless it is off, is due next from `moment` on."""
    known = await timing(db, channel)
    plan = known.plan
    if plan is None:
        return None
    next_due = plan.schedule.next_after(max(moment, known.paused_until or moment) - timedelta(microseconds=1))
    if plan.next_due:
        await advance(db, [channel.key], next_due)
        return next_due
    if known.paused_until:  # one that a platform stopped goes on after the pause
        await db.execute(
            "UPDATE schedules SET off_since = MAX(off_since, :next) WHERE channel = :channel",
            {"next": utc_text(next_due), "channel": channel.key},
        )
    return None


async def paused(db: Connection, channel: Channel, now: datetime) -> bool:
    """Whether nothing may come by itself just now."""
    rows = await db.execute_fetchall(
        "SELECT 1 FROM channels WHERE channel = :channel AND paused_until > :now",
        {"channel": channel.key, "now": utc_text(now)},
    )
    return bool(list(rows))


async def be_quiet(db: Connection, channel: Channel, quiet: QuietHours | None) -> None:
    """Let nothing come by itself in these hours."""
    await db.execute(
        "INSERT INTO channels (channel, quiet) VALUES (:channel, :quiet)"
        " ON CONFLICT (channel) DO UPDATE SET quiet = :quiet",
        {"channel": channel.key, "quiet": str(quiet) if quiet else None},
    )


async def choose_manner(db: Connection, channel: Channel, catch_up: timedelta | None, skip_empty: bool) -> None:
    """How late an edition still comes (None: until its local day ends), and whether nothing new means no edition."""
    await db.execute(
        "UPDATE schedules SET catch_up = :minutes, skip_empty = :skip WHERE channel = :channel",
        {
            "channel": channel.key,
            "minutes": catch_up // timedelta(minutes=1) if catch_up is not None else None,
            "skip": int(skip_empty),
        },
    )


async def planned(db: Connection, channel: Channel) -> Planned | None:
    """When a channel's digest comes; None when nobody asked for one."""
    rows = await db.execute_fetchall("SELECT * FROM schedules WHERE channel = :channel", {"channel": channel.key})
    return next(map(_planned, rows), None)


async def timing(db: Connection, channel: Channel) -> Timing:
    """When something comes to a channel by itself, and when nothing does."""
    plan, gone = await planned(db, channel), await lost.find(db, channel)
    for row in await db.execute_fetchall(
        "SELECT paused_until, quiet, cap FROM channels WHERE channel = :channel", {"channel": channel.key}
    ):
        until = utc_moment(row["paused_until"]) if row["paused_until"] else None
        return Timing(plan, until, QuietHours.kept(row["quiet"]) if row["quiet"] else None, gone, row["cap"])
    return Timing(plan, lost=gone)


async def usual_zone(db: Connection, space: Space) -> str:
    """The zone by whose clocks most of a space's digests come; "" where none does."""
    rows = await db.execute_fetchall(
        "SELECT zone FROM schedules WHERE channel LIKE :space || '/%'"
        " GROUP BY zone ORDER BY COUNT(*) DESC, zone LIMIT 1",
        {"space": space.key},
    )
    return next((str(row["zone"]) for row in rows), "")


async def first_planned(db: Connection, space: Space) -> Channel | None:
    """A channel of a space, not anybody's direct messages, that has a digest; None where there is none."""
    rows = await db.execute_fetchall(
        "SELECT channel FROM schedules WHERE next_due IS NOT NULL AND channel LIKE :space || '/%'"
        " AND channel NOT LIKE :space || '/@%' ORDER BY channel LIMIT 1",
        {"space": space.key},
    )
    return next((Channel.of(row["channel"]) for row in rows), None)


async def direct_channels(db: Connection, platform: Platform, person: Person) -> list[Channel]:
    """The direct messages of a person, once for each space about which they want to hear."""
    rows = await db.execute_fetchall(
        "SELECT channel FROM schedules WHERE channel LIKE :platform || ':%'"
        " AND substr(channel, -length(:ending)) = :ending",
        {"platform": platform.value, "ending": f"/@{person.id}"},
    )
    return [Channel.of(row["channel"]) for row in rows]


async def switch_off(db: Connection, channel: Channel, because: str = "") -> bool:
    """Stop a channel's digest; False when there was none. `because`: what the platform says, until it has it again."""
    rows = await db.execute_fetchall(
        "UPDATE schedules SET off_since = iif(:because IS NULL, NULL, next_due), next_due = NULL,"
        " off_because = :because"
        " WHERE channel = :channel AND (next_due IS NOT NULL OR (:because IS NULL AND off_since IS NOT NULL))"
        " RETURNING 1",
        {"channel": channel.key, "because": because or None},
    )
    return bool(list(rows))


async def switch_on(db: Connection, channel: Channel) -> bool:
    """Go on where the platform stopped a channel's digest; False where it had not."""
    rows = await db.execute_fetchall(
        "UPDATE schedules SET next_due = off_since, off_since = NULL, off_because = NULL"
        " WHERE channel = :channel AND off_since IS NOT NULL RETURNING 1",
        {"channel": channel.key},
    )
    return bool(list(rows))


# Lines of dossier, how often, and filter, between tabs: a filter has neither.
_FOLLOWS = (
    "(SELECT group_concat(dossier || char(9) || often || char(9) || filter, char(10)) FROM subscriptions"
    " WHERE subscriptions.channel = {channel}) AS follows"
)
_DUE = (
    "SELECT schedules.*, channels.dossier, channels.seen, channels.last_edition, channels.untold,"
    f" channels.cap, channels.told, {_FOLLOWS.format(channel='schedules.channel')}"
    " FROM schedules LEFT JOIN channels ON channels.channel = schedules.channel"
)


async def due(db: Connection, now: datetime, limit: int = BATCH) -> list[Due]:
    """Digests that are due, the longest waiting first, those of a space together."""
    rows = await db.execute_fetchall(
        f"{_DUE} WHERE next_due <= :now ORDER BY next_due, schedules.channel LIMIT :limit",
        {"now": utc_text(now), "limit": limit},
    )
    return [_due(row) for row in rows]


async def due_in(db: Connection, channel: Channel, now: datetime) -> Due | None:
    """A channel's digest, where it is due."""
    rows = await db.execute_fetchall(
        f"{_DUE} WHERE schedules.channel = :channel AND next_due <= :now",
        {"channel": channel.key, "now": utc_text(now)},
    )
    return next(map(_due, rows), None)


def _due(row: Row) -> Due:
    return Due(
        row["channel"],
        _schedule(row["time"], row["zone"], row["days"], row["skipped"]),
        row["dossier"] or "",
        _follows(row["follows"] or ""),
        row["seen"] or "",
        utc_moment(row["next_due"]),
        utc_moment(row["last_edition"]) if row["last_edition"] else None,
        tuple((row["untold"] or "").split()),
        _minutes(row["catch_up"]),
        bool(row["skip_empty"]),
        row["cap"],
        row["told"] or "",
    )


async def now_due(db: Connection, channel: Channel, now: datetime) -> Due:
    """A channel's digest as if it were due at `now`, by a clock in UTC where it has no schedule."""
    rows = await db.execute_fetchall(
        f"SELECT channels.*, {_FOLLOWS.format(channel=':channel')} FROM (SELECT 1)"
        " LEFT JOIN channels ON channel = :channel",
        {"channel": channel.key},
    )
    plan = await planned(db, channel)
    row = next(iter(rows))
    return Due(
        channel.key,
        plan.schedule if plan else Schedule(time(9), "UTC"),
        row["dossier"] or "",
        _follows(row["follows"] or ""),
        row["seen"] or "",
        now,
        utc_moment(row["last_edition"]) if row["last_edition"] else None,
        tuple((row["untold"] or "").split()),
        cap=row["cap"],
        told=row["told"] or "",
    )


async def advance(db: Connection, channels: Iterable[str], next_due: datetime) -> None:
    """Say when these channels (by Channel.key) are due next."""
    await db.execute(
        "UPDATE schedules SET next_due = :next WHERE channel IN (SELECT value FROM json_each(:channels))",
        {"channels": json.dumps(list(channels)), "next": utc_text(next_due)},
    )


@lru_cache(maxsize=4096)
def _follows(text: str) -> frozenset[Follow]:
    rows = (line.split("\t") for line in text.split("\n") if line)
    return frozenset(Follow(dossier, filter, Often(often)) for dossier, often, filter in rows)


@lru_cache(maxsize=4096)
def _schedule(at: str, zone: str, days: str, skipped: str) -> Schedule:
    hour, minute = at.split(":")
    dates = frozenset(map(date.fromisoformat, skipped.split()))
    return Schedule(time(int(hour), int(minute)), zone, frozenset(map(int, days)), dates)


def _minutes(number: int | None) -> timedelta | None:
    return None if number is None else timedelta(minutes=number)


def _planned(row: Row) -> Planned:
    return Planned(
        Channel.of(row["channel"]),
        _schedule(row["time"], row["zone"], row["days"], row["skipped"]),
        utc_moment(row["next_due"]) if row["next_due"] else None,
        Person(row["by_id"], row["by_name"]),
        row["off_because"] or "",
        _minutes(row["catch_up"]),
        bool(row["skip_empty"]),
    )
