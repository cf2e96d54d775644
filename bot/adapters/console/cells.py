"""Text in the cells of a terminal: how many it takes, and where a line has to end."""

from __future__ import annotations

import re
import unicodedata

# What dresses a piece of text: characters that cleaned text cannot hold, turned into ANSI (or nothing) at the end.
BOLD, ITALIC, DIM, GOOD, WRONG, PLAIN = "\x01", "\x02", "\x03", "\x04", "\x05", "\x06"
_ANSI = {
    BOLD: "\x1b[1m",
    ITALIC: "\x1b[3m",
    DIM: "\x1b[2m",
    GOOD: "\x1b[1;32m",
    WRONG: "\x1b[1;31m",
    PLAIN: "\x1b[0m",
}
_MARK = re.compile("[\x01-\x06]")


def width(text: str) -> int:
    """The cells that a text takes."""
    return sum(map(_cells, text))


def wrap(text: str, room: int) -> list[str]:
    """The text on lines of at most `room` cells, broken between words, and within one that is longer than a line."""
    return [line for row in text.split("\n") for line in _wrap_row(row, max(room, 8))]


def dress(line: str, dressed: bool) -> str:
    """A line with its marks turned into ANSI, or taken away. A line ends plain."""
    if not dressed:
        return _MARK.sub("", line)
    marks = _MARK.findall(line)
    return _MARK.sub(lambda mark: _ANSI[mark[0]], line) + (_ANSI[PLAIN] if marks and marks[-1] != PLAIN else "")


def carry_over(lines: list[str]) -> list[str]:
    """Each line with the dress that the one before left on."""
    on = ""
    carried = []
    for line in lines:
        carried.append(on + line)
        for mark in _MARK.findall(line):
            on = "" if mark == PLAIN else mark
    return carried


def _wrap_row(row: str, room: int) -> list[str]:
    lines, line, used = [], "", 0
    for word in re.split(r"(?<=[ ])(?=[^ ])", row):
        needed = width(word.rstrip(" "))
        if line and used + needed > room:
            lines.append(line.rstrip(" "))
            line, used = "", 0
        while needed > room:
            head = _fitting(word, room)
            lines.append(head)
            word = word[len(head) :]
            needed = width(word.rstrip(" "))
        line += word
        used += width(word)
    return [*lines, line.rstrip(" ")]


def _fitting(word: str, room: int) -> str:
    used = 0
    for place, character in enumerate(word):
        used += _cells(character)
        if used > room:
            return word[: max(place, 1)]
    return word


def _cells(character: str) -> int:
    if character in "\u200b\u200c\u200d\ufe0e\ufe0f" or _MARK.match(character) or unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
