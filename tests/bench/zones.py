"""Every zone, every half hour of the day, every local date of six years: one due instant each, and the right one.

What the clocks of a zone show is found by asking, each hour of those years, how far they are ahead of UTC. `Schedule`,
which goes the other way, has to agree with what RFC 5545 (3.3.5) makes of that. Zones whose clocks show the same
throughout are one case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from multiprocessing import get_context
from zoneinfo import ZoneInfo, available_timezones

from bot.schedule import Schedule
from tests.bench.rows import Row

FIRST, LAST = date(2025, 1, 1), date(2030, 12, 31)  # local
HALF_HOURS = tuple(time(hour, minute) for hour in range(24) for minute in (0, 30))
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

Change = tuple[datetime, timedelta]  # from when on (UTC), and by how much the clock is ahead of UTC


@dataclass(frozen=True)
class Tally:
    """What was found."""

    days: int = 0  # local dates that were looked at, for each time of day
    skipped: int = 0  # times that the clock left out
    repeated: int = 0  # times that it showed twice
    wrong: tuple[str, ...] = ()  # due more than once, never, or at another moment

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.days + other.days,
            self.skipped + other.skipped,
            self.repeated + other.repeated,
            self.wrong + other.wrong,
        )


def clock_of(zone: str, first: date = FIRST, last: date = LAST) -> tuple[Change, ...]:
    """What clocks in a zone show around these dates: the offset at the beginning, and each change of it."""
    place = ZoneInfo(zone)
    moment = datetime.combine(first, time(), UTC) - 3 * DAY
    end = datetime.combine(last, time(), UTC) + 4 * DAY
    changes = [(moment, _offset(moment, place))]
    while moment < end:
        moment += HOUR
        if _offset(moment, place) != changes[-1][1]:
            minutes = (moment - HOUR + n * MINUTE for n in range(1, 61))
            since = next(minute for minute in minutes if _offset(minute, place) != changes[-1][1])
            changes.append((since, _offset(since, place)))
    return tuple(changes)


def _offset(moment: datetime, place: ZoneInfo) -> timedelta:
    offset = moment.astimezone(place).utcoffset()
    assert offset is not None
    return offset


def right(clock: Sequence[Change], day: date, at: time) -> tuple[datetime, int]:
    """When a local time is by RFC 5545, and how often the clock shows it.

    The first time where it is shown twice; where it is skipped, as the offset before the change would have it.
    """
    wall = datetime.combine(day, at, UTC)
    shown = [wall - offset for number, (_, offset) in enumerate(clock) if _holds(clock, number, wall - offset)]
    if shown:
        return shown[0], len(shown)
    skipping = next(
        number
        for number in range(1, len(clock))
        if clock[number - 1][1] < clock[number][1]
        and clock[number][0] + clock[number - 1][1] <= wall < clock[number][0] + clock[number][1]
    )
    return wall - clock[skipping - 1][1], 0


def _holds(clock: Sequence[Change], number: int, moment: datetime) -> bool:
    ends = clock[number + 1][0] if number + 1 < len(clock) else None
    return (number == 0 or clock[number][0] <= moment) and (ends is None or moment < ends)


def walk(zone: str, clock: Sequence[Change], at: time, first: date = FIRST, last: date = LAST) -> Tally:
    """Go from each due time to the next, as the bot does, and see that every date has one."""
    schedule = Schedule(at, zone)
    moment = right(clock, first, at)[0] - timedelta(microseconds=1)
    days = skipped = repeated = 0
    wrong = []
    for day in _dates(first, last):
        moment = schedule.next_after(moment)
        expected, shown = right(clock, day, at)
        days, skipped, repeated = days + 1, skipped + (shown == 0), repeated + (shown > 1)
        if moment != expected or schedule.day_of(moment) != day:
            wrong.append(f"{day} {schedule}: due {moment}, and should be {expected}")
            moment = expected
    return Tally(days, skipped, repeated, tuple(wrong))


def _dates(first: date, last: date) -> Iterator[date]:
    return (first + n * DAY for n in range((last - first).days + 1))


def _walk_all(zone: str, clock: Sequence[Change]) -> Tally:
    return sum((walk(zone, clock, at) for at in HALF_HOURS), Tally())


def measure() -> list[Row]:
    """Count, on all processors."""
    zones = sorted(available_timezones() - {"localtime"})  # which is one of the others
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as processes:
        alike: defaultdict[tuple[Change, ...], list[str]] = defaultdict(list)
        for zone, clock in zip(zones, processes.map(clock_of, zones, chunksize=8), strict=True):
            alike[clock].append(zone)
        names = [group[0] for group in alike.values()]
        tally = sum(processes.map(_walk_all, names, alike), Tally())
    for wrong in tally.wrong[:20]:
        print(wrong)
    times = tally.days // len(alike) * len(zones)
    note = (
        f"of {times:,} times of {len(zones)} zones, whose clocks differ in {len(alike)} ways; there "
        f"{tally.skipped:,} are skipped by the clock and {tally.repeated:,} shown twice"
    )
    return [Row("local times from 2025 to 2030, due other than once and by RFC 5545", len(tally.wrong), "", 0, note)]


if __name__ == "__main__":
    from tests.bench.rows import table

    print(table(measure()))
