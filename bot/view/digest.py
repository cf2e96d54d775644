"""The daily state of the talks, as one message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Inline, Italic, Markup, Time, lines, words
from bot.view.page import Block, Button, Divider, Note, Page, Select, Text
from briefs.model import Dossier, Entry, Essay
from briefs.selection import Selection

TEXT = 220  # of a card in a digest; the whole is a click away
HEADLINE = 130


@dataclass(frozen=True)
class Frame:
    """What stands around the cards of an edition."""

    date: date  # local
    next_due: datetime | None = None
    late_since: datetime | None = None  # when it was planned for, if that is long ago
    shared_by: str = ""


def digest(
    title: str,
    selection: Selection,
    dossiers: Mapping[str, Dossier],
    essays: Mapping[str, Essay],
    before: Mapping[str, str],
    many: int,
    frame: Frame,
) -> Page:
    """One edition. `before`: the old headline of each changed card, by selection.key; `many`: cards that stand.

    `essays` are those that the cards of these topics rest on.
    """
    if selection.empty:
        return nothing_new(title, essays, many, frame)
    blocks: list[Block] = []
    blocks += [_card(entry, "Changed", _was(entry, before)) for entry in selection.changed]
    blocks += [_card(entry, _topic_title(entry, dossiers), None) for entry in selection.new]
    if selection.headlines:
        rows = [words("• ", shorten(entry.card.headline, 100)) for entry in selection.headlines]
        blocks += [Divider(), Text(lines([words(Bold("Also new")), *rows]))]
    if selection.withdrawn:
        names = [shorten(key.partition(" ")[2], 50) for key in selection.withdrawn[:5]]
        more = f" and {len(selection.withdrawn) - 5} more" if len(selection.withdrawn) > 5 else ""
        blocks += [Divider(), Text(words(Bold("Withdrawn"), "\n", ", ".join(names) + more))]
    blocks.append(Note(lines(_footer(selection, essays, many, frame))))
    return Page(
        f"{shorten(title, 100)}, {_date(frame.date)}",
        tuple(blocks),
        select=_select(selection),
        buttons=(Button("State of the talks", "brief"), Button("Topics", "topics")),
    )


def nothing_new(title: str, essays: Mapping[str, Essay], many: int, frame: Frame) -> Page:
    """The one-line form."""
    stand = f"{wording.count(many, 'card')} as before"
    return Page(
        f"{shorten(title, 90)}, {_date(frame.date)}: nothing new",
        (Note(words(f"{stand}. ", *_newest(essays), *_next(frame), *_late(frame))),),
        buttons=(Button("State of the talks", "brief"),),
    )


def _card(entry: Entry, label: str, was: Markup | None) -> Block:
    rows = [words(Bold(shorten(entry.card.headline, HEADLINE)))]
    if was:
        rows.append(was)
    rows += [
        words(shorten(entry.card.text, TEXT)),
        words(Italic(f"{label} · {wording.KINDS[entry.card.kind].lower()}")),
    ]
    return Text(lines(rows))


def _was(entry: Entry, before: Mapping[str, str]) -> Markup | None:
    old = before.get(f"{entry.dossier} {entry.card.id}", "")
    if not old:
        return None
    if old == entry.card.headline:
        return words(Italic("The text has changed, the headline stands."))
    return words(Italic(f"Before: {shorten(old, 110)}"))


def _topic_title(entry: Entry, dossiers: Mapping[str, Dossier]) -> str:
    dossier = dossiers.get(entry.dossier)
    titles = {topic.slug: topic.title for topic in dossier.topics} if dossier else {}
    return shorten(titles.get(entry.card.topic, entry.card.topic), 40)


def _footer(selection: Selection, essays: Mapping[str, Essay], many: int, frame: Frame) -> list[Markup]:
    publishers = {essay.publisher or essay.author for essay in essays.values()}
    broad = f"{wording.count(many, 'card')}, {wording.count(len(publishers), 'publisher')}. "
    waiting = f"{wording.count(selection.left, 'more new card')} with the next edition. " if selection.left else ""
    rows = [words(broad, *_newest(essays), waiting, *_next(frame))]
    if frame.late_since:
        rows.append(words(*_late(frame)))
    return rows


def _newest(essays: Mapping[str, Essay]) -> list[Inline]:
    if not essays:
        return []
    return ["Newest source: ", *wording.age(max(essays.values(), key=lambda essay: essay.published)), ". "]


def _next(frame: Frame) -> list[Inline]:
    return ["Next: ", Time(frame.next_due), "."] if frame.next_due else []


def _late(frame: Frame) -> list[Inline]:
    return [" Late: planned for ", Time(frame.late_since), "."] if frame.late_since else []


def _date(day: date) -> str:
    return f"{day.day} {wording.MONTHS[day.month - 1]} {day.year}"


def _select(selection: Selection) -> Select | None:
    return compose.card_select([entry.card for entry in selection.shown])


def titled(dossiers: Sequence[Dossier]) -> str:
    """What a digest over these dossiers is called."""
    return dossiers[0].title if len(dossiers) == 1 else "State of the talks"
