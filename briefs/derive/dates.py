"""Dates in a sentence, as a reader of that day understood them: "last spring" in an essay of March 2026 is 2025-spring.

The anchor is the day of publication. What cannot be known gets no normal form; a bare "may" is no month.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = "january february march april may june july august september october november december".split()
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_WEEKDAY = r"(?P<weekday>Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_SEASON = "(?P<season>spring|summer|autumn|fall|winter)"
_COUNT = r"(?P<count>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|an?)"
_NUMBERS = dict(
    zip(
        "a an one two three four five six seven eight nine ten eleven twelve".split(),
        [1, 1, *range(1, 13)],
        strict=True,
    )
) | {"fifteen": 15, "twenty": 20}

LONGEST = 1000  # characters that are looked at: twice the longest sentence that we know
NO_DATE = "?"  # "February 31"

_PATTERNS = tuple(
    (name, re.compile(rf"(?<![\w/.]){pattern}(?![\w/])", re.IGNORECASE if name in ("ago", "relative", "season") else 0))
    for name, pattern in (
        ("iso", r"(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"),
        ("dotted", r"(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>(?:19|20)\d\d)"),
        ("day", rf"(?:the )?{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?"),
        ("day", rf"{_MONTH} (?:the )?{_DAY}(?!\d)(?:,? {_YEAR})?"),
        ("month", rf"{_MONTH}(?: of)? (?P<when>last|this|next) year"),
        ("season", rf"{_SEASON} of (?P<when>last|this|next) year"),
        ("month", rf"(?:(?P<when>last|this|next|early|late|mid|in early|in late) )?{_MONTH}(?: of)?,? {_YEAR}"),
        ("month", rf"(?:(?P<when>[Ll]ast|[Nn]ext|[Ss]ince|[Ii]n|[Bb]y|[Uu]ntil|[Tt]his|early|late|of) ){_MONTH}"),
        ("season", rf"(?:(?P<when>late last|last|this|next|the) )?{_SEASON}(?: of)? {_YEAR}"),
        ("season", rf"(?P<when>last|this|next|late last|early last) {_SEASON}"),
        ("ago", rf"{_COUNT} (?P<unit>day|week|fortnight|month|year|decade)s? (?P<from>ago|earlier|before)"),
        ("relative", r"(?P<word>yesterday|tomorrow|(?:last|this|next) (?:week|month|year))"),
        ("weekday", rf"(?:(?P<when>[Ll]ast|[Nn]ext|[Oo]n) )?{_WEEKDAY}(?:'s|’s)?"),
        ("dayth", r"(?:on |for |before |by |of |until )the (?P<day>\d{1,2})(?:st|nd|rd|th)"),
        ("year", rf"(?:(?:in|since|by|until|of|from|before|after|and|the|to|during|late|early|mid) ){_YEAR}"),
        ("year", rf"{_YEAR}"),
    )
)  # fmt: skip


@dataclass(frozen=True)
class Date:
    """A date as it is written, and its normal form: an ISO date or its beginning, `2025-spring`, or None."""

    start: int  # into the sentence
    end: int
    text: str
    normal: str | None


def find_dates(sentence: str, published: str = "") -> list[Date]:
    """The dates of a sentence in their order; longer readings win over shorter ones."""
    anchor = _anchor(published)
    sentence = sentence[:LONGEST]
    dates: list[Date] = []
    taken = bytearray(len(sentence))  # 1 where a date stands
    for name, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            start, end = match.span()
            if not any(taken[start:end]) and (found := _read(name, match, anchor)) != NO_DATE:
                dates.append(Date(start, end, match.group(), found))
                taken[start:end] = b"\1" * (end - start)
    return sorted(dates, key=lambda found: found.start)


def _anchor(published: str) -> date | None:
    try:
        return date.fromisoformat(published[:10])
    except ValueError:
        return None


def _read(name: str, match: re.Match[str], anchor: date | None) -> str | None:
    """The normal form; None where it cannot be known; NO_DATE where it is none after all."""
    part = match.groupdict()
    match name:
        case "iso":
            return part["iso"]
        case "dotted":
            return _day(int(part["y"]), int(part["m"]), int(part["d"]))
        case "day":
            return _month_day(part, anchor)
        case "month":
            return _month(part, match.group(), anchor)
        case "season":
            return _season(part, match.group(), anchor)
        case "ago":
            return _ago(part, anchor)
        case "relative":
            return _relative(part["word"].lower(), anchor)
        case "weekday":
            return _weekday(part, anchor)
        case "dayth":
            return _dayth(int(part["day"]), anchor)
        case _:
            return part["year"]


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return NO_DATE


def _number(month: str) -> int:
    return next(i for i, name in enumerate(MONTHS, start=1) if name.startswith(month.lower()[:3]))


def _month_day(part: dict[str, str | None], anchor: date | None) -> str | None:
    month, day = _number(part["month"] or ""), int(part["day"] or 0)
    if not 1 <= day <= 31:
        return NO_DATE
    if part.get("year"):
        return _day(int(part["year"] or 0), month, day)
    if anchor is None:
        return None
    return _nearest([_day(anchor.year + step, month, day) for step in (-1, 0, 1)], anchor)


def _nearest(choices: list[str], anchor: date) -> str | None:
    """The date closest to publication; a writer adds the year to any other."""
    dates = [date.fromisoformat(choice) for choice in choices if choice != NO_DATE]
    return min(dates, key=lambda choice: abs((choice - anchor).days)).isoformat() if dates else None


def _month(part: dict[str, str | None], whole: str, anchor: date | None) -> str | None:
    month = _number(part["month"] or "")
    if part.get("year"):
        return f"{part['year']}-{month:02}"
    if anchor is None:
        return None
    year, when = anchor.year, (part.get("when") or "").lower()
    if whole.endswith("year"):
        year += {"last": -1, "this": 0, "next": 1}[when]
    elif when in ("last", "since"):
        year -= month >= anchor.month
    elif when in ("next", "by", "until"):
        year += month < anchor.month
    elif abs(month - anchor.month) > 6:
        year += 1 if month < anchor.month else -1
    return f"{year}-{month:02}"


_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


def _season(part: dict[str, str | None], whole: str, anchor: date | None) -> str | None:
    name = (part["season"] or "").lower()
    shown = "autumn" if name == "fall" else name
    if part.get("year"):
        return f"{part['year']}-{shown}"
    if anchor is None:
        return None
    year, when = anchor.year, (part.get("when") or "").lower()
    if whole.endswith("year"):
        year += {"last": -1, "this": 0, "next": 1}[when]
    elif when.endswith("last"):
        year -= anchor.month < _SEASONS[name] + 3
    elif when == "next":
        year += anchor.month >= _SEASONS[name]
    return f"{year}-{shown}"


def _ago(part: dict[str, str | None], anchor: date | None) -> str | None:
    if anchor is None or part["from"] != "ago":  # earlier than what?
        return None
    word, unit = (part["count"] or "").lower(), (part["unit"] or "").lower()
    count = int(word) if word.isdigit() else _NUMBERS.get(word, 0)
    if unit == "day":
        return (anchor - timedelta(days=count)).isoformat()
    if unit in ("week", "fortnight"):
        return (anchor - timedelta(weeks=count * (2 if unit == "fortnight" else 1))).isoformat() + "~"
    if unit == "month":
        months = anchor.year * 12 + anchor.month - 1 - count
        return f"{months // 12}-{months % 12 + 1:02}~"
    return f"{anchor.year - count * (10 if unit == 'decade' else 1)}~"


def _relative(word: str, anchor: date | None) -> str | None:
    if anchor is None:
        return None
    if word in ("yesterday", "tomorrow"):
        return (anchor + timedelta(days=-1 if word == "yesterday" else 1)).isoformat()
    step = {"last": -1, "this": 0, "next": 1}[word.split()[0]]
    if word.endswith("year"):
        return str(anchor.year + step)
    if word.endswith("month"):
        months = anchor.year * 12 + anchor.month - 1 + step
        return f"{months // 12}-{months % 12 + 1:02}"
    monday = anchor - timedelta(days=anchor.weekday()) + timedelta(weeks=step)
    return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"


def _weekday(part: dict[str, str | None], anchor: date | None) -> str | None:
    """The last such day before publication; after "next", the first one behind it."""
    if anchor is None:
        return None
    wanted = WEEKDAYS.index((part["weekday"] or "").lower())
    if (part.get("when") or "").lower() == "next":
        return (anchor + timedelta(days=(wanted - anchor.weekday() - 1) % 7 + 1)).isoformat()
    return (anchor - timedelta(days=(anchor.weekday() - wanted - 1) % 7 + 1)).isoformat()


def _dayth(day: int, anchor: date | None) -> str | None:
    """ "On the 14th" is the nearest one to publication."""
    if anchor is None or not 1 <= day <= 31:
        return None
    months = [anchor.year * 12 + anchor.month - 1 + step for step in (-1, 0, 1)]
    return _nearest([_day(month // 12, month % 12 + 1, day) for month in months], anchor)
