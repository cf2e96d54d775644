"""Schedule and quiet hours: when something is due, and when it is not wanted. The one place with a reader's clock."""

from __future__ import annotations

import calendar
import difflib
import logging
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = tuple(name.casefold() for name in calendar.month_name[1:])
EVERY_DAY = frozenset(range(7))
WEEKDAYS = frozenset(range(5))
WEEKEND = frozenset({5, 6})
_NAMED_DAYS = {"day": EVERY_DAY, "daily": EVERY_DAY, "all": EVERY_DAY, "weekday": WEEKDAYS, "weekend": WEEKEND}
_LONGEST_WAIT = 16  # days: a week's day that a zone skipped over comes again within two weeks
_OFFSET = re.compile(r"(?:utc|gmt)?[+-][0-9:]+")
log = logging.getLogger(__name__)


class BadSchedule(ValueError):
    """A time, zone or day that nobody can keep. The text says which, and how to write it."""


@dataclass(frozen=True)
class Schedule:
    """A time of day on some days of the week, on the clocks of one zone."""

    at: time
    zone: str  # a name of the IANA time zone database
    days: frozenset[int] = EVERY_DAY  # Monday is 0
    skipped: frozenset[date] = frozenset()  # local dates on which nothing is due

    @classmethod
    def parse(cls, at: str, zone: str, days: str = "") -> Schedule:
        """What people type: `parse("9:00", "europe/berlin", "mon,wed")`. Raises BadSchedule."""
        return cls(parse_time(at), parse_zone(zone), parse_days(days))

    def next_after(self, moment: datetime) -> datetime:
        """The first due time later than `moment`, in UTC.

        Once a local day, whatever the clock does (RFC 5545, 3.3.5): a time that the spring change skips is read with
        the offset before it, a time that autumn repeats comes the first time only, a date that a zone leaves out is
        left out.
        """
        zone = _zone(self.zone)
        day = moment.astimezone(zone).date() - timedelta(days=1)
        for _ in range(_LONGEST_WAIT + len(self.skipped) * 7):
            due = self.on(day)
            if due and due > moment:
                return due
            day += timedelta(days=1)
        raise BadSchedule(f"Nothing is ever due at {self}.")

    def on(self, day: date) -> datetime | None:
        """When it is due on one local date, in UTC; None on other days, skipped ones and dates that do not exist."""
        zone = _zone(self.zone)
        if day.weekday() not in self.days or day in self.skipped or not _exists(day, zone):
            return None
        return datetime.combine(day, self.at, zone).astimezone(UTC)  # fold=0 is RFC 5545's rule

    def latest_by(self, moment: datetime) -> datetime | None:
        """The last due time not later than `moment`, in UTC."""
        day = moment.astimezone(_zone(self.zone)).date() + timedelta(days=1)
        for back in range(_LONGEST_WAIT + len(self.skipped) * 7):
            due = self.on(day - timedelta(days=back))
            if due and due <= moment:
                return due
        return None

    def between(self, first: datetime, last: datetime) -> list[datetime]:
        """Every due time from `first` to before `last`, in UTC."""
        found = []
        due = self.next_after(first - timedelta(microseconds=1))
        while due < last:
            found.append(due)
            due = self.next_after(due)
        return found

    def end_of(self, day: date) -> datetime:
        """When a local date is over, in UTC."""
        return datetime.combine(day + timedelta(days=1), time(), _zone(self.zone)).astimezone(UTC)

    def local_date(self, moment: datetime) -> date:
        """The date in this zone at `moment`."""
        return moment.astimezone(_zone(self.zone)).date()

    def day_of(self, due: datetime) -> date:
        """The date whose due time this is: the one before, where the spring change carried it over midnight."""
        day = self.local_date(due)
        before = day - timedelta(days=1)
        return before if self.on(before) == due else day

    @property
    def lost_zone(self) -> str:
        """The zone's name where it is not known here any more, so that UTC holds instead; otherwise ""."""
        return self.zone if _zone(self.zone) is UTC and self.zone != "UTC" else ""

    def weekdays_for(self, first: date, day: date) -> frozenset[int]:
        """The days of the week for which what comes on `day` stands, where nothing came since `first`: those from the
        due date before that on. What is weekly joins the first that comes from its day on."""
        while (day - first).days < 6 and not self.on(first - timedelta(days=1)):
            first -= timedelta(days=1)
        return frozenset((first + timedelta(days=n)).weekday() for n in range(min((day - first).days, 6) + 1))

    def __str__(self) -> str:
        """As people are told: "every weekday at 09:00 (Europe/Berlin)"."""
        zone = f"UTC: {self.zone} is not known here any more" if self.lost_zone else self.zone
        return f"{days_text(self.days)} at {self.at:%H:%M} ({zone})"


@dataclass(frozen=True)
class QuietHours:
    """A stretch of each day in which nothing comes by itself: from `start` to before `end`, also over midnight."""

    start: time
    end: time
    zone: str  # a name of the IANA time zone database

    @classmethod
    def parse(cls, hours: str, zone: str) -> QuietHours:
        """What people type: `parse("22:00-07:30", "Europe/Berlin")`. Raises BadSchedule."""
        start, dash, end = re.sub(r"\s*(?:[-–]|\bto\b)\s*", "-", hours.strip()).partition("-")
        if not dash:
            raise BadSchedule(f"“{hours[:40]}” are no hours. Write from when to when, as 22:00-07:00.")
        if parse_time(start) == parse_time(end):
            raise BadSchedule(f"“{hours[:40]}” would be quiet for ever. Write from when to when, as 22:00-07:00.")
        return cls(parse_time(start), parse_time(end), parse_zone(zone))

    @classmethod
    def kept(cls, text: str) -> QuietHours:
        """What `str` made of them."""
        hours, zone = text.split()
        start, end = hours.split("-")
        return cls(parse_time(start), parse_time(end), zone)

    def ends(self, moment: datetime) -> datetime | None:
        """When the quiet that holds at `moment` is over, in UTC; None when it is not quiet.

        An end that the clock shows twice is the second time where the first has gone by.
        """
        here = moment.astimezone(_zone(self.zone))
        after_midnight = here.time() < self.end
        if self.start < self.end:
            quiet, day = self.start <= here.time() and after_midnight, here.date()
        else:
            quiet = here.time() >= self.start or after_midnight
            day = here.date() if after_midnight else here.date() + timedelta(days=1)
        if not quiet:
            return None
        ends = (datetime.combine(day, self.end.replace(fold=fold), here.tzinfo).astimezone(UTC) for fold in (0, 1))
        return next((end for end in ends if end > moment), None)

    def __str__(self) -> str:
        """As people are told and as it is kept: "22:00-07:00 Europe/Berlin"."""
        return f"{self.start:%H:%M}-{self.end:%H:%M} {self.zone}"


def parse_time(text: str) -> time:
    """A time of day from "09:00" or "9:00"; raises BadSchedule."""
    found = re.fullmatch(r"([0-9]{1,2})[:.]([0-9]{2})", text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise BadSchedule(f"“{text[:40]}” is not a time of day. Write it as 09:00, from 00:00 to 23:59.")
    return time(int(found[1]), int(found[2]))


def parse_zone(text: str) -> str:
    """The name of a zone from what people type: "europe/berlin", "Berlin". Raises BadSchedule with near ones."""
    wanted = text.strip().casefold().replace(" ", "_")
    names = _zone_names()
    if wanted in names:
        return names[wanted]
    if _OFFSET.fullmatch(wanted):  # "Etc/GMT+1" is an hour behind UTC, not ahead: nobody means that by "GMT+1"
        raise BadSchedule(f"“{text[:40]}” is an offset, which no summer time moves. Write a place, as Europe/Berlin.")
    by_city = [name for folded, name in names.items() if folded.rpartition("/")[2] == wanted]
    if len(by_city) == 1 or (by_city and wanted):
        return min(by_city, key=len)
    spellings = {**{folded.rpartition("/")[2]: name for folded, name in names.items()}, **names}
    near = difflib.get_close_matches(wanted[:40], spellings, n=2, cutoff=0.7)
    near_names = list(dict.fromkeys(spellings[spelling] for spelling in near))
    hint = f"Did you mean {' or '.join(near_names)}?" if near else "Write it as Europe/Berlin or UTC."
    raise BadSchedule(f"There is no time zone called “{text[:40]}”. {hint}")


def parse_days(text: str) -> frozenset[int]:
    """Days of the week from "weekdays", "mon,wed", "mon-fri" or "" (every day); raises BadSchedule."""
    wanted = re.sub(r"\s*[-–]\s*", "-", text.strip().casefold())
    if not wanted:
        return EVERY_DAY
    words = [word for word in re.split(r"[\s,]+", wanted) if word not in ("", "every", "on", "and", "weekly")]
    if not words and wanted.startswith("weekly"):
        raise BadSchedule("Weekly on which day? Write it as “weekly mon”.")
    days: set[int] = set()
    for word in words or [wanted]:
        days |= _NAMED_DAYS.get(word.removesuffix("s")) or _span(word, text)
    return frozenset(days)


def parse_date(text: str, today: date) -> date:
    """A date from "2026-12-25", "25 December", "dec 25 2026", "today" or "tomorrow"; without a year, the next such.

    Raises BadSchedule.
    """
    wanted = " ".join(text.casefold().replace(",", " ").split())
    if wanted in ("today", "tomorrow"):
        return today + timedelta(days=wanted == "tomorrow")
    named = re.fullmatch(r"(?:([0-9]{1,2}) ([a-z]{3,9})|([a-z]{3,9}) ([0-9]{1,2}))(?: ([0-9]{4}))?", wanted)
    try:
        if not named:
            return date.fromisoformat(wanted)
        month = next(n for n, name in enumerate(MONTHS, 1) if name.startswith(named[2] or named[3]))
        number = int(named[1] or named[4])
        if named[5]:
            return date(int(named[5]), month, number)
        return next(day for year in range(5) if (day := _day_of(today.year + year, month, number)) and day >= today)
    except (ValueError, StopIteration):
        raise BadSchedule(f"“{text[:40]}” is not a date. Write it as 2026-12-25 or 25 December.") from None


def _day_of(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:  # 29 February in most years
        return None


def days_text(days: frozenset[int]) -> str:
    """Days as people say them: "every weekday", "every Monday and Thursday"."""
    if days == EVERY_DAY:
        return "every day"
    if days == WEEKDAYS:
        return "every weekday"
    if not days:
        return "on no day"
    names = [DAY_NAMES[day] for day in sorted(days)]
    return "every " + (" and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0])


def zone_names_like(typed: str, limit: int = 25) -> list[str]:
    """Zones whose name holds what somebody typed, those that begin with it first, then those whose place does."""
    wanted = typed.strip().casefold().replace(" ", "_")
    hits = [
        (not folded.startswith(wanted), not folded.rpartition("/")[2].startswith(wanted), name)
        for folded, name in _zone_names().items()
        if wanted in folded
    ]
    return [name for *_, name in sorted(hits)[:limit]]


def _span(word: str, whole: str) -> set[int]:
    """The days of "mon" or "fri-mon"."""
    first, to, last = word.partition("-")
    start = _day(first, whole)
    end = _day(last, whole) if to else start
    return {(start + step) % 7 for step in range((end - start) % 7 + 1)}


def _day(text: str, whole: str) -> int:
    for number, name in enumerate(DAY_NAMES):
        if len(text) >= 2 and f"{name.casefold()}s".startswith(text):
            return number
    raise BadSchedule(
        f"“{whole[:40]}” are not days. Write weekdays, or days such as mon,wed; leave it out for every day."
    )


@lru_cache(maxsize=1)
def _zone_names() -> dict[str, str]:
    """Every zone by its name in lower case."""
    names = {"UTC", *available_timezones()} - {"localtime", "Factory"}
    return {name.casefold(): name for name in sorted(names)}


@lru_cache(maxsize=1024)
def _zone(name: str) -> tzinfo:
    """The zone of this name; UTC where it was known once and is not any more: late is better than never."""
    if name == "UTC":
        return UTC  # also where a machine has no zone data at all
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        log.warning("The time zone %s is not known here any more. What was planned by it comes by UTC.", name)
        return UTC


def _exists(day: date, zone: tzinfo) -> bool:
    """Whether the zone has this date at all: Apia had no 30 December 2011."""
    noon = datetime.combine(day, time(12), zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day
