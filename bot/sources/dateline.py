"""Where and when a text appeared, as the lines above it say: "By Ann Bo · The Review · 18 November 2026"."""

from __future__ import annotations

import re

from briefs.derive.dates import find_dates
from briefs.derive.roles import TITLES
from briefs.essay import ParagraphKind, Snapshot

_LINES = 5  # paragraphs of a head
_LONGEST = 200  # characters of a line of one
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")  # a year alone may be a copyright's
_PAPER = re.compile(  # "The Basin Review", "Delta Daily", "Le Monde"
    r"(?:(?:The|Le|La|Die|Der|El|Il)(?: (?:[A-Z][\w’'&.-]*|of|and)){1,4}"
    r"|(?:[A-Z][\w’'&.-]* (?:of |and |on |& )?){0,3}"
    r"(?:Affairs|Chronicle|Courier|Daily|Gazette|Guardian|Herald|Independent|Journal|Letter|Magazine|Mail|Monitor|News"
    r"|Observer|Policy|Post|Press|Quarterly|Record|Review|Standard|Star|Telegraph|Times|Tribune|Weekly|World))"
)
_IN_OFFICE = TITLES | frozenset("author authors editor editors staff".split())
_PLACES = frozenset(  # that have an article as papers have
    "hague netherlands bahamas gambia philippines balkans caucasus congo maldives bronx paz salvador paso havre".split()
)


def dateline(snapshot: Snapshot) -> tuple[str, str]:
    """The publisher and the date, as an Essay has them, in the lines at a text's head; "" for what they do not say."""
    publisher, published = "", ""
    for paragraph in snapshot.paragraphs[:_LINES]:
        if paragraph.kind is not ParagraphKind.BOILER:
            continue
        line = snapshot.text[paragraph.start : paragraph.end].strip(" *_\n")[:_LONGEST]
        for date in find_dates(line):
            if not published and date.normal and _DAY.fullmatch(date.normal):
                published = date.normal
                line = f"{line[: date.start]}|{line[date.end :]}"
        parts = [part.strip(" *_.") for part in re.split(r"[,|·•—–()]|\s-\s", line)]
        publisher = publisher or next(filter(_is_paper, parts), "")
    return publisher, published


def _is_paper(part: str) -> bool:
    """Whether it is called as papers are, and is no place, "The Hague", nor an office, "The Foreign Secretary"."""
    words = part.lower().split()
    return _PAPER.fullmatch(part) is not None and words[-1] not in _PLACES and not _IN_OFFICE.intersection(words)
