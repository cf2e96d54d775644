"""What happened to a card, a line each."""

from __future__ import annotations

from collections.abc import Sequence

from bot.view import wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Inline, Markup, PersonName, Time, lines, words
from bot.view.page import Button, Page, Text
from bot.view.sheets import paginate, turn_pages
from briefs.model import Change, Entry

A_PAGE = 8


def page(entry: Entry, history: Sequence[Change], name: str, number: int) -> Page | None:
    """Page `number` of all that happened to a card, the latest first; None when there is no such page."""
    sheets = paginate([[Text(_row(change))] for change in history], most=A_PAGE)
    if not 1 <= number <= len(sheets):
        return None
    return Page(
        shorten(f"History: {entry.card.headline}", 140),
        tuple(block for rows in sheets[number - 1] for block in rows),
        buttons=(*turn_pages(f"card {name} history", number, len(sheets)), Button("The card", f"card {name}")),
    )


def _row(change: Change) -> Markup:
    """A line, and below it the words as they were from then on."""
    said = [line(change)]
    if change.what in ("drafted", "published", "changed"):
        said.append(words(Bold(shorten(change.headline, 140))))
    return lines(said)


def replaced(change: Change) -> str:
    """What a change replaced: the headline, or the text where the headline stayed."""
    headline, _, text = change.before.partition("\n")
    if change.what != "changed":
        return ""
    return headline if headline != change.headline else text


def line(change: Change) -> Markup:
    """What was done, when and by whom; what it replaced, and why."""
    who: list[Inline] = ["shipped with Communiqué"]
    if change.by_id or change.by != "shipped":
        who = ["by ", PersonName(change.by_id, shorten(change.by, 40) or "somebody")]
    for number, (id, name) in enumerate(change.agreed):
        who += [", " if number else ", agreed: ", PersonName(id, shorten(name or id, 40) or "somebody")]
    before = replaced(change)
    old = f"; before: “{shorten(before, 120)}”" if before else ""
    note = f"; {shorten(change.note, 60)}" if change.note else ""
    return words(f"{wording.CHANGES.get(change.what, change.what)} ", Time(change.at), ", ", *who, f"{old}{note}")
