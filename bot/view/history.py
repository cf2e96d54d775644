"""What happened to a card, a line each."""

from __future__ import annotations

from bot.view import wording
from bot.view.characters import shorten
from bot.view.markup import Inline, Markup, PersonName, Time, words
from briefs.model import Change


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
