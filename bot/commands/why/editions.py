"""Why an edition came or did not, and when the next one does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import cast

from bot.chat import Channel
from bot.commands.why import posts
from bot.commands.why.asked import Asked
from bot.schedule import DAY_NAMES, Schedule
from bot.store import audit, editions, gaps, lost, subscriptions, traces
from bot.store.database import utc_moment
from bot.store.deliveries import LATE
from bot.store.editions import Record
from bot.store.subscriptions import Planned, Timing
from bot.store.traces import Trace
from bot.view import wording
from bot.view.characters import shorten
from bot.view.explaining import Explanation, Mark, Step, ahead, passed, stopped
from bot.view.markup import Inline, Markup, Time, words
from bot.view.page import Button

INSTANT = timedelta(microseconds=1)
HOW_TO_PLAN = "“digest at 09:00 Europe/Berlin” plans one."
PREVIEW = Button("Preview the next", "digest preview")


async def latest(asked: Asked) -> Explanation:
    """The last edition that there was here, and what comes next."""
    known = [(found.planned, channel, found) for channel in asked.places if (found := await _latest(asked, channel))]
    if not known:
        channel = await _planned_place(asked)
        return await explain(asked, channel, (await today(asked, channel)).isoformat())
    _, channel, found = max(known, key=lambda one: one[0])
    told = await explain(asked, channel, found.date)
    return replace(told, steps=(*told.steps, *await coming(asked, channel)))


async def _latest(asked: Asked, channel: Channel) -> Record | None:
    return await editions.latest(asked.db, channel)


async def on(asked: Asked, day: str) -> Explanation:
    """The edition of a local date, wherever of the asker's places one came or should have come."""
    for channel in asked.places:
        if await editions.find(asked.db, channel, day):
            return await explain(asked, channel, day)
    return await explain(asked, await _planned_place(asked), day)


async def of_delivery(asked: Asked, channel: Channel, key: str) -> Explanation:
    """The edition that a delivery with this key carries."""
    return await explain(asked, channel, key.rpartition(" ")[2])


async def today(asked: Asked, channel: Channel | None = None) -> date:
    """The date here, on the clocks of the digest's zone."""
    plan = await subscriptions.planned(asked.db, channel or await _planned_place(asked))
    return (plan.schedule if plan else _UTC).local_date(asked.now)


_UTC = Schedule(time(9), "UTC")


async def _planned_place(asked: Asked) -> Channel:
    """The first of the asker's places that has a digest; without one, here."""
    for channel in asked.places:
        if await subscriptions.planned(asked.db, channel):
            return channel
    return asked.request.channel


async def explain(asked: Asked, channel: Channel, day: str) -> Explanation:
    """The edition of one channel and one local date."""
    extra = "+" in day
    about = f"Edition of {wording.day(day.partition('+')[0])}" + (", asked for out of turn" if extra else "")
    found = await editions.find(asked.db, channel, day)
    if found is None:
        return await _unmade(asked, channel, day, about)
    trace = await traces.of_key(asked.db, f"digest {channel.key} {day}")
    begun = "Asked for " if extra else "Planned for "
    steps = [passed(begun, Time(found.planned), ".")]
    match found.state:
        case "made":
            steps.append(passed(*await _made(asked, found)))
            steps += [*await posts.way(asked, trace), *await _parts(asked, trace)] if trace else []
            answer = posts.outcome(asked, trace) if trace else words("It was made, and is no longer kept.")
        case "empty":
            steps.append(stopped("Looked at ", Time(found.made), ": nothing was new."))
            answer = words("None was posted: nothing was new, and this channel wants none then (“settings empty”).")
        case "missed":
            steps += await posts.way(asked, trace) if trace else [stopped(f"It was not made: {found.because}")]
            steps.append(await _made_up(asked, channel, found))
            answer = words("It was missed: ", shorten(found.because, posts.TROUBLE))
    return Explanation(about, answer, tuple(steps), buttons=(PREVIEW,))


async def _made(asked: Asked, found: Record) -> Markup:
    many = len(await editions.seen(asked.db, found.cards))
    shown = f" with {wording.count(many, 'card')}." if many else "; nothing was new."
    late = found.made - found.planned > LATE
    why = " Late: the bot was not running, or could not post here." if late else ""
    return words("Made ", Time(found.made), shown, why)


async def _parts(asked: Asked, trace: Trace) -> list[Step]:
    """What came in the thread of an edition that is a headline, and what did not."""
    found = await traces.parts(asked.db, trace)
    if not found or trace.state != "sent":
        return []
    sent = [one for one in found if one.state == "sent"]
    lost_ones = [one for one in found if one.state == "failed"]
    steps = []
    if sent or not lost_ones:
        said = f"{len(sent)} of {wording.count(len(found), 'message')} came in its thread."
        steps.append((passed if len(sent) == len(found) else ahead)(said))
    if lost_ones:
        instead = "The rest did not come: " if trace.parted else "What had no thread came in the message itself: "
        steps.append(stopped(instead, shorten(lost_ones[0].trouble, posts.TROUBLE)))
    return steps


async def _made_up(asked: Asked, channel: Channel, found: Record) -> Step:
    """Where what was new in a missed edition came instead."""
    later = await editions.made_after(asked.db, channel, found.planned, 1)
    if later:
        return passed(f"What was new then came with the edition of {wording.day(later[0].date.partition('+')[0])}.")
    return ahead("What was new then comes with the next edition.")


async def coming(asked: Asked, channel: Channel) -> list[Step]:
    """When the next edition comes, or what stands in its way."""
    timing = await subscriptions.timing(asked.db, channel)
    plan = timing.plan
    if timing.lost:
        return [stopped(*wording.stopped(timing.lost.since, timing.lost.because))]
    if plan is None:
        return [stopped(f"No digest is planned here. {HOW_TO_PLAN}")]
    if plan.next_due is None:
        return [stopped(f"The digest is off. {HOW_TO_PLAN}")]
    steps = []
    if timing.paused_until and timing.paused_until > asked.now:
        steps.append(_paused(timing.paused_until))
    return [*steps, *_next(timing, plan.next_due)]


def _paused(until: datetime) -> Step:
    return stopped("Paused until ", Time(until), ": nothing comes by itself before then.")


def _next(timing: Timing, due: datetime, said: str = "The next edition is due ") -> list[Step]:
    quiet = timing.quiet.ends(due) if timing.quiet else None
    held = ("; quiet hours hold it until ", Time(quiet), ".") if quiet else (".",)
    return [ahead(said, Time(due), *held)]


@dataclass(frozen=True)
class _Then:
    """How a channel's digest was planned at some moment."""

    schedule: Schedule | None
    off: bool
    changed: datetime | None  # when that ended


async def _unmade(asked: Asked, channel: Channel, day: str, about: str) -> Explanation:
    """Why there is no edition of a local date."""
    told = Explanation(about, words("There is none."), buttons=(PREVIEW,))
    if "+" in day:
        return replace(told, steps=(stopped("None was asked for under this number. “digest now” posts one."),))
    date_ = date.fromisoformat(day)
    timing = await subscriptions.timing(asked.db, channel)
    step = await _why_unmade(asked, channel, date_, timing)
    further = [] if step.mark is Mark.AHEAD else await coming(asked, channel)
    return replace(told, answer=step.said, steps=tuple(one for one in further if one.said != step.said))


async def _why_unmade(asked: Asked, channel: Channel, day: date, timing: Timing) -> Step:
    zone = timing.plan.schedule if timing.plan else _UTC
    then = await _then(asked, channel, timing.plan, min(asked.now, zone.end_of(day)))
    if then.schedule is None:
        if then.changed:
            return stopped("No digest was planned here before ", Time(then.changed), ".")
        return stopped(f"No digest is planned here. {HOW_TO_PLAN}")
    due = replace(then.schedule, skipped=frozenset()).on(day)
    if due is None:
        return stopped(f"The digest comes {then.schedule}, and {_said(day)} is no such day.")
    if day in then.schedule.skipped:
        return stopped(f"{_said(day)} is skipped: “settings skip” chose so.")
    paused = await _paused_at(asked, channel, timing, due)
    if paused:
        return _paused(paused)
    lost_since = await _lost_at(asked, channel, timing, due)
    if lost_since:
        return stopped(*lost_since)
    if then.off:
        return stopped(f"The digest was off. {HOW_TO_PLAN}")
    if due > asked.now:
        return _next(timing, due, "It is due ")[0]
    if timing.plan and timing.plan.next_due and timing.plan.next_due <= due:
        return _overdue(due, asked.now)
    begun = await audit.first_after(asked.db, channel.space, "digest", channel.key, due - INSTANT)
    if begun and begun.at < zone.end_of(day):
        return stopped("The digest was set up or changed ", Time(begun.at), ", after its time on that day.")
    if any(gap.holds(channel.space.key, due) for gap in await gaps.lately(asked.db, asked.now)):
        return stopped("It was due ", Time(due), f". {gaps.UNKNOWN}")
    return stopped("It was due ", Time(due), ", and nothing is known of it any more.")


def _overdue(due: datetime, now: datetime) -> Step:
    if now - due < LATE:
        return ahead("It is due since ", Time(due), ", and is made within a minute.")
    return stopped("It is due since ", Time(due), " and is not made: the bot does not run. “doctor” says more.")


def _said(day: date) -> str:
    return f"{DAY_NAMES[day.weekday()]} {wording.day(day.isoformat())}"


async def _lost_at(asked: Asked, channel: Channel, timing: Timing, due: datetime) -> Sequence[Inline]:
    """Why the channel could not be posted in at a moment, and since when; nothing where it could."""
    if timing.lost and timing.lost.since <= due:
        return wording.stopped(timing.lost.since, timing.lost.because)
    for one in await lost.outages(asked.db, [channel.key]):
        if one.since <= due < one.until:
            return ["It could not be posted from ", Time(one.since), " to ", Time(one.until), f": {one.because}"]
    return []


async def _then(asked: Asked, channel: Channel, plan: Planned | None, moment: datetime) -> _Then:
    """How the digest was planned at a moment: as it is now, but for what was changed since."""
    line = await audit.first_after(asked.db, channel.space, "digest", channel.key, moment)
    if line is None:
        off = plan is not None and plan.next_due is None and not plan.off_because
        return _Then(plan.schedule if plan else None, off, None)
    if line.before is None:
        return _Then(None, off=False, changed=line.at)
    was = cast(Mapping[str, str], line.before)
    hour, minute = was["time"].split(":")
    skipped = frozenset(map(date.fromisoformat, (was["skipped"] or "").split()))
    days = frozenset(map(int, was["days"]))
    return _Then(Schedule(time(int(hour), int(minute)), was["zone"], days, skipped), bool(was["off"]), line.at)


async def _paused_at(asked: Asked, channel: Channel, timing: Timing, due: datetime) -> datetime | None:
    """Until when the channel was paused at a moment; None where it was not."""
    line = await audit.first_after(asked.db, channel.space, "channel", channel.key, due)
    until = timing.paused_until
    if line:
        text = cast(Mapping[str, str | None], line.before or {}).get("paused_until")
        until = utc_moment(text) if text else None
    return until if until and until > due else None
