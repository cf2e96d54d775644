"""Pages that list: what a search found, what changed, the topics, the essays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.view import wording
from bot.view.characters import shorten
from bot.view.compose import (
    HEADLINE,
    BottomLine,
    card_key,
    card_select,
    cards_of,
    changed_key,
    label,
    linkable,
    sources,
    span,
    topic_select,
)
from bot.view.history import replaced
from bot.view.markup import Bold, Inline, Italic, Link, Markup, Time, lines, plain, weight, words
from bot.view.page import MAX_OPTION, Block, Button, Note, Option, Page, Select, Text
from bot.view.sheets import paginate, turn_pages
from briefs.model import Card, Change, Dossier, Essay

SNIPPET = 320


def search(
    query: str, command: str, found: Sequence[tuple[Card, Markup]], dossier: Dossier, number: int, most: int
) -> Page | None:
    """Page `number` of what a search found, with the passage; None when there is no such page."""
    blocks = [[_found(*one, card_key(dossier, one[0]))] for one in found]
    sheets = paginate(blocks, most=5)
    if not 1 <= number <= len(sheets):
        return None
    first = sum(map(len, sheets[: number - 1]))
    shown = found[first : first + len(sheets[number - 1])]
    body = [block for blocks in sheets[number - 1] for block in blocks]
    many = f"the best {most}" if len(found) >= most else wording.count(len(found), "card")
    note = f"{span(first, len(shown))} of {many}, best first"
    return Page(
        shorten(f"Search: {query}", HEADLINE),
        (*body, Note(words(note))),
        select=card_select([card for card, _ in shown]),
        cards=tuple(card_key(dossier, card) for card, _ in shown),
        buttons=turn_pages(command, number, len(sheets)),
    )


def changes(dossier: Dossier, since: datetime, found: Sequence[Change], command: str, number: int) -> Page | None:
    """Page `number` of what changed since a moment; None when there is no such page."""
    if not found:
        text = words("Nothing was added, changed or withdrawn since ", Time(since, "date"), ".")
        return (
            Page("No changes", (Text(text),), buttons=(Button("Further back", "changes since 90d"),))
            if number == 1
            else None
        )
    sheets = paginate([[Text(_change_block(change))] for change in found], most=8)
    if not 1 <= number <= len(sheets):
        return None
    body = [block for blocks in sheets[number - 1] for block in blocks]
    note = words(wording.count(len(found), "change"), " since ", Time(since, "date"))
    shown = found[sum(map(len, sheets[: number - 1])) :][: len(sheets[number - 1])]
    ids = list(dict.fromkeys(change.card for change in shown))
    return Page(
        shorten(f"Changes: {dossier.title}", HEADLINE),
        (*body, Note(note)),
        select=Select("Read one with its evidence", tuple(Option(label(id), _fits(f"card {id}")) for id in ids)),
        buttons=turn_pages(command, number, len(sheets)),
        cards=cards_of(*map(changed_key, shown)),
    )


def topics(
    dossier: Dossier,
    counts: Mapping[str, int],
    followed: Sequence[str],
    bottom_lines: Mapping[str, BottomLine] | None = None,
) -> Page:
    """The topics that one can ask for."""
    rows = [
        words(
            Bold(shorten(topic.title, 100)),
            f" · {topic.slug} · {wording.count(counts.get(topic.slug, 0), 'card')}",
            " · followed here" if topic.slug in followed else "",
        )
        for topic in dossier.topics
    ]
    return Page(
        "Topics",
        (Text(lines(rows)), Note(words("Ask for one by its short name; follow one with “subscribe redlines”."))),
        select=topic_select(dossier.topics, bottom_lines or {}),
    )


def essays(dossier: Dossier, found: Sequence[tuple[Essay, int, int]], number: int) -> Page | None:
    """Page `number` of the essays, with how many cards rest on each and how many of its drafts wait; None without."""
    sheets = paginate([[Text(_essay_row(*one))] for one in found], most=8)
    if not 1 <= number <= max(1, len(sheets)):
        return None
    body = [block for blocks in sheets[number - 1] for block in blocks] if sheets else []
    return Page(
        shorten(f"Essays: {dossier.title}", HEADLINE),
        (*body, Note(words(*sources([essay for essay, *_ in found], None)))),
        buttons=turn_pages("essays", number, len(sheets)),
    )


def _found(card: Card, snippet: Markup, key: str) -> Block:
    shown = snippet if weight(snippet) <= SNIPPET else words(shorten(plain(snippet), SNIPPET))
    return Text(words(Bold(shorten(card.headline, HEADLINE)), "\n", *shown, "\n", Italic(card.id)), key)


def _change_block(change: Change) -> Markup:
    head = words(
        Bold(wording.CHANGES.get(change.what, change.what)), " · ", change.card, " · ", Time(change.at, "date")
    )
    rows = [head, words(shorten(change.headline, HEADLINE))]
    if before := replaced(change):
        rows.append(words(Italic(f"before: {shorten(before, HEADLINE)}")))
    if change.note:
        rows.append(words(Italic(shorten(change.note, 200))))
    return lines(rows)


def _essay_row(essay: Essay, many: int, drafts: int) -> Markup:
    title = shorten(essay.title, 200)
    name: Inline = Link(title, essay.address) if essay.address and linkable(essay.address) else Bold(title)
    who = ", ".join(filter(None, (essay.author, essay.publisher)))
    carries = [f"carries {wording.count(many, 'card')}"] if many or not drafts else []
    waiting = [f"{wording.count(drafts, 'draft')} to review"] if drafts else []
    return words(name, "\n", shorten(who, 200), ", ", *wording.age(essay), " · ", ", ".join(carries + waiting))


def _fits(command: str) -> str:
    return command[:MAX_OPTION]
