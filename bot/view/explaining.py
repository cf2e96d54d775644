"""Why something came or did not: a sentence that answers, then the way step by step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.view.characters import shorten
from bot.view.markup import Inline, Markup, lines, plain, weight, words
from bot.view.page import MAX_TEXT, Block, Button, Note, Page, Select, Text

TITLE = 140
ROOM = MAX_TEXT - 300


class Mark(StrEnum):
    """How far a step was taken."""

    PASSED = "✓"
    STOPPED = "✗"
    AHEAD = "…"


@dataclass(frozen=True)
class Step:
    """One step on the way to a channel."""

    mark: Mark
    said: Markup


@dataclass(frozen=True)
class Explanation:
    """What became of something, and why."""

    about: str
    answer: Markup  # a sentence
    steps: tuple[Step, ...] = ()
    hint: str = ""  # what one can do
    select: Select | None = None
    buttons: tuple[Button, ...] = ()


def passed(*parts: Inline) -> Step:
    """A step that was taken."""
    return Step(Mark.PASSED, words(*parts))


def stopped(*parts: Inline) -> Step:
    """A step at which it ended."""
    return Step(Mark.STOPPED, words(*parts))


def ahead(*parts: Inline) -> Step:
    """A step that is still to come."""
    return Step(Mark.AHEAD, words(*parts))


def page(told: Explanation) -> Page:
    """An explanation as people read it. Where there are very many steps, those in the middle go."""
    blocks: list[Block] = [Text(told.answer)]
    if told.steps:
        blocks.append(Text(lines(_fitting([words(f"{step.mark} ", *step.said) for step in told.steps]))))
    if told.hint:
        blocks.append(Note(words(shorten(told.hint, 400))))
    return Page(shorten(told.about, TITLE), tuple(blocks), told.select, told.buttons)


def _fitting(rows: Sequence[Markup]) -> Sequence[Markup]:
    kept = list(rows)
    while sum(map(weight, kept)) + len(kept) > ROOM and len(kept) > 2:
        del kept[len(kept) // 2]
    if len(kept) < len(rows):
        kept.insert((len(kept) + 1) // 2, words(f"({len(rows) - len(kept)} more steps)"))
    return [row if weight(row) <= ROOM else words(shorten(plain(row), 400)) for row in kept]
