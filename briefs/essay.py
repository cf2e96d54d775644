"""An essay's text, cut into paragraphs and sentences whose offsets point back into it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from briefs import furniture
from briefs.blocks import Block, cut_blocks
from briefs.sentences import split_sentences


class ParagraphKind(StrEnum):
    """What a paragraph is for. Only prose and list items can carry a card."""

    PROSE = "prose"
    ITEM = "item"
    HEADING = "heading"
    CAPTION = "caption"
    BOILER = "boiler"  # bylines, author boxes, newsletter lines, datelines on their own


@dataclass(frozen=True)
class Sentence:
    """A sentence where it stands: `snapshot.text[start:end] == text`."""

    text: str
    start: int  # code points into the snapshot's text
    end: int
    paragraph: int  # from 1
    number: int  # from 1 within the paragraph


@dataclass(frozen=True)
class Paragraph:
    """A block of the essay: prose, a list item, or furniture around them."""

    kind: ParagraphKind
    start: int
    end: int
    number: int  # from 1, over all paragraphs of the snapshot
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class Snapshot:
    """The text of an essay as we read it, whole and unchanged, with its structure."""

    text: str
    paragraphs: tuple[Paragraph, ...]


_LINK = re.compile(r"!?\[([^\[\]]{1,300})\]\([^()\s]{0,600}\)")
_EMPHASIS = re.compile(r"(?<![\w*_`])([*_`]{1,3})(?=\S)([^*_`]{1,300}?)(?<=\S)\1(?![\w*_`])")
_NOTE_MARK = re.compile(r"(?<=\S)(?:\[\^?\d{1,3}\]|[¹²³⁰-⁹]{1,3})(?=\W|\Z)")
MOST = 10_000  # paragraphs: ten times a book's
LONG_ITEM = 400  # a list item is one sentence to us, unless it is a paragraph in disguise

_NOTED = re.compile(r"\S(?:\[\^?(\d{1,3})\]|([¹²³⁰-⁹]{1,3}))")
_ABOUT = re.compile(r"\W{0,4}(?:about the (?:author|writer)s?\b|about [A-Z][\w.'’-]+ [A-Z])", re.IGNORECASE)


def read_snapshot(text: str) -> Snapshot:
    """Plain text or Markdown, cut into numbered paragraphs and sentences; the text itself stays as it is.

    Whatever has more than ten thousand paragraphs is no essay, and the rest of it is left out.
    """
    blocks = cut_blocks(text)[:MOST]
    kinds = _name_kinds(blocks)
    return Snapshot(text, tuple(_paragraph(text, block, kinds[i], i + 1) for i, block in enumerate(blocks)))


def plain(text: str) -> str:
    """Words of an essay without the marks of Markdown and of footnotes, and without soft hyphens."""
    text = _NOTE_MARK.sub("", _LINK.sub(r"\1", text.replace("\xad", "")))
    return _EMPHASIS.sub(r"\2", text)


def _paragraph(text: str, block: Block, kind: ParagraphKind, number: int) -> Paragraph:
    whole = kind not in (ParagraphKind.PROSE, ParagraphKind.ITEM) or (
        kind is ParagraphKind.ITEM and block.end - block.start <= LONG_ITEM
    )
    spans = [(block.start, block.end)] if whole else split_sentences(text, block.start, block.end)
    sentences = tuple(
        Sentence(text[start:end], start, end, number, count) for count, (start, end) in enumerate(spans, start=1)
    )
    return Paragraph(kind, block.start, block.end, number, sentences)


def _name_kinds(blocks: list[Block]) -> list[ParagraphKind]:
    """By the look of each block first, then by its place: bylines stand at the head, author boxes at the foot."""
    crammed = sum(not block.after_blank for block in blocks) > len(blocks) / 2  # one paragraph a line, no empty lines
    kinds = [_by_look(block, seed_like=crammed and block.after_blank and i > 0) for i, block in enumerate(blocks)]
    first = next((i for i, kind in enumerate(kinds) if kind is ParagraphKind.PROSE and _is_full(blocks[i])), 0)
    _mark_code(blocks, kinds)
    _mark_notes(blocks, kinds)
    _mark_head(blocks, kinds, first)
    _mark_foot(blocks, kinds, first)
    return kinds


def _by_look(block: Block, *, seed_like: bool) -> ParagraphKind:
    if furniture.is_caption(block, seed_like=seed_like):
        return ParagraphKind.CAPTION
    if block.marker and not block.marker.startswith("#"):
        return ParagraphKind.ITEM
    if not block.marker and furniture.is_boiler(block):
        return ParagraphKind.BOILER
    return ParagraphKind.HEADING if furniture.is_heading(block) else ParagraphKind.PROSE


def _is_full(block: Block) -> bool:
    words = len(block.text.split())
    return words >= 25 or (words >= 6 and block.text.rstrip("\"”’')*_")[-1:] in (".", "!", "?", ":"))


def _mark_code(blocks: list[Block], kinds: list[ParagraphKind]) -> None:
    opened: int | None = None
    for i, block in enumerate(blocks):
        if opened is None and block.text.startswith(furniture.FENCES):
            opened = i
        elif opened is not None and block.text.endswith(furniture.FENCES):
            kinds[opened : i + 1] = [ParagraphKind.BOILER] * (i + 1 - opened)
            opened = None


def _mark_notes(blocks: list[Block], kinds: list[ParagraphKind]) -> None:
    """Footnotes: "[1] See the annual report", where an earlier paragraph has its [1]."""
    seen: set[str] = set()
    for i, block in enumerate(blocks):
        note = furniture.NOTE.match(block.text)
        if note and (note["number"] or note["raised"]) in seen and kinds[i] is not ParagraphKind.CAPTION:
            kinds[i] = ParagraphKind.BOILER
        else:
            seen.update(number or raised for number, raised in _NOTED.findall(block.text))


def _mark_head(blocks: list[Block], kinds: list[ParagraphKind], first: int) -> None:
    """Between the title and the first paragraph stand bylines, dates and rubrics."""
    titled = False
    for i in range(first):
        if kinds[i] is ParagraphKind.HEADING and (not titled or blocks[i].marker):
            titled = True
        elif kinds[i] in (ParagraphKind.HEADING, ParagraphKind.PROSE) and furniture.is_byline(blocks[i]):
            kinds[i] = ParagraphKind.BOILER
    if 0 < first < len(blocks) - 1 and kinds[first] is ParagraphKind.PROSE and _is_book_line(blocks[first]):
        kinds[first] = ParagraphKind.BOILER


def _is_book_line(block: Block) -> bool:
    return len(block.text) < 200 and re.search(r"\b\d{2,4} pages\b", block.text) is not None


def _mark_foot(blocks: list[Block], kinds: list[ParagraphKind], first: int) -> None:
    for i in range(max(first + 1, len(blocks) // 2), len(blocks)):
        if kinds[i] is not ParagraphKind.PROSE and _ABOUT.match(blocks[i].text):
            kinds[i:] = [ParagraphKind.BOILER] * (len(kinds) - i)
            return
    bylines = [block.text for block, kind in zip(blocks[:first], kinds, strict=False) if kind is ParagraphKind.BOILER]
    names = furniture.names_in_bylines([re.sub(r"^\W*[Bb][Yy]\s", "", line) for line in bylines])
    for i in range(len(blocks) - 1, max(first, len(blocks) - 5), -1):
        if kinds[i] is ParagraphKind.BOILER:
            continue
        last = i == len(blocks) - 1
        box = furniture.is_author_box(blocks[i], names, last=last) or (not names and _introduces(blocks, i))
        if kinds[i] is ParagraphKind.ITEM or not box:
            return
        kinds[i] = ParagraphKind.BOILER


def _introduces(blocks: list[Block], place: int) -> bool:
    """Whether a short paragraph near the end introduces somebody of whom the text has not spoken."""
    text = blocks[place].text
    name = furniture.introduced(text) if len(text.split()) <= 80 else ""
    surname = name.rsplit(" ", 1)[-1]
    return bool(name) and not any(surname in block.text for block in blocks[:place])


def author_box(snapshot: Snapshot) -> str:
    """Whom the box at the end of a text introduces as its author, or ""."""
    last = [paragraph for paragraph in snapshot.paragraphs[-6:] if paragraph.kind is ParagraphKind.BOILER]
    return next((name for box in last if (name := furniture.introduced(snapshot.text[box.start : box.end]))), "")
