"""Essays from what people paste, and what can be said of an upload before it is read."""

from __future__ import annotations

import re

from bot.sources.taken import Reading, Taken, checked, one_line, take

LARGEST = 10_000_000  # bytes of an upload
FLAT = 1500  # characters: more than a paragraph
_HEADING = re.compile(r"(?:(?<=\s)|\A)#{1,6}\s+")
_TITLE = 120  # characters: a longer first line is a sentence


def from_text(text: str) -> Taken:
    """The essay of a pasted text; a first line that looks like a title is the title. Raises Unreadable."""
    text = checked(text.replace("\r\n", "\n").replace("\r", "\n").strip("\n"), "The text")
    if "\n" not in text and len(text) > _TITLE:
        text = _HEADING.sub("", text)  # or all of it would be one
    first, _, rest = text.partition("\n")
    title = first.strip("#*_ \t")
    plain = not title.startswith("![") and not title.endswith((".", ",", ";", ":", "”", '"'))
    titled = rest.strip() and 0 < len(title) <= _TITLE and plain
    byline = re.match(r"(?:by|von|par)\s", title, re.IGNORECASE)
    return take(Reading(text, title if titled and not byline else ""), _first_words(text))


def is_flat(text: str) -> bool:
    """Whether a text has lost its lines, as one does that is pasted into an option of a slash command."""
    return "\n" not in text.strip() and len(text) > FLAT


def safe_name(name: str) -> str:
    """The last part of a file's name, fit to be shown."""
    last = re.split(r"[/\\]", one_line(name, 1000))[-1]
    stem, dot, ending = last.rpartition(".")
    return f"{stem[:60]}{dot}{ending[:10]}" if dot else last[:60] or "The file"


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words[:8])[:80] + ("…" if len(words) > 8 else "")
