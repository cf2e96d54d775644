"""What every way in ends with: a text with what is known of it, and from that an essay."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import date

from bot.sources.dateline import dateline
from briefs.essay import ParagraphKind, Snapshot, author_box, plain, read_snapshot
from briefs.model import NOBODY, Essay

LONGEST = 200_000  # characters: some 30,000 words
_BYLINE = re.compile(  # also "By Col. (ret.) Ann Bo, The Review"
    r"[*_]*(?:(?:words|text|written)\s+)?(?:by:?|von|par)\s+"
    r"(?P<name>[^\W\d_][\w.'’ -]{2,60}?(?:\([\w. ]{2,12}\)\s[\w.'’ -]{2,60}?)?)[*_]*\s*(?:[,|·—–].*|\([^()]*\))?",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"(?:(?:our|an?|the|your|from)\s.*|staff\b.*|special\s.*)?"
    r"\b(?:correspondents?|reporters?|writers?|staff|contributors?|newsroom|desk)(?:\s(?:in|for|at)\s.*)?",
    re.IGNORECASE,
)
_CONTROLS = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)


class Unreadable(Exception):
    """Something that holds no essay for us. The text says why and what to do."""

    def __init__(self, reason: str, *, just_now: bool = False) -> None:
        """Take the sentences. `just_now`: in an hour it may hold one."""
        super().__init__(reason)
        self.just_now = just_now


@dataclass(frozen=True)
class Reading:
    """A text as it was read, and what was said about it beside the text; "" is what is not known."""

    text: str
    title: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""  # as `Essay` has it
    address: str = ""


@dataclass(frozen=True)
class Taken:
    """An essay as it was read: its record, and its text."""

    essay: Essay
    snapshot: Snapshot


def take(reading: Reading, name: str = "") -> Taken:
    """The essay of a reading. Its record comes from the text's head where nothing else says it."""
    snapshot = read_snapshot(reading.text)
    publisher, published = dateline(snapshot)
    title = one_line(reading.title) or heading(snapshot) or one_line(name) or "Untitled"
    digest = hashlib.sha256(reading.text.encode()).hexdigest()
    record = Essay(
        id=_id(title, digest),
        title=title,
        author=one_line(reading.author) or byline(snapshot) or NOBODY,
        publisher=one_line(reading.publisher) or publisher,
        published=one_line(reading.published, 20) or (published if is_date(published) else ""),
        address=reading.address,
        snapshot_hash=digest,
    )
    return Taken(record, snapshot)


def told(taken: Taken, *, poster: str = "", **said: str) -> Taken:
    """The essay with what somebody says of it: title, author, publisher, published, address; "" leaves it as it is.

    `poster`: whoever passed the text on, who is its author where neither they nor the text name one.
    """
    if taken.essay.author == NOBODY and not said.get("author"):
        said["author"] = poster
    known = {name: one_line(value, 2000 if name == "address" else 200) for name, value in said.items()}
    record = replace(taken.essay, **{name: value for name, value in known.items() if value})
    return Taken(replace(record, id=_id(record.title, record.snapshot_hash)), taken.snapshot)


def is_date(text: str) -> bool:
    """Whether it is an ISO date or its beginning, with "~" behind it where it is only about right."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?~?", text)
    try:
        return bool(found and date(int(found[1]), int(found[2] or 1), int(found[3] or 1)))
    except ValueError:
        return False


def need_date(text: str) -> None:
    """Raise Unreadable for what is said to be a date and is none; "" is not known."""
    if text and not is_date(text):
        raise Unreadable(f"“{text[:40]}” is not a date. Write it as 2026-11-20, 2026-11 or 2026.")


def checked(text: str, what: str) -> str:
    """The text without characters that only mislead. Raises Unreadable when it is empty or too long."""
    text = _CONTROLS.sub("", text)
    if not text.strip():
        raise Unreadable(f"{what} is empty.")
    if len(text) > LONGEST:
        raise Unreadable(
            f"{what} has more than {LONGEST:,} characters, as a book has. Give the chapter or article that counts."
        )
    return text


def _id(title: str, digest: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:40].strip("-") or "essay"
    return f"{slug}-{digest[:6]}"


def heading(snapshot: Snapshot) -> str:
    """The first heading before the text begins, or right behind its first paragraph; or ""."""
    for place, paragraph in enumerate(snapshot.paragraphs[:8]):
        if paragraph.kind is ParagraphKind.HEADING:
            return one_line(plain(snapshot.text[paragraph.start : paragraph.end]).strip("#* \n"))
        if paragraph.kind in (ParagraphKind.PROSE, ParagraphKind.ITEM) and place > 1:
            return ""
    return ""


def byline(snapshot: Snapshot) -> str:
    """Whom a line near the top, or else a box at the end, names as the author; "" where that is only an office."""
    for paragraph in snapshot.paragraphs[:5]:
        line = snapshot.text[paragraph.start : paragraph.end].strip()[:200]
        found = _BYLINE.fullmatch(line)
        if found and paragraph.kind is not ParagraphKind.PROSE and not _NO_PERSON.fullmatch(found["name"].strip()):
            return found["name"].strip()
    return author_box(snapshot)


def one_line(text: str, most: int = 200) -> str:
    """A name or title without line breaks and control characters, and not longer than anybody reads."""
    return " ".join(_CONTROLS.sub("", text).split())[:most].strip()


def iso_date(text: str) -> str:
    """The ISO date that a text begins with; "" for anything else, and for years that no essay of ours is from."""
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)(?!\d)", text.strip())
    if not found:
        return ""
    try:
        day = date(*map(int, found.groups()))
    except ValueError:
        return ""
    return day.isoformat() if 1800 <= day.year <= 2200 else ""
