"""Essays from files on this machine, named by whoever may read them: the command line."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from bot.sources.taken import Reading, Taken, Unreadable, take

__all__ = ["Taken", "Unreadable", "read_essay", "read_text"]

LARGEST = 2_000_000  # bytes: far above any essay, and read in well under a second


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
    return take(Reading(text, title, author, publisher, published), file.stem)


def _is_date(text: str) -> bool:
    """Whether it is an ISO date or its beginning, with "~" behind it where it is only about right."""
    found = re.fullmatch(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?~?", text)
    try:
        return bool(found and date(int(found[1]), int(found[2] or 1), int(found[3] or 1)))
    except ValueError:
        return False
