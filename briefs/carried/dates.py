"""The dates in a text, and what they mean on the day it was published: "on Tuesday", "last spring", "the 18th".

A date with less in it than a day stands for several; a card's date is carried when one of them fits all that it says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from briefs.carried.tables import MONTHS, SEASONS, SHORT_MONTHS, UNITS, WEEKDAYS

_NAMES = "|".join([*(name.capitalize() for name in MONTHS), *(rf"{name.capitalize()}\b\.?" for name in SHORT_MONTHS)])
_WEEKDAY = "|".join(name.capitalize() for name in WEEKDAYS)
_SEASON = "|".join(SEASONS)
_COUNT = "|".join(UNITS)
_FAR = "last|this|next|past|coming|previous|following"


def _month_as(name: str) -> str:
    return rf"(?P<{name}>{_NAMES})(?!\w)"


def _year_as(name: str) -> str:
    return rf"(?P<{name}>(?:1[5-9]|20|21)\d\d)(?!\w|[,.]\d|\s?%)"


def _day_as(name: str) -> str:
    return rf"(?P<{name}>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\b"


_PATTERN = re.compile(
    r"(?<![\w.])(?:"
    + "|".join(
        [
            r"(?P<iy>(?:1[5-9]|20|21)\d\d)-(?P<im>0[1-9]|1[0-2])(?:-(?P<id>0[1-9]|[12]\d|3[01]))?(?!\w)",
            rf"(?P<qy>20\d\d)-(?P<qs>{_SEASON})\b",
            r"(?P<decade>(?:1[5-9]|20)\d0)['’]?s\b",
            rf"{_day_as('ad')}\s+(?:of\s+)?{_month_as('am')}(?:,?\s+{_year_as('ay')})?",
            rf"{_month_as('bm')}\s+{_day_as('bd')}(?!\d|[.,]\d)(?:,?\s+{_year_as('by')})?",
            rf"{_month_as('cm')},?\s+(?:of\s+)?{_year_as('cy')}",
            rf"(?P<ds>{_SEASON})\s+(?:of\s+)?{_year_as('dy')}",
            rf"(?P<far>{_FAR})\s+(?P<what>year|month|{_WEEKDAY}|{_SEASON}|{_NAMES})\b",
            rf"(?P<ago>\d{{1,3}}|an?|{_COUNT})\s+(?P<unit>day|week|month|year)s?\s+(?P<way>ago|earlier|later|hence)\b",
            r"(?P<near>[Yy]esterday|[Tt]oday|[Tt]onight|[Tt]omorrow)\b",
            rf"(?P<weekday>{_WEEKDAY})s?\b",
            r"[Tt]he\s+(?P<nth>\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:of\s+)?[A-Z]|\s+(?:century|anniversary|time|round|session|day|year))",
            _month_as("em"),
            r"(?P<es>[Ww]inter|[Ss]pring|[Ss]ummer|[Aa]utumn)\b",
            rf"{_year_as('fy')}(?:\s?[-–/]\s?(?P<fz>\d\d)(?!\w))?",
        ]
    )
    + ")"
)
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|since|by|until|till|from|to|of|last|next|this|early|late|mid|before|after|through|and|between|every|"
    r"during|or|for|around|about|than|each|past)|\d|[-–])[\s-]{1,2}$",
    re.IGNORECASE,
)
_MODAL = frozenset({"May", "March"})


@dataclass(frozen=True)
class When:
    """As much of a date as a text says; `month` is a season's middle one where `season` is set."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    season: str = ""
    weekday: int | None = None
    decade: int | None = None


@dataclass(frozen=True)
class Dated:
    """A date in a text, and what it may mean."""

    raw: str
    start: int
    end: int
    meanings: tuple[When, ...]
    relative: bool = False  # "two years ago" or "last month": in a card, the words will do


@dataclass(frozen=True)
class Anchor:
    """When a text was published, as far as that is known."""

    year: int | None = None
    month: int | None = None
    day: date | None = None


def read_anchor(published: str) -> Anchor:
    """From an ISO date or its beginning, perhaps with "~" behind it."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?~?", published.strip())
    if not found:
        return Anchor()
    year, month, day = (int(part) if part else None for part in found.groups())
    whole = _day(year, month, day) if year and month and day else None
    return Anchor(year, month if month and 1 <= month <= 12 else None, whole)


def read_dates(text: str, anchor: Anchor) -> list[Dated]:
    """The dates in a text, in their order."""
    years = sorted({year for match in _PATTERN.finditer(text) if (year := _year_said(match, anchor))})
    return [
        Dated(match.group(), match.start(), match.end(), meanings, relative=bool(match["ago"] or match["near"]))
        for match in _PATTERN.finditer(text)
        if _is_date(text, match) and (meanings := tuple(_meanings(match, anchor, years)))
    ]


def _year_said(match: re.Match[str], anchor: Anchor) -> int | None:
    """A year that the text says for itself, so that a month elsewhere in it may be of that year."""
    if match["fy"]:
        return int(match["fy"])
    if anchor.year and match["what"] == "year":
        return anchor.year + _STEPS[match["far"]]
    return None


_STEPS = {"last": -1, "past": -1, "previous": -1, "this": 0, "next": 1, "coming": 1, "following": 1}


def _is_date(text: str, match: re.Match[str]) -> bool:
    """May and March are months only where a preposition or a number says so; a number with a unit is no year."""
    month = match["em"]
    if month and month.casefold() in SHORT_MONTHS:  # "Mar" without a full stop may be anything
        return False
    if month in _MODAL:
        return _BEFORE_MONTH.search(text, max(0, match.start() - 12), match.start()) is not None
    if match["fy"]:
        return text[max(0, match.start() - 1) : match.start()] not in ("$", "€", "£", "¥", "#", ",")
    return True


def _meanings(match: re.Match[str], anchor: Anchor, years: Sequence[int]) -> Iterator[When]:
    said = match.groupdict()
    if said["iy"]:
        yield When(int(said["iy"]), int(said["im"]), int(said["id"]) if said["id"] else None)
    elif said["qy"]:
        yield from _seasons(said["qs"], [int(said["qy"])])
    elif said["decade"]:
        yield When(decade=int(said["decade"]))
    elif said["am"] or said["bm"]:
        key = "a" if said["am"] else "b"
        month, day = _month(said[f"{key}m"]), int(said[f"{key}d"])
        for year in [int(said[f"{key}y"])] if said[f"{key}y"] else _years(month, anchor, years):
            yield When(year, month, day)
        if not said[f"{key}y"]:
            yield When(None, month, day)
    elif said["cm"]:
        yield When(int(said["cy"]), _month(said["cm"]))
    elif said["ds"]:
        yield from _seasons(said["ds"], [int(said["dy"])])
    elif said["fy"]:
        yield When(int(said["fy"]))
        if said["fz"]:
            yield When(int(said["fy"][:2] + said["fz"]))
    else:
        yield from _loose(said, anchor, years)


def _loose(said: dict[str, str | None], anchor: Anchor, years: Sequence[int]) -> Iterator[When]:
    """Dates that only the day of publication completes."""
    if said["em"]:
        month = _month(said["em"])
        yield from (When(year, month) for year in _years(month, anchor, years))
        yield When(None, month)
    elif said["es"]:
        season = said["es"].casefold()
        yield from _seasons(season, _years(SEASONS[season], anchor, years))
        yield from _seasons(season, [None])
    elif said["weekday"]:
        yield from _weekdays(WEEKDAYS[said["weekday"].casefold()], anchor, "")
    elif said["nth"]:
        yield from _days(int(said["nth"]), anchor)
    elif said["far"] and said["what"]:
        yield from _far(said["far"], said["what"].casefold(), anchor)
    elif said["near"]:
        steps = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
        yield _on(anchor.day + timedelta(days=steps[said["near"].casefold()])) if anchor.day else When()
    elif said["ago"] and said["unit"] and said["way"]:
        yield _ago(said["ago"], said["unit"], said["way"], anchor)


def _far(far: str, what: str, anchor: Anchor) -> Iterator[When]:
    step = _STEPS[far]
    if what in WEEKDAYS:
        yield from _weekdays(WEEKDAYS[what], anchor, far)
    elif anchor.year is None:
        if what in SEASONS:
            yield from _seasons(what, [None])
        elif what not in ("year", "month"):
            yield When(None, _month(what))
    elif what == "year":
        yield When(anchor.year + step)
    elif what == "month":
        if anchor.month:
            yield When(*_shifted(anchor.year, anchor.month, step))
    elif what in SEASONS:
        yield from _seasons(what, _far_years(SEASONS[what], step, anchor, reach=2))
        yield from _seasons(what, [None])
    else:
        month = _month(what)
        yield from (When(year, month) for year in _far_years(month, step, anchor, reach=1))
        yield When(None, month)


def _far_years(month: int, step: int, anchor: Anchor, reach: int) -> list[int | None]:
    """The years of "last spring", "this June": the nearest before or behind, both when it is hardly over."""
    year, now = anchor.year or 0, anchor.month or 0
    if step == 0 or not now:
        return [year, year + (step or (1 if month < now - 6 else 0))]
    if abs(month - now) <= reach:
        return [year, year + step]
    nearest = month < now if step < 0 else month > now
    return [year if nearest else year + step]


def _ago(count: str, unit: str, way: str, anchor: Anchor) -> When:
    number = int(count) if count.isdigit() else UNITS.get(count, 1)
    number = -number if way in ("ago", "earlier") else number
    if anchor.year is None or way in ("earlier", "later"):
        return When()
    if unit == "year":
        return When(anchor.year + number)
    if unit == "month":
        return When(*_shifted(anchor.year, anchor.month, number)) if anchor.month else When()
    if anchor.day is None:
        return When()
    return _on(anchor.day + timedelta(days=number * (7 if unit == "week" else 1)))


def _on(day: date) -> When:
    return When(day.year, day.month, day.day)


def _weekdays(weekday: int, anchor: Anchor, far: str) -> Iterator[When]:
    yield When(weekday=weekday)
    if anchor.day:
        back = (anchor.day.weekday() - weekday) % 7
        for days in (-back, 7 - back, -back - 7 if far == "last" else -back, 14 - back if far == "next" else -back):
            yield _on(anchor.day + timedelta(days=days))


def _days(nth: int, anchor: Anchor) -> Iterator[When]:
    yield When(day=nth)
    if anchor.year and anchor.month:
        for step in (-1, 0, 1):
            yield When(*_shifted(anchor.year, anchor.month, step), nth)


def _seasons(season: str, years: Sequence[int | None]) -> Iterator[When]:
    name = "autumn" if season == "fall" else season
    yield from (When(year, SEASONS[name], season=name) for year in years)


def _years(month: int, anchor: Anchor, said: Sequence[int]) -> list[int | None]:
    """The years that a month without one may be of: the last such month, the next, or a year that the text says."""
    near: set[int] = set(said)
    if anchor.year:
        now = anchor.month or 6
        near |= {anchor.year if month <= now else anchor.year - 1, anchor.year if month >= now else anchor.year + 1}
        if anchor.month is None:
            near |= {anchor.year - 1, anchor.year, anchor.year + 1}
    return [*sorted(near)] or [None]


def _shifted(year: int, month: int, step: int) -> tuple[int, int]:
    whole = year * 12 + month - 1 + step
    return whole // 12, whole % 12 + 1


def _month(name: str) -> int:
    low = name.rstrip(".").casefold()
    return MONTHS.get(low) or SHORT_MONTHS[low]


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def uncarried(text: str, sources: Sequence[tuple[str, Anchor]]) -> list[Dated]:
    """The dates in a text that no source carries, each read with the day on which its essay was published."""
    held = [meaning for source, anchor in sources for dated in read_dates(source, anchor) for meaning in dated.meanings]
    said = " ".join(" ".join(source.casefold().split()) for source, _ in sources)
    anchors = [anchor for _, anchor in sources] or [Anchor()]
    missing = []
    for dated in read_dates(text, Anchor()):
        if dated.relative or " ".join(dated.raw.casefold().split()) in said:
            continue
        wanted = dated.meanings
        if dated.raw.split()[0].casefold() in _STEPS:
            wanted = tuple(one for anchor in anchors for here in read_dates(dated.raw, anchor) for one in here.meanings)
        if not any(_fits(one, other) for one in wanted for other in held):
            missing.append(dated)
    return missing


def _fits(wanted: When, held: When) -> bool:
    """Whether a date that the sources say has all that the card's date says."""
    if wanted == When():
        return False
    if wanted.decade is not None and wanted.decade != (held.decade if held.year is None else held.year // 10 * 10):
        return False
    if wanted.year is not None and wanted.year != held.year:
        return False
    if wanted.season:
        return held.month is not None and (_season(held) == wanted.season or _is_near(wanted, held))
    if wanted.month is not None and (held.season or wanted.month != held.month):
        return False
    if wanted.day is not None and wanted.day != held.day:
        return False
    return wanted.weekday is None or wanted.weekday == _weekday(held)


def _is_near(wanted: When, held: When) -> bool:
    """Whether a season without a year is the one of a month, or next to it: "May to September" is a summer."""
    apart = abs((wanted.month or 0) - (held.month or 0))
    return wanted.year is None and not held.season and min(apart, 12 - apart) <= 2


def _season(when: When) -> str:
    return when.season or ("winter", "spring", "summer", "autumn")[((when.month or 1) % 12) // 3]


def _weekday(when: When) -> int | None:
    if when.weekday is not None or not (when.year and when.month and when.day):
        return when.weekday
    day = _day(when.year, when.month, when.day)
    return day.weekday() if day else None
