"""Settings of one channel: when nothing comes by itself, and how its digest bears lateness and silence."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.chat import Channel, Request
from bot.commands.desk import Desk
from bot.commands.errors import BadRequest, need_right
from bot.schedule import BadSchedule, QuietHours, Schedule, parse_date
from bot.store import caps, subscriptions
from bot.store.database import Connection
from bot.store.subscriptions import Timing
from bot.view import wording
from bot.view.markup import Markup, Time, words

MOST_SKIPPED = 60  # dates
LONGEST_PAUSE = timedelta(days=366)
MOST_CAPPED = 100
LONGEST_LATE = timedelta(hours=24)
BUSY = "digest at 09:00 Europe/Berlin"


@dataclass(frozen=True)
class _Asked:
    """What somebody wants changed, and what there is."""

    words: Sequence[str]
    channel: Channel
    timing: Timing
    now: datetime

    @property
    def text(self) -> str:
        return " ".join(self.words)

    @property
    def schedule(self) -> Schedule:
        """The channel's schedule; a clock in UTC where it has none."""
        return self.timing.plan.schedule if self.timing.plan else Schedule(time(9), "UTC")


async def change(desk: Desk, request: Request, verb: str, typed: Sequence[str]) -> None:
    """Change one of them; raises BadRequest where it cannot be understood."""
    await need_right(request, "change settings")
    now = desk.now()
    async with desk.database.transaction() as db:
        asked = _Asked(typed, request.channel, await subscriptions.timing(db, request.channel), now)
        try:
            await VERBS[verb](db, asked)
        except BadSchedule as wrong:
            raise BadRequest(f"{wrong} Nothing was changed.") from None


def told(timing: Timing, now: datetime) -> tuple[tuple[str, Markup], ...]:
    """What this channel's settings are, as names and values."""
    plan = timing.plan
    rows: list[tuple[str, Markup]] = []
    if plan and timing.lost:
        rows.append(("Digest", words(str(plan.schedule))))
    elif plan and plan.next_due:
        rows.append(("Digest", words(f"{plan.schedule}. Next: ", Time(plan.next_due))))
    elif plan:
        rows.append(("Digest", words(f"off. {plan.off_because}".strip())))
    else:
        rows.append(("Digest", words(f"none yet. Write “{BUSY}”.")))
    if timing.lost:
        rows.append(("Posts", words(*wording.stopped(timing.lost.since, timing.lost.because))))
    rows.append(("Quiet hours", words(str(timing.quiet) if timing.quiet else "none")))
    if timing.paused_until and timing.paused_until > now:
        rows.append(("Paused", words("until ", Time(timing.paused_until))))
    if timing.cap is not None:
        waits = "the rest waits for the next edition" if plan and plan.next_due else "no digest comes: nothing waits"
        rows.append(("New cards of a topic", words(f"at most {timing.cap} a day; {waits}")))
    if plan:
        ahead = sorted(day for day in plan.schedule.skipped if day >= plan.schedule.local_date(now))
        if ahead:
            shown = ", ".join(day.isoformat() for day in ahead[:6]) + (" …" if len(ahead) > 6 else "")
            rows.append(("Skipped dates", words(shown)))
        late = "until its day ends" if plan.catch_up is None else f"up to {_hours(plan.catch_up)} late"
        rows.append(("A late edition comes", words(late)))
        rows.append(("Nothing new", words("no edition" if plan.skip_empty else "one line")))
    return tuple(rows)


async def _quiet(db: Connection, asked: _Asked) -> None:
    if asked.text == "off":
        return await subscriptions.be_quiet(db, asked.channel, None)
    found = re.fullmatch(r"([0-9:.]+\s*(?:-|–|to)\s*[0-9:.]+)\s*(\S+)?", asked.text)
    if not found:
        raise BadSchedule("Write when it is quiet, as “settings quiet 22:00-07:00 Europe/Berlin”, or “off”.")
    known = asked.timing.quiet.zone if asked.timing.quiet else asked.timing.plan and asked.schedule.zone
    if not found[2] and not known:
        raise BadSchedule(f"In which zone? Write it behind the hours: “settings quiet {found[1]} Europe/Berlin”.")
    return await subscriptions.be_quiet(db, asked.channel, QuietHours.parse(found[1], found[2] or known or ""))


async def _pause(db: Connection, asked: _Asked) -> None:
    text = asked.text.removeprefix("until ").strip()
    if text in ("off", "end", "over"):
        await subscriptions.pause(db, asked.channel, None, asked.now)
        return
    until = _moment(text, asked)
    if not asked.now < until <= asked.now + LONGEST_PAUSE:
        raise BadSchedule("A pause ends on a later day, within a year: “settings pause until 2027-01-07”, or “off”.")
    await subscriptions.pause(db, asked.channel, until, asked.now)


def _moment(text: str, asked: _Asked) -> datetime:
    """When a pause ends: "3d" from now, or the beginning of a local date."""
    days = re.fullmatch(r"([0-9]{1,3}) ?([dw])[a-z]*", text)
    if days:
        return asked.now + timedelta(days=int(days[1]) * (7 if days[2] == "w" else 1))
    day = parse_date(text, asked.schedule.local_date(asked.now))
    return asked.schedule.end_of(day - timedelta(days=1))


async def _skip(db: Connection, asked: _Asked) -> None:
    if asked.timing.plan is None:
        raise BadSchedule(f"No digest is planned here. Write “{BUSY}” first.")
    today = asked.schedule.local_date(asked.now)
    kept = {day for day in asked.schedule.skipped if day >= today}
    dates = set() if asked.text == "off" else kept | _days(asked.text, today)
    if len(dates) > MOST_SKIPPED:
        raise BadSchedule(f"At most {MOST_SKIPPED} dates can be skipped. For longer, write “settings pause until …”.")
    await subscriptions.skip(db, asked.channel, dates, asked.now)


def _days(text: str, today: date) -> set[date]:
    """Dates from "2026-12-25", "2026-12-25, 26 dec" or "24 dec to 2 jan"."""
    first, to, last = (part.strip() for part in re.sub(r"\s+(?:to|until|through|–)\s+", "|", text).partition("|"))
    if not to:
        days = {parse_date(part, today) for part in re.split(r"\s*(?:,|;|\band\b)\s*|\s+(?=\d{4}-)", first) if part}
    else:
        begins = parse_date(first, today)
        ends = parse_date(last, begins)
        days = {begins + timedelta(days=n) for n in range(min((ends - begins).days, MOST_SKIPPED) + 1)}
    if not days or min(days) < today:
        raise BadSchedule("Write dates to come, as “settings skip 2026-12-25” or “24 dec to 2 jan”, or “off”.")
    return days


async def _late(db: Connection, asked: _Asked) -> None:
    plan = asked.timing.plan
    hours = re.fullmatch(r"(?:up to )?([0-9]{1,4}) ?(h|m)[a-z]*", asked.text)
    if plan is None:
        raise BadSchedule(f"No digest is planned here. Write “{BUSY}” first.")
    if asked.text in ("day", "off"):
        late = None
    elif hours and timedelta() < (late := timedelta(**{_UNITS[hours[2]]: int(hours[1])})) <= LONGEST_LATE:
        pass
    else:
        raise BadSchedule(
            "Write how late an edition still comes: “settings late 6h”, up to 24h, or “settings late day”."
        )
    await subscriptions.choose_manner(db, asked.channel, late, plan.skip_empty)


_UNITS = {"h": "hours", "m": "minutes"}


async def _empty(db: Connection, asked: _Asked) -> None:
    plan = asked.timing.plan
    if plan is None:
        raise BadSchedule(f"No digest is planned here. Write “{BUSY}” first.")
    if asked.text not in ("skip", "say"):
        raise BadSchedule(
            "With nothing new an edition is one line: “settings empty say”. Or none: “settings empty skip”."
        )
    await subscriptions.choose_manner(db, asked.channel, plan.catch_up, asked.text == "skip")


async def _cap(db: Connection, asked: _Asked) -> None:
    many = re.fullmatch(r"([0-9]{1,3})(?: (?:new )?cards?)?(?: a day)?", asked.text)
    if asked.text == "off":
        return await caps.choose(db, asked.channel, None)
    if not many or not 1 <= int(many[1]) <= MOST_CAPPED:
        raise BadSchedule(
            f"Write how many new cards of one topic come in a day: “settings cap 3”, up to {MOST_CAPPED}, or “off”."
        )
    if asked.timing.plan is None:  # for what would the rest wait?
        raise BadSchedule(f"What is over a cap waits for the digest, and none is planned here. Write “{BUSY}” first.")
    return await caps.choose(db, asked.channel, int(many[1]))


def _hours(late: timedelta) -> str:
    minutes = late // timedelta(minutes=1)
    return f"{minutes // 60} h" if minutes % 60 == 0 else f"{minutes} min"


VERBS: dict[str, Callable[[Connection, _Asked], Awaitable[None]]] = {
    "quiet": _quiet,
    "pause": _pause,
    "skip": _skip,
    "late": _late,
    "empty": _empty,
    "cap": _cap,
}
