"""The daily state of the talks in parts: a headline with the counts, and the cards one by one in its thread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from bot.view import wording
from bot.view.characters import shorten
from bot.view.digest import Frame, footer, further, head_line, kind_line, topic_title, was, withdrawn_line
from bot.view.markup import Bold, Markup, lines, words
from bot.view.page import Block, Button, Note, Page, Text
from briefs.model import Dossier, Entry, Essay
from briefs.selection import Selection, key

HEADLINE, BEFORE, TEXT = 140, 110, 900  # characters of a card: there is room for all of it


@dataclass(frozen=True)
class Parts:
    """An edition in parts."""

    headline: Page
    cards: tuple[Page, ...]


def parts(
    title: str,
    selection: Selection,
    dossiers: Mapping[str, Dossier],
    essays: Mapping[str, Essay],
    before: Mapping[str, str],
    many: int,
    frame: Frame,
) -> Parts | None:
    """The edition of `digest.digest` in parts; None where nothing is new, so that there is nothing to part."""
    if selection.empty:
        return None
    counts = Counter(topic_title(entry, dossiers) for entry in selection.shown)
    rows = [words(Bold(_counted(selection)))]
    if counts:
        rows.append(words(" · ".join(f"{topic} {number}" for topic, number in counts.items())))
    blocks: list[Block] = [Text(lines(rows)), Note(lines(footer(selection, essays, many, frame)))]
    buttons = (Button("State of the talks", "brief"), Button("Topics", "topics"))
    below = [_card(entry, "Changed", was(entry, before, BEFORE)) for entry in selection.changed]
    below += [_card(entry, topic_title(entry, dossiers), None) for entry in selection.new]
    return Parts(Page(head_line(title, frame), tuple(blocks), buttons=buttons), (*below, *_lists(selection)))


def _counted(selection: Selection) -> str:
    """ "3 new cards, 1 changed and 1 withdrawn"."""
    new = len(selection.new) + len(selection.headlines)
    said = [wording.count(new, "new card")] if new else []
    said += [f"{len(selection.changed)} changed"] if selection.changed else []
    said += [f"{len(selection.withdrawn)} withdrawn"] if selection.withdrawn else []
    return wording.listed(said)


def _card(entry: Entry, label: str, old: Markup | None) -> Page:
    """One card; its headline is the title, by which a correction knows that the page is about it alone."""
    told = words(shorten(entry.card.text, TEXT) or "…")
    return Page(
        shorten(entry.card.headline, HEADLINE) or entry.card.id,
        (Text(told), *((Note(old),) if old else ()), Note(kind_line(entry, label))),
        buttons=(Button("Evidence", f"card #{entry.number}"), Button("More on this topic", entry.card.topic)),
        cards=(key(entry),),
    )


def _lists(selection: Selection) -> list[Page]:
    """What is named and not told: further new cards, and those that are withdrawn."""
    pages = []
    if selection.headlines:
        pages.append(Page("Also new", (Text(lines(further(selection))),), cards=tuple(map(key, selection.headlines))))
    if selection.withdrawn:
        pages.append(Page("Withdrawn", (Text(words(withdrawn_line(selection))),)))
    return pages
