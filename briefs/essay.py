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


LONG_ITEM = 400  # a list item is one sentence to us, unless it is a paragraph in disguise

_ABOUT = re.compile(r"\W{0,4}(?:about the (?:author|writer)s?\b|about [A-Z][\w.'’-]+ [A-Z])", re.IGNORECASE)


def read_snapshot(text: str) -> Snapshot:
    """Plain text or Markdown, cut into numbered paragraphs and sentences; the text itself stays as it is."""
    blocks = cut_blocks(text)
    kinds = _name_kinds(blocks)
    return Snapshot(text, tuple(_paragraph(text, block, kinds[i], i + 1) for i, block in enumerate(blocks)))


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
        if kinds[i] is ParagraphKind.ITEM or not furniture.is_author_box(blocks[i], names):
            return
        kinds[i] = ParagraphKind.BOILER
