"""Where one paragraph ends and the next begins: blank lines, headings, list items, one paragraph a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WRAP_WIDTH = 120  # a longest line beyond this was not wrapped by hand: each line is a paragraph


@dataclass(frozen=True)
class Line:
    start: int
    end: int  # without the line break and the white space before it
    text: str


@dataclass(frozen=True)
class Block:
    """A piece of the text that stands by itself, without its list or heading marker."""

    start: int
    end: int
    text: str
    marker: str  # "#", "-", "1.", "" ...
    alone: bool  # blank lines (or the edge of the text) on both sides
    after_blank: bool


_MARKER = re.compile(
    r"[ \t]{0,12}(?:>[ \t]{0,3}){0,4}"
    r"(#{1,6}(?=[ \t])|[-–*+•◦▪‣●■►](?=[ \t])|\(?\d{1,3}[.)](?=[ \t])|\(?[a-z]\)(?=[ \t])"
    r"|(?:i{1,3}|iv|vi{0,3}|ix|x)\.(?=[ \t]))?[ \t]{0,8}"
)
_RULE = re.compile(r"[ \t]*(?:(?:[-*_=~][ \t]*){3,200}|[-+|: ]{3,400})\Z")
_LINE_BREAKS = re.compile(r"\r\n|[\n\r\u2028\u2029\x0b\x0c\x85]")


def cut_blocks(text: str) -> list[Block]:
    """The blocks of a text in their order; rules, front matter fences and empty lines are left out."""
    groups = list(_groups(_lines(text)))
    width = max((len(line.text) for group in groups if len(group) > 1 for line in group), default=0)
    blocks: list[Block] = []
    for group in groups:
        pieces = _pieces(group, width)
        for number, (lines, marker) in enumerate(pieces):
            block = _block(text, lines, marker, alone=len(pieces) == 1, after_blank=number == 0)
            if block.start < block.end:
                blocks.append(block)
    return blocks


def _lines(text: str) -> Iterator[Line]:
    begin = 0
    for match in _LINE_BREAKS.finditer(text):
        yield _line(text, begin, match.start())
        begin = match.end()
    yield _line(text, begin, len(text))


def _line(text: str, start: int, end: int) -> Line:
    kept = text[start:end].rstrip()
    if start == 0 and kept.startswith("\ufeff"):
        start, kept = 1, kept[1:]
    return Line(start, start + len(kept), kept)


def _groups(lines: Iterator[Line]) -> Iterator[list[Line]]:
    """Runs of lines without an empty line between them."""
    group: list[Line] = []
    for line in lines:
        if line.text.strip(" \t>\xa0\u200b"):
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _pieces(group: list[Line], width: int) -> list[tuple[list[Line], str]]:
    """The group cut at markers, and at every line break that no wrapping explains."""
    pieces: list[tuple[list[Line], str]] = []
    joinable = False
    for line in group:
        if _RULE.match(line.text):
            if len(pieces) and len(line.text) > 2 and set(line.text.strip()) <= set("=-") and len(pieces[-1][0]) == 1:
                lines, marker = pieces[-1]
                pieces[-1] = (lines, marker or "#")  # a setext heading
            joinable = False
            continue
        marker = _marker(line)
        if marker or not joinable or not _wrapped(pieces[-1][0][-1], line, width):
            pieces.append(([line], marker))
        else:
            pieces[-1][0].append(line)
        joinable = not marker.startswith("#")
    return pieces


def _marker(line: Line) -> str:
    match = _MARKER.match(line.text)
    return match[1] or "" if match else ""


def _wrapped(above: Line, below: Line, width: int) -> bool:
    """Whether the break between two lines is only there because the line was full, or stands inside a sentence."""
    unfinished = above.text[-1:].isalnum() or above.text[-1:] in ",-–—"
    if unfinished and (below.text.lstrip()[:1].islower() or len(above.text) >= 60):
        return True
    if width > WRAP_WIDTH:
        return False
    full = len(above.text) + 1 + len(below.text.split(None, 1)[0]) > width - 2
    return full or (below.text[:1] in " \t" and above.text[-1:] not in ".!?:")


def _block(text: str, lines: list[Line], marker: str, *, alone: bool, after_blank: bool) -> Block:
    first = lines[0]
    match = _MARKER.match(first.text)
    start = first.start + (match.end() if match else 0)
    end = lines[-1].end
    if marker.startswith("#"):
        while end > start and text[end - 1] in "# \t":
            end -= 1
    return Block(start, end, text[start:end], marker, alone, after_blank)
