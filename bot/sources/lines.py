"""Lines as a page sets them, put together again as paragraphs whose sentences are whole."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ENDS = re.compile(r"[.!?…:][\"”’')\]\d]{0,4}\Z")
_ITEM = re.compile(r"(?:[-•◦▪‣–*]|\(?\d{1,2}[.)]|[a-z]\))\s")
_SHORT = 0.82  # of a full line: where a line ends earlier than that, its writer ended it


def join_lines(lines: Iterable[str]) -> str:
    """Paragraphs with one blank line between two; words that a line break had divided are whole again."""
    lines = list(lines)
    width = _full_width(lines)
    words = _words(lines)
    paragraphs: list[str] = []
    current = last = ""
    for line in lines:
        if current and (_begins_anew(last, line, width) if line else _ends_here(current, last, width)):
            paragraphs.append(current)
            current = ""
        if line:
            current = _joined(current, line, words) if current else line
            last = line
    return "\n\n".join([*paragraphs, *([current] if current else [])])


def _ends_here(current: str, last: str, width: int) -> bool:
    """Whether an empty line ends the paragraph: a page's end inside a sentence does not."""
    return bool(_ENDS.search(current)) or len(last) < width * _SHORT


def _full_width(lines: list[str]) -> int:
    """How long a line is that was broken because it was full."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[int(len(lengths) * 0.8)] if lengths else 0


def _words(lines: list[str]) -> set[str]:
    """Words that stand whole somewhere, hyphenated ones too: they tell which hyphen belongs to a word."""
    return {word for line in lines for word in re.findall(r"\w+(?:-\w+)*", line.casefold())[:-1]}


def _begins_anew(above: str, below: str, width: int) -> bool:
    if _ITEM.match(below):
        return True
    if _ENDS.search(above) and len(below) < width * 0.6 and _is_head(below, width) and not _ENDS.search(below):
        return True
    short = len(above) + 1 + len(below.split(" ", 1)[0]) < width * _SHORT
    if below[:1].islower() or above.endswith((",", ";", "-")):
        return False
    return short and (bool(_ENDS.search(above)) or _is_head(above, width))


def _is_head(line: str, width: int) -> bool:
    """A short line without an end: a title, a heading, a byline."""
    return len(line) < width * 0.75 and line[:1].isupper() and not line.endswith((",", ";", "-", "–"))


def _joined(above: str, below: str, words: set[str]) -> str:
    divided = re.search(r"(\w+(?:-\w+)*)-\Z", above)
    follows = re.match(r"\w+", below)
    if not divided or not follows or not below[:1].islower():
        return above + ("" if above.endswith(("-", "–", "/")) and above[-2:-1].isalnum() else " ") + below
    whole = (divided[1] + follows[0]).casefold()
    kept = f"{divided[1]}-{follows[0]}".casefold()
    if kept in words and whole not in words:
        return above + below
    return above[:-1] + below
