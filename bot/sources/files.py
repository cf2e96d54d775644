"""Essays from files."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from briefs.essay import ParagraphKind, Snapshot, read_snapshot
from briefs.model import Essay

LARGEST = 2_000_000  # bytes: far above any essay, and read in well under a second
_BYLINE = re.compile(r"[*_]*(?:by|von|par)\s+(?P<name>[^\W\d_][\w.'’ -]{2,60}?)[*_]*\s*(?:[,|·—–(].*)?", re.IGNORECASE)


class Unreadable(Exception):
    """A file that holds no essay for us. The text says why and what to do."""


@dataclass(frozen=True)
class Taken:
    """An essay as it was read: its record, and its text."""

    essay: Essay
    snapshot: Snapshot


def read_text(file: Path) -> str:
    """A text or Markdown file as UTF-8, with a line break in place of a byte order mark: every offset holds for the
    file too. Raises Unreadable."""
    try:
        with file.open("rb") as opened:
            held = opened.read(LARGEST + 1)  # no more: a pipe has no size, and may have no end
        if len(held) > LARGEST:
            raise Unreadable(f"{file} has more than {LARGEST // 1_000_000} MB. Take out what is not the essay.")
        text = held.decode("utf-8")
        return f"\n{text[1:]}" if text.startswith("\ufeff") else text
    except FileNotFoundError:
        raise Unreadable(f"There is no file {file}.") from None
    except UnicodeDecodeError as wrong:
        raise Unreadable(
            f"{file} is not UTF-8 text (byte {wrong.start + 1}). Save it as text or Markdown in UTF-8."
        ) from None
    except OSError as wrong:
        raise Unreadable(f"{file} cannot be read: {wrong.strerror}.") from None
    except ValueError:  # a zero byte in the name
        raise Unreadable("No file can have such a name.") from None


def read_essay(file: Path, *, title: str = "", author: str = "", publisher: str = "", published: str = "") -> Taken:
    """An essay from a file; title and author from its head where they are not given. Raises Unreadable."""
    if published and not _is_date(published):
        raise Unreadable(f"“{published[:40]}” is not a date. Write it as 2026-11-20, 2026-11 or 2026.")
    text = read_text(file)
    if not text.strip():
        raise Unreadable(f"{file} is empty.")
    snapshot = read_snapshot(text)
    title = title or _title(snapshot) or file.stem
    digest = hashlib.sha256(text.encode()).hexdigest()
    name = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:40].strip("-") or "essay"
    record = Essay(
        id=f"{name}-{digest[:6]}",
        title=title,
        author=author or _author(snapshot) or "Author not given",
        publisher=publisher,
        published=published,
        snapshot_hash=digest,
    )
    return Taken(record, snapshot)


def _is_date(text: str) -> bool:
    """Whether it is an ISO date or its beginning, with "~" behind it where it is only about right."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?~?", text)
    try:
        return bool(found and date(int(found[1]), int(found[2] or 1), int(found[3] or 1)))
    except ValueError:
        return False


def _title(snapshot: Snapshot) -> str:
    heads = (paragraph for paragraph in snapshot.paragraphs[:3] if paragraph.kind is ParagraphKind.HEADING)
    return next((snapshot.text[head.start : head.end].strip("#* \n")[:200] for head in heads), "")


def _author(snapshot: Snapshot) -> str:
    for paragraph in snapshot.paragraphs[:5]:
        line = snapshot.text[paragraph.start : paragraph.end].strip()[:200]
        found = _BYLINE.fullmatch(line)
        if found and paragraph.kind is not ParagraphKind.PROSE:
            return found["name"].strip()
    return ""
