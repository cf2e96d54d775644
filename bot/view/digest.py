"""The daily state of the talks, as one message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.view import compose, wording
from bot.view.characters import shorten
from bot.view.markup import Bold, Inline, Italic, Markup, Time, lines, words
from bot.view.page import (
    MAX_PAGE,
    Block,
    Button,
    Divider,
    Note,
    Oversize,
    Page,
    Select,
    Text,
    block_weight,
    page_weight,
)
from briefs.model import Dossier, Entry, Essay
from briefs.selection import Selection, key

MOST_MISSED = 5  # dates that are named
MOST_FEEDS = 3
NOTHING = Selection()
SPARE = 110  # room for who shared it, or that it is a preview


@dataclass(frozen=True)
class Cut:
    """How much of a card a digest shows; the whole is a click away."""

    headline: int
    before: int
    text: int


CUTS = (Cut(130, 110, 220), Cut(120, 90, 150), Cut(100, 70, 80), Cut(90, 60, 40))


@dataclass(frozen=True)
class Frame:
    """What stands around the cards of an edition."""

    day: date  # local
    next_due: datetime | None = None
    last: datetime | None = None  # when the edition before was planned
    missed: tuple[date, ...] = ()  # dates since then on which one should have come
    late_since: datetime | None = None  # when it was planned for, if that is long ago
    troubled: tuple[str, ...] = ()  # feeds that cannot be read
    lost_zone: str = ""  # by whose clocks it should come, if they are not known any more
    cap: int | None = None  # new cards of one topic in a day, at most


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
        return nothing_new(title, essays, many, frame, selection)
    below: list[Block] = []
    if selection.headlines:
        below += [Divider(), Text(lines([words(Bold("Also new")), *further(selection)]))]
    if selection.withdrawn:
        below += [Divider(), Text(words(Bold("Withdrawn"), "\n", withdrawn_line(selection)))]
    below.append(Note(lines(footer(selection, essays, many, frame))))
    head = head_line(title, frame)
    room = MAX_PAGE - SPARE - page_weight(Page(head, tuple(below)))
    return Page(
        head,
        (*_cards(selection, dossiers, before, room), *below),
        select=_select(selection),
        cards=tuple(key(entry) for entry in selection.shown),
        buttons=(Button("State of the talks", "brief"), Button("Topics", "topics")),
    )


def head_line(title: str, frame: Frame) -> str:
    """What an edition is called: its dossier and its date."""
    return f"{shorten(title, 100)}, {_date(frame.day)}"


def further(selection: Selection) -> list[Markup]:
    """The new cards that are named and not told, a line each."""
    return [words("• ", shorten(entry.card.headline, 100)) for entry in selection.headlines]


def withdrawn_line(selection: Selection) -> str:
    """The cards that are withdrawn, by their ids."""
    names = [shorten(gone.partition(" ")[2], 50) for gone in selection.withdrawn[:5]]
    return ", ".join(names) + (f" and {len(selection.withdrawn) - 5} more" if len(selection.withdrawn) > 5 else "")


def _cards(selection: Selection, dossiers: Mapping[str, Dossier], before: Mapping[str, str], room: int) -> list[Block]:
    """The cards with their text, which is shorter where a full edition leaves little room."""
    shown: list[Block] = []
    for cut in CUTS:
        shown = [_card(entry, "Changed", was(entry, before, cut.before), cut) for entry in selection.changed]
        shown += [_card(entry, topic_title(entry, dossiers), None, cut) for entry in selection.new]
        if sum(map(block_weight, shown)) <= room:
            break
    return shown


def told_late(page: Page, planned: datetime) -> Page:
    """The same edition, which says that it is late; as it was where it has no room for that."""
    late = Note(words("Late: planned for ", Time(planned), "."))
    try:
        return replace(page, blocks=(*page.blocks, late))
    except Oversize:
        return page


def nothing_new(
    title: str, essays: Mapping[str, Essay], many: int, frame: Frame, selection: Selection = NOTHING
) -> Page:
    """The one-line form."""
    since: list[Inline] = [" since ", Time(frame.last)] if frame.last else []
    whose = f", from {wording.publishers(essays.values())}. " if essays else ". "
    before = [] if selection.held else [f"{wording.count(many, 'card')} as before", *since, whose]
    stand = [*before, *_newest(essays.values()), _waiting(selection, frame), *_next(frame)]
    return Page(
        f"{shorten(title, 90)}, {_date(frame.day)}: nothing {'more today' if selection.held else 'new'}",
        (Note(lines([words(*stand), *_troubles(frame)])),),
        buttons=(Button("State of the talks", "brief"),),
    )


def _card(entry: Entry, label: str, was: Markup | None, cut: Cut) -> Block:
    rows = [words(Bold(shorten(entry.card.headline, cut.headline)))]
    if was:
        rows.append(was)
    rows += [
        words(shorten(entry.card.text, cut.text)),
        kind_line(entry, label),
    ]
    return Text(lines(rows), key(entry))


def kind_line(entry: Entry, label: str) -> Markup:
    """What stands below a card: a label, and what kind of statement it is."""
    return words(Italic(f"{label} · {wording.KINDS[entry.card.kind].lower()}"))


def was(entry: Entry, before: Mapping[str, str], room: int) -> Markup | None:
    """What a changed card said before, or that its headline stands; None where that is not known."""
    old = before.get(key(entry), "")
    if not old:
        return None
    if old == entry.card.headline:
        return words(Italic("The headline stands; what is below it has changed."))
    return words(Italic(f"Before: {shorten(old, room)}"))


def topic_title(entry: Entry, dossiers: Mapping[str, Dossier]) -> str:
    """What a card's topic is called."""
    dossier = dossiers.get(entry.dossier)
    titles = {topic.slug: topic.title for topic in dossier.topics} if dossier else {}
    return shorten(titles.get(entry.card.topic, entry.card.topic), 40)


def footer(selection: Selection, essays: Mapping[str, Essay], many: int, frame: Frame) -> list[Markup]:
    """Since when it is new, from whom, when the next one comes, and what went wrong."""
    used = {item.essay for entry in selection.shown for item in entry.card.evidence}
    sources = [essay for id, essay in essays.items() if id in used] or list(essays.values())
    since: list[Inline] = ["New since ", Time(frame.last), ". "] if frame.last else []
    broad = f"{wording.count(many, 'card')}; this edition is from {wording.publishers(sources)}. "
    return [words(*since, broad, *_newest(sources), _waiting(selection, frame), *_next(frame)), *_troubles(frame)]


def _waiting(selection: Selection, frame: Frame) -> str:
    """How many new cards wait, and for which reason."""
    many = selection.left + len(selection.held)
    why = f": at most {frame.cap} of a topic come in a day" if selection.held else ""
    return f"{wording.count(many, 'more new card')} with the next edition{why}. " if many else ""


def _newest(essays: Iterable[Essay]) -> list[Inline]:
    newest = max(essays, key=lambda essay: essay.published, default=None)
    return ["Newest source: ", *wording.age(newest), ". "] if newest else []


def _troubles(frame: Frame) -> list[Markup]:
    """What went wrong since the last edition, or still does: a line each."""
    rows: list[Markup] = []
    if frame.late_since:
        rows.append(words("Late: planned for ", Time(frame.late_since), "."))
    if frame.missed:
        days = [f"{day.day} {wording.MONTHS[day.month - 1]}" for day in frame.missed]
        shown = wording.listed(days, MOST_MISSED)
        rows.append(words(f"No edition came on {shown}; what was new then is in this one."))
    if frame.lost_zone:
        lost = f"The time zone {shorten(frame.lost_zone, 40)} is not known here any more, so this comes by UTC. "
        rows.append(words(lost, "Choose another: “digest at 09:00 Europe/Berlin”."))
    if frame.troubled:
        names = wording.listed([shorten(name, 40) for name in frame.troubled], MOST_FEEDS)
        many = "Feeds" if len(frame.troubled) > 1 else "Feed"
        rows.append(words(f"{many} in trouble: {names}. “feeds list” says why."))
    return rows


def _next(frame: Frame) -> list[Inline]:
    return ["Next: ", Time(frame.next_due), "."] if frame.next_due else []


def _date(day: date) -> str:
    return f"{day.day} {wording.MONTHS[day.month - 1]} {day.year}"


def _select(selection: Selection) -> Select | None:
    return compose.card_select([entry.card for entry in selection.shown])


def titled(dossiers: Sequence[Dossier]) -> str:
    """What a digest over these dossiers is called."""
    return dossiers[0].title if len(dossiers) == 1 else "State of the talks"
