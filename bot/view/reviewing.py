"""What editors see: drafts with what they rest on, one a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.chat import Person
from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Italic, Markup, lines, words
from bot.view.page import MAX_OPTIONS, Block, Button, Note, Option, Page, Quotation, Select, Text
from briefs.model import Change, Dossier, Entry, Essay, Quote

QUOTE = 420  # characters of a quote beside its draft


@dataclass(frozen=True)
class Waiting:
    """A draft among those that wait."""

    entry: Entry
    dossier: Dossier
    essays: Mapping[str, Essay]
    place: int  # from 1
    many: int
    objections: Sequence[str] = ()  # why it cannot be published as it is
    alike: Sequence[Entry] = ()  # published cards that say something like it
    agreed: Sequence[str] = ()  # editors who would let it out
    decided: str = ""  # what was decided just before


def draft(waiting: Waiting) -> Page:
    """One draft: what it would say, the words it rests on, and what an editor can do with it."""
    card, entry = waiting.entry.card, waiting.entry
    blocks: list[Block] = []
    if waiting.decided:
        blocks.append(Note(words(shorten(waiting.decided, 300))))
    blocks.append(
        Text(words(Bold(shorten(card.headline, compose.HEADLINE)), "\n", shorten(card.text, compose.CARD_TEXT)))
    )
    blocks.append(Note(words(*wording.about(card, compose.party_name(waiting.dossier, card)), f" · {_title(waiting)}")))
    for evidence in [one for one in card.evidence if isinstance(one, Quote)][:2]:
        essay = waiting.essays.get(evidence.essay)
        blocks.append(Quotation(words(shorten(evidence.exact, QUOTE))))
        if essay:
            blocks.append(Note(words(shorten(f"{essay.title}: {wording.source(essay)}", 250))))
    if waiting.objections:
        rows: list[Markup] = [words(Bold("It cannot be published as it is"))]
        rows += [words(shorten(one, 240)) for one in waiting.objections[:3]]
        blocks.append(Text(lines(rows)))
    blocks.append(Note(words(_standing(waiting))))
    number = f"#{entry.number}"
    return Page(
        f"Draft {waiting.place} of {waiting.many}",
        tuple(blocks),
        select=_further(waiting, number),
        buttons=(
            Button("Publish", f"review publish {number} {entry.revision}", style="main"),
            Button("Edit", f"review edit {number} {entry.revision}", opens_form=True),
            Button("Reject", f"review reject {number} {entry.revision}", style="danger"),
            *((Button("Next", f"review {waiting.place % waiting.many + 1}"),) if waiting.many > 1 else ()),
        ),
    )


def none_left(decided: str = "") -> Page:
    """No draft waits."""
    said = words(shorten(f"{decided} " if decided else "", 300), "No draft waits. Take an essay in with “add ADDRESS”.")
    return Page("Review", (Text(said),), buttons=(Button("State of the talks", "brief"), Button("Essays", "essays")))


def _title(waiting: Waiting) -> str:
    titles = {topic.slug: topic.title for topic in waiting.dossier.topics}
    return shorten(f"{titles.get(waiting.entry.card.topic, waiting.entry.card.topic)}, {waiting.dossier.title}", 200)


def _standing(waiting: Waiting) -> str:
    agreed = f" · {', '.join(waiting.agreed)} would publish it" if waiting.agreed else ""
    return shorten(f"{waiting.entry.card.id} · revision {waiting.entry.revision}{agreed}", 300)


def _further(waiting: Waiting, number: str) -> Select:
    """What is done more rarely."""
    revision = waiting.entry.revision
    options = [
        Option("Ask for a second opinion", f"review second {number} {revision}", "Another editor has to agree"),
        Option("Show it with its history", f"card {number}"),
    ]
    if waiting.place > 1:
        options.append(Option("Previous draft", f"review {waiting.place - 1}"))
    options += [
        Option(shorten(f"Merge into: {one.card.headline}", 70), f"review merge {number} {revision} #{one.number}")
        for one in waiting.alike[: MAX_OPTIONS - len(options)]
    ]
    return Select("More", tuple(options))


def difference(history: Sequence[Change], revision: int) -> str:
    """What was reworded in a card after a revision, by its history, the latest first; empty when nothing was."""
    later = [change for change in history if change.revision > revision]
    if not later:
        return ""
    headline, _, text = later[-1].before.partition("\n")
    now = later[0]
    said = []
    if headline != now.headline:
        said.append(f"The headline was “{shorten(headline, 140)}” and is “{shorten(now.headline, 140)}”.")
    if text != now.text:
        said.append(f"The text was “{shorten(text, 300)}” and is “{shorten(now.text, 300)}”.")
    return " ".join(said)


def taken_in(title: str, many: int, dossier: Dossier) -> Page:
    """What the review channel is told of an essay."""
    return Page(
        shorten(f"{wording.count(many, 'draft')} from “{title}”", 140),
        (Text(words("In ", Italic(shorten(dossier.title, 100)), ". The best comes first.")),),
        buttons=(Button("Review", "review", style="main"), Button("Essays", "essays")),
    )


def second_opinion(entry: Entry, by: Person) -> Page:
    """What the review channel is told when an editor wants another to decide."""
    return Page(
        "A second opinion is asked for",
        (
            Text(words(Bold(shorten(entry.card.headline, compose.HEADLINE)))),
            Note(words(wording.person(by), " leaves it to another editor.")),
        ),
        buttons=(Button("Show it", f"card #{entry.number}"), Button("Review", "review", style="main")),
    )
