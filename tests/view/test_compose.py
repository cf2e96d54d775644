"""Whatever cards, topics and essays hold, every page of them can be built, shared and signed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.view import compose, digest, lists, threaded, wording
from bot.view.characters import weight
from bot.view.compose import BottomLine
from bot.view.digest import Frame
from bot.view.markup import Bold, plain, words
from bot.view.page import MAX_BUTTONS, MAX_PAGE, Button, Note, Page, from_json, page_weight, to_json
from briefs.dossier import load_dossier, shipped
from briefs.model import (
    NOBODY,
    TOPICS,
    Card,
    Change,
    Dossier,
    Entry,
    Essay,
    Issue,
    Kind,
    Likelihood,
    Locator,
    Party,
    Quote,
    Stance,
    State,
    Topic,
)
from briefs.selection import Selection, select

TODAY = Frame(date(2026, 11, 22))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SHARED_BY = Note(words("Shared by " + "*" * 30))

# Every value is drawn from one number: a strategy for each of their parts takes a hundred times as long.
numbers = st.integers(0, 2**32 - 1).map(random.Random)
any_input = settings(max_examples=15, deadline=None)
HEAVY = ("&", "*", "<", " a", "_ ", "\U0001f98a", "שלום ", "\u200b.", "\u202ea", "\0a", "a\n", "é", "@", "... ")
DATES = ("2024", "2024-12", "2024-12-31", "2024-12~", "2024-13", "2024-00-00", "0000", "", "last week", "9" * 500)
ADDRESSES = ("", "https://example.org/a", "javascript:x", "https://a/" + "&" * 480, "https://a/" + "b" * 5000)


def text(draw: random.Random) -> str:
    return "a" + draw.choice(HEAVY) * draw.choice((1, 30, 300, 3_000))


def essay(draw: random.Random) -> Essay:
    return Essay("e", text(draw), text(draw), draw.choice(("", text(draw))), draw.choice(DATES), draw.choice(ADDRESSES))


def evidence(draw: random.Random) -> Quote | Locator:
    name = draw.choice(("e", "unknown", text(draw)))
    return draw.choice((Quote(name, text(draw), "", "", 0, 10**9), Locator(name, 999, 999, "0" * 16)))


def card(draw: random.Random, number: int = 0) -> Card:
    topic = draw.choice(TOPICS)
    return Card(
        id=f"{topic}/{'a-' * 18}{number}",
        topic=topic,
        headline=text(draw),
        text=text(draw),
        kind=draw.choice(list(Kind)),
        evidence=tuple(evidence(draw) for _ in range(draw.randrange(5))),
        as_of=draw.choice(DATES),
        party=draw.choice((None, "them", text(draw))),
        issue=draw.choice((None, "it", text(draw))),
        stance=draw.choice((None, *Stance)),
        likelihood=draw.choice((None, *Likelihood)),
    )


def words_of(draw: random.Random, card: Card) -> compose.Quotes:
    return [draw.choice((None, text(draw))) for _ in card.evidence]


def entries(draw: random.Random, most: int = 12) -> list[Entry]:
    return [Entry("d", card(draw, n), draw.choice(list(State)), 9, NOW) for n in range(draw.randrange(most + 1))]


def changes(draw: random.Random, most: int) -> list[Change]:
    whats = ("drafted", "published", "changed", "retired", "else")
    befores = ("", text(draw), f"{text(draw)}\n{text(draw)}", f"old\n{text(draw)}")
    return [
        Change(
            "d",
            card(draw, n).id,
            draw.choice(whats),
            NOW,
            draw.choice(("shipped", text(draw))),
            text(draw),
            text(draw),
            draw.choice(("", text(draw))),
            draw.choice(befores),
        )
        for n in range(draw.randrange(most + 1))
    ]


def a_dossier(draw: random.Random) -> Dossier:
    topics = tuple(Topic(slug, text(draw), draw.choice(("", text(draw)))) for slug in TOPICS)
    return Dossier("d", text(draw), (Party("them", text(draw)),), (Issue("it", text(draw)),), topics, (), ())


def sources(draw: random.Random) -> dict[str, Essay]:
    return draw.choice(({}, {"e": essay(draw)}))


def usable(page: Page | None, *further: Button) -> None:
    """It was built; it can be shared by somebody, get the buttons of editors, and come back from the database."""
    assert page is not None
    assert len(page.buttons) + len(further) < MAX_BUTTONS, "no room for Share"
    replace(page, blocks=(*page.blocks, SHARED_BY))
    for button in (*further, Button("Share", "share a")):
        page = page.with_button(button)
    assert from_json(to_json(page)) == page


def every_page(build: Callable[[int], Page | None]) -> list[Page]:
    """Page after page, until there is none."""
    pages: list[Page] = []
    while page := build(len(pages) + 1):
        usable(page)
        pages.append(page)
    assert pages
    assert build(0) is build(-1) is build(len(pages) + 1) is build(10**9) is None
    assert [button.label for button in pages[-1].buttons if button.label == "Next"] == []
    assert all("Next" in [button.label for button in page.buttons] for page in pages[:-1])
    return pages


@any_input
@given(numbers)
def test_a_mistake_and_its_contrary_can_always_be_said(draw):
    compose.mistake(text(draw))
    compose.done("Done", text(draw)[:500])


@any_input
@given(numbers)
def test_the_state_of_any_talks_fits(draw):
    dossier = a_dossier(draw)
    lines = {topic.slug: BottomLine(topic.bottom_line, NOW) for topic in dossier.topics}

    usable(compose.state(dossier, lines, changes(draw, 5), [essay(draw), essay(draw)], 10**6))


@any_input
@given(numbers)
def test_every_page_of_any_topic_fits_and_no_card_is_lost(draw):
    dossier, held, known = a_dossier(draw), entries(draw), sources(draw)
    topic = dossier.topics[0]

    line = BottomLine(topic.bottom_line, NOW)
    quotes = {entry.card.id: words_of(draw, entry.card) for entry in held}
    pages = every_page(lambda number: compose.topic(dossier, topic, line, held, known, quotes, number))

    offered = [option.command for page in pages if page.select for option in page.select.options]
    assert offered == [f"card {entry.card.id}" for entry in held]


@any_input
@given(numbers)
def test_any_card_fits_with_the_buttons_of_its_editors(draw):
    entry = Entry("d", card(draw), draw.choice(list(State)), 9, NOW)
    quotes = words_of(draw, entry.card)

    page = compose.card(entry, a_dossier(draw), sources(draw), quotes, changes(draw, 5))

    usable(page, Button("Edit", "card a edit"), Button("Retire", "card a retire"))


@any_input
@given(numbers)
def test_every_page_of_any_search_fits_and_finds_everything(draw):
    marked = (text(draw), Bold(text(draw)), text(draw))
    found = [(entry.card, marked) for entry in entries(draw)]
    dossier, query = a_dossier(draw), text(draw)

    if not found:
        assert lists.search(query, "search ~0", found, dossier, 1, 100) is None
        return
    pages = every_page(lambda number: lists.search(query, "search ~0123456789ab", found, dossier, number, 100))
    assert sum(len(page.select.options) for page in pages) == len(found)


@any_input
@given(numbers)
def test_every_page_of_any_changes_fits(draw):
    dossier, found = a_dossier(draw), changes(draw, 12)

    every_page(lambda number: lists.changes(dossier, NOW, found, "changes since 2026-11-01", number))


@any_input
@given(numbers)
def test_every_page_of_any_essays_fits(draw):
    dossier, found = a_dossier(draw), [(essay(draw), 10**6, 10**6) for _ in range(draw.randrange(12))]

    every_page(lambda number: lists.essays(dossier, found, number))


@any_input
@given(numbers)
def test_any_topics_fit(draw):
    usable(lists.topics(a_dossier(draw), dict.fromkeys(TOPICS, 10**6), TOPICS))


@any_input
@given(numbers)
def test_any_digest_fits_as_one_message_and_its_preview_too(draw):
    held, dossier, title = entries(draw, 40), a_dossier(draw), text(draw)
    seen = {f"d {entry.card.id}": 8 for entry in held[: draw.randrange(9)]}
    seen |= {f"d {card(draw, 100 + n).id}": 1 for n in range(draw.randrange(9))}
    chosen = select(held, seen)
    before = {f"d {entry.card.id}": text(draw) for entry in chosen.changed}
    frame = draw.choice((Frame(date(2026, 9, 30)), Frame(date(2026, 9, 30), NOW, NOW)))

    page = digest.digest(title, chosen, {"d": dossier}, sources(draw), before, 10**6, frame)

    usable(page)
    replace(page, blocks=(*page.blocks, Note(words("A preview, for you alone. Nothing was posted."))))
    digest.nothing_new(title, sources(draw), 10**6, frame)
    parted = threaded.parts(title, chosen, {"d": dossier}, sources(draw), before, 10**6, frame)
    if parted is None:
        assert chosen.empty
        return
    for one in (parted.headline, *parted.cards):
        usable(one)
    assert parted.headline.cards == ()
    assert sorted(card for one in parted.cards for card in one.cards) == sorted(page.cards)
    assert parted.headline.title == page.title


def shipped_dossier() -> Dossier:
    return load_dossier(shipped()[0])


def as_entries(dossier: Dossier) -> list[Entry]:
    return [Entry(dossier.slug, card, State.PUBLISHED, 1, NOW) for card in dossier.cards]


def test_the_state_of_the_shipped_talks_has_each_topics_bottom_line_and_its_sources():
    dossier = shipped_dossier()
    lines = {topic.slug: BottomLine(topic.bottom_line) for topic in dossier.topics}

    page = compose.state(dossier, lines, [], dossier.essays, len(dossier.cards))

    assert page.title == dossier.title
    shown = [plain(block.markup) for block in page.blocks if block.type == "text"]
    assert shown == [f"{topic.title}\n{topic.bottom_line}" for topic in dossier.topics]
    assert [option.command for option in page.select.options] == list(TOPICS)
    assert plain(page.blocks[-1].markup).startswith(f"{len(dossier.cards)} cards from 1 essay by 1 author; newest:")


@pytest.mark.parametrize(
    ("whose", "said"),
    [
        ([("Ann", "The Post"), ("Bo", "The Post"), ("", "Daily")], "2 publishers"),
        ([("Ann", "The Post"), ("Bo", ""), (NOBODY, "")], "1 publisher, 1 author and 1 unnamed"),
        ([("Ann", ""), ("Ann", ""), ("Bo", "")], "2 authors"),
        ([("Ann", ""), (NOBODY, ""), (NOBODY, "")], "1 author and 2 unnamed"),
        ([(NOBODY, "")], "1 unnamed author"),
        ([(NOBODY, "")] * 2, "2 unnamed authors"),
    ],
)
def test_who_is_not_known_is_not_counted_as_one_author(whose, said):
    essays = [Essay(str(n), "Title", *who, "") for n, who in enumerate(whose)]

    assert wording.breadth(essays) == said


def test_an_essay_of_nobody_is_named_by_its_title():
    said = [
        wording.named(Essay("a", "The lane", *who, "")) for who in (("Ann", ""), (NOBODY, "The Post"), (NOBODY, ""))
    ]

    assert said == ["Ann", "The Post", "“The lane”"]
    assert wording.publishers([Essay("a", "The lane", NOBODY, "", "")]) == "“The lane”"


def test_nothing_shipped_is_cut():
    dossier = shipped_dossier()
    known = {essay.id: essay for essay in dossier.essays}
    held = as_entries(dossier)

    for topic in dossier.topics:
        mine = [entry for entry in held if entry.card.topic == topic.slug]
        pages = every_page(partial(compose.topic, dossier, topic, BottomLine(topic.bottom_line), mine, known, {}))
        shown = "\n".join(plain(block.markup) for page in pages for block in page.blocks if hasattr(block, "markup"))
        for entry in mine:
            assert f"{entry.card.headline}\n{entry.card.text}" in shown
        assert topic.bottom_line in shown


def test_a_shipped_card_says_what_sort_of_statement_it_is_and_where_it_stands():
    dossier = shipped_dossier()
    known = {essay.id: essay for essay in dossier.essays}

    for entry in as_entries(dossier):
        page = compose.card(entry, dossier, known, [None] * len(entry.card.evidence), [])
        names = [name for block in page.blocks if block.type == "fields" for name, _ in block.rows]
        notes = [plain(block.markup) for block in page.blocks if block.type == "note"]
        assert names[0] == "Kind"
        assert ("Likelihood" in names) == (entry.card.kind is Kind.JUDGEMENT)
        assert all("paragraph " in note and known[entry.card.evidence[0].essay].author in note for note in notes)
        assert len(notes) == len(entry.card.evidence)


def test_the_shipped_cards_come_in_editions_until_nothing_is_new():
    dossier = shipped_dossier()
    held, seen, titles = as_entries(dossier), {}, []

    while True:
        chosen = select(held, seen)
        page = digest.digest(
            dossier.title, chosen, {dossier.slug: dossier}, {}, {}, len(held), Frame(date(2026, 11, 22))
        )
        titles.append(page.title)
        if chosen.empty:
            break
        seen |= {f"{entry.dossier} {entry.card.id}": entry.revision for entry in chosen.shown}

    assert len(seen) == len(held)
    assert titles[-1] == f"{dossier.title}, 22 November 2026: nothing new"
    assert len(set(titles[:-1])) == 1


def test_a_changed_card_leads_with_what_it_said_before():
    dossier = shipped_dossier()
    entry = replace(as_entries(dossier)[0], revision=2)
    page = digest.digest(
        "T",
        Selection(changed=(entry,)),
        {},
        {},
        {f"{entry.dossier} {entry.card.id}": "The old one"},
        1,
        Frame(date(2026, 11, 22)),
    )

    assert plain(page.blocks[0].markup).split("\n")[:2] == [entry.card.headline, "Before: The old one"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024-12~", "about December 2024"),
        ("2024-12-05", "5 December 2024"),
        ("2024", "2024"),
        ("", "date not given"),
        ("2024-13", "2024-13"),
        ("2024-00", "2024-00"),
        ("last week", "last week"),
    ],
)
def test_dates_are_said_as_people_say_them(text, said):
    assert wording.day(text) == said


def test_the_fullest_page_has_room_for_who_shared_it():
    assert page_weight(Page("a" * 150, (SHARED_BY,))) < MAX_PAGE
    assert weight("Shared by " + "*" * 30) == 70


def test_a_reworded_card_stands_above_its_quote_and_an_unworded_one_is_its_quote():
    dossier = shipped_dossier()
    quote = Quote("essay", "We shall not sign.", "", "", 0, 18)
    worded = replace(dossier.cards[0], text="They refuse to sign.", evidence=(quote,))
    unworded = replace(worded, text="The author argues: We shall not sign.")

    assert [block.type for block in compose.card_blocks(worded, dossier, {}, [quote.exact])] == [
        "text",
        "quotation",
        "note",
    ]
    assert [block.type for block in compose.card_blocks(unworded, dossier, {}, [quote.exact])] == ["text", "note"]


def test_the_newest_source_is_named_only_where_a_date_is_known():
    dossier = shipped_dossier()
    undated = [replace(essay, published="") for essay in dossier.essays]

    for essays, told in ((dossier.essays, "; newest: "), (undated, "; no date is known")):
        page = compose.state(dossier, {topic.slug: compose.BottomLine("x") for topic in dossier.topics}, [], essays, 3)
        assert told in plain(page.blocks[-1].markup)
