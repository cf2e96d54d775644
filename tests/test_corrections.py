"""What was posted is put right where it stands, wherever that is in the space, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.chat import Channel, Person, Platform, SendFailed
from bot.commands import Desk, handle
from bot.corrections import corrected
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.store import cards, deliveries
from bot.view import compose
from bot.view.digest import Frame, digest
from bot.view.page import Oversize, Page, from_json, to_json
from briefs.model import Card, Entry, Essay, Kind, Quote, State
from briefs.selection import key, select
from tests.commands.editors import ADA, LAKE, OURS, THEIRS, by, rewrite
from tests.commands.pages import said
from tests.conftest import SUNDAY, ask

CARD = "redlines/neutrality"
NEW = {"headline": "Moscow wants a neutral Ukraine", "text": "Moscow wants Ukraine to be neutral, says Bryant."}
MINE = Channel.directly_to(Person("u1"), OURS.space)


@pytest.fixture
async def old(desk: Desk) -> str:
    """The headline as it was."""
    return (await handle(desk, ask(f"card {CARD}", OURS))).title


async def send(desk, chat) -> int:
    return await send_waiting(desk.database, {Platform.DISCORD: chat}, desk.now)


async def posted(desk, chat, *texts: str, channel: Channel = OURS) -> None:
    for text in texts:
        page = await handle(desk, by(ADA, text, channel))
        assert "not" not in page.title, said(page)
        desk.now.forward(seconds=1)
    await send(desk, chat)


async def edit(desk, **changed: str) -> None:
    page = await rewrite(desk, f"card {CARD} edit", **(changed or NEW))
    assert "The card is changed" in page.title, said(page)
    desk.now.forward(seconds=1)


async def retire(desk) -> None:
    await handle(desk, by(ADA, f"card {CARD} retire"))


@pytest.mark.parametrize("share", [f"card {CARD}", "redlines", "search strictly neutral"])
@pytest.mark.parametrize("change", [edit, retire])
async def test_each_shared_page_that_shows_the_card_is_edited_and_says_what_changed(desk, chat, old, share, change):
    await posted(desk, chat, f"share {share}")
    assert old in said(chat.sent[0].page) + str(chat.sent[0].page.select)

    await change(desk)
    await send(desk, chat)

    correction = chat.sent[-1]
    assert (len(chat.sent), correction.replaces, correction.channel) == (2, "m1", OURS)
    page = said(correction.page)
    note = page.splitlines()[-1]
    assert note.startswith("Corrected 22 November 2026")
    assert old in note
    above = page.removesuffix(note) + str(correction.page.select)
    if change is edit:
        assert NEW["headline"] in note
        assert NEW["headline"] in above
        assert old not in above
    else:
        assert "is withdrawn" in note
        assert f"Withdrawn: {old}"[:60] in above


@pytest.mark.parametrize("share", ["changes since 1d", "brief"])
async def test_a_shared_list_of_changes_is_edited(desk, chat, share):
    await edit(desk)
    await posted(desk, chat, f"share {share}")
    assert NEW["headline"] in said(chat.sent[0].page)

    await edit(desk, headline="Moscow demands a neutral Ukraine")
    await send(desk, chat)

    above = said(chat.sent[-1].page).partition("Corrected")[0]
    assert chat.sent[-1].replaces == "m1"
    assert "Moscow demands a neutral Ukraine" in above
    assert NEW["headline"] not in above


async def test_a_digest_is_edited_whether_it_has_the_cards_text_or_its_headline_alone(desk, chat):
    await posted(desk, chat, "digest now")
    edition = chat.sent[0].page
    told = {block.about for block in edition.blocks if block.type == "text" and block.about}
    listed = [one for one in edition.cards if one not in told]
    assert told
    assert listed

    for card in (f"ukraine-talks {CARD}", listed[0]):
        assert card in edition.cards
        id = card.partition(" ")[2]
        was = (await handle(desk, ask(f"card {id}", OURS))).title
        page = await rewrite(desk, f"card {id} edit", headline=f"Put right: {id}")
        assert page.title == "The card is changed.", said(page)
        await send(desk, chat)

        above = said(chat.sent[-1].page).partition("Corrected")[0]
        assert chat.sent[-1].replaces == "m1"
        assert f"Put right: {id}" in above
        assert was[:60] not in above
    bullets = [line for line in said(edition).splitlines() if line.startswith("• ")]
    kept = [line for line in bullets if line in said(chat.sent[-1].page)]
    assert len(kept) == len(bullets) - 1


async def test_an_announcement_is_edited(desk, chat, old):
    entry = await find(desk)
    page = compose.announcement(entry, LAKE, {})
    async with desk.database.transaction() as db:
        await deliveries.add(db, "announced", OURS, replace(page, cards=(key(entry),)), desk.now())
    page = await sent_and_corrected(desk, chat)

    assert old not in said(page).partition("Corrected")[0]


async def find(desk) -> Entry:
    entry = await cards.find(desk.database.reader, OURS.space, CARD, "ukraine-talks")
    assert entry
    return entry


async def sent_and_corrected(desk, chat) -> Page:
    await send(desk, chat)
    await edit(desk)
    await send(desk, chat)
    return chat.sent[-1].page


async def test_what_still_waits_is_rewritten_and_comes_once(desk, chat, old):
    await handle(desk, by(ADA, f"share card {CARD}"))
    await edit(desk)

    assert await send(desk, chat) == 1
    assert chat.sent[0].replaces is None
    assert chat.sent[0].page.title == NEW["headline"]


async def test_other_spaces_keep_what_they_were_sent(desk, chat):
    await handle(desk, by(ADA, f"share card {CARD}", THEIRS))
    lookalike = Channel(replace(OURS.space, id="12"), "general")
    await handle(desk, by(ADA, f"share card {CARD}", lookalike))
    await send(desk, chat)
    await handle(desk, by(ADA, "digest now", THEIRS))

    await edit(desk)

    await send(desk, chat)
    assert len(chat.sent) == 3
    assert not [one for one in chat.sent if NEW["headline"] in said(one.page) or one.replaces]


async def test_every_channel_of_the_space_and_its_peoples_direct_messages_are_put_right(desk, chat):
    other = Channel(OURS.space, "other")
    for channel in (OURS, other):
        await handle(desk, by(ADA, f"share card {CARD}", channel))
    await handle(desk, by(ADA, "subscribe redlines me"))
    await handle(desk, by(ADA, "digest now", MINE))
    assert await send(desk, chat) == 3

    await edit(desk)

    assert await send(desk, chat) == 3
    assert {(one.channel, one.replaces) for one in chat.sent[3:]} == {
        (one.channel, f"m{n}") for n, one in enumerate(chat.sent[:3], 1)
    }


async def test_a_correction_of_a_correction_shows_the_latest_words_alone(desk, chat):
    await posted(desk, chat, f"share card {CARD}", "share redlines")
    await edit(desk)
    await send(desk, chat)

    await edit(desk, headline="Moscow demands a neutral Ukraine")
    await send(desk, chat)

    assert [one.replaces for one in chat.sent] == [None, None, "m1", "m2", "m1", "m2"]
    for one in chat.sent[-2:]:
        above = said(one.page).partition("Corrected")[0]
        assert "Moscow demands a neutral Ukraine" in above
        assert NEW["headline"] not in above
        assert said(one.page).count("Corrected") == 2


async def test_two_corrections_that_wait_together_arrive_as_the_latest_words(desk, chat, old):
    await posted(desk, chat, f"share card {CARD}")
    await edit(desk)
    await edit(desk, headline="Moscow demands a neutral Ukraine")

    await send(desk, chat)

    assert [one.replaces for one in chat.sent] == [None, "m1"]
    above = said(chat.sent[-1].page).partition("Corrected")[0]
    assert "Moscow demands a neutral Ukraine" in above
    assert old not in above
    assert NEW["headline"] not in above


async def test_a_card_that_is_corrected_while_a_worker_sends_it_is_put_right_afterwards(desk, chat, old):
    """The old words are on their way already."""
    await handle(desk, by(ADA, f"share card {CARD}"))
    async with desk.database.transaction() as db:
        under_way = await deliveries.claim(db, [Platform.DISCORD], desk.now())
    await edit(desk)
    assert await send(desk, chat) == 0
    async with desk.database.transaction() as db:
        await deliveries.finish(db, under_way[0].id, "first", desk.now())

    await send(desk, chat)

    assert [(one.replaces, one.page.title) for one in chat.sent] == [("first", NEW["headline"])]


async def test_what_never_arrived_is_not_put_right(desk, chat):
    await handle(desk, by(ADA, f"share card {CARD}"))
    async with desk.database.transaction() as db:
        under_way = await deliveries.claim(db, [Platform.DISCORD], desk.now())
    await edit(desk)
    async with desk.database.transaction() as db:
        await deliveries.give_up(db, under_way[0].id, "no such channel", desk.now())

    assert await send(desk, chat) == 0


async def test_a_message_that_cannot_be_edited_is_answered_by_a_new_one_which_is_edited_from_then_on(desk, chat):
    await posted(desk, chat, f"share card {CARD}")
    await edit(desk)
    chat.failures.append(SendFailed("cant_update_message", uneditable=True))
    await send(desk, chat)
    assert [(one.replaces, one.answers, one.page.title) for one in chat.sent[1:]] == [(None, "m1", NEW["headline"])]

    await edit(desk, headline="Moscow demands a neutral Ukraine")
    await send(desk, chat)

    assert [(one.replaces, one.page.title) for one in chat.sent[2:]] == [("m2", "Moscow demands a neutral Ukraine")]


async def test_what_corrects_a_message_that_is_gone_answers_none(desk, chat):
    await posted(desk, chat, f"share card {CARD}")
    await edit(desk)
    chat.failures.append(SendFailed("message_not_found", uneditable=True, gone=True))
    await send(desk, chat)
    await edit(desk, headline="Moscow demands a neutral Ukraine")
    await send(desk, chat)

    assert [(one.replaces, one.answers) for one in chat.sent[1:]] == [(None, None), ("m2", None)]


async def test_a_correction_that_cannot_edit_does_not_switch_the_digest_off(desk, chat):
    await handle(desk, by(ADA, "digest at 09:00 UTC"))
    await posted(desk, chat, f"share card {CARD}")
    await edit(desk)
    chat.failures.append(SendFailed("unknown message", permanent=True, uneditable=True))
    await send(desk, chat)

    desk.now.forward(days=1)
    await make_due_digests(desk.database, desk.now())

    assert await send(desk, chat) == 1
    assert len(chat.sent) == 3


async def test_an_edit_that_was_refused_corrects_nothing(desk, chat):
    await posted(desk, chat, f"share card {CARD}")
    await handle(desk, by(ADA, f"card {CARD} edit 7", headline="Mine", text="Mine, says Bryant."))

    assert await send(desk, chat) == 0


# pages of any size, whatever the cards say

hostile = st.one_of(
    st.text(max_size=1000),
    st.text("&<>*_`~|[]()!\U0001f98a\u202e\u0000 \n", min_size=1, max_size=900),
    st.sampled_from(["&" * 700, "a" * 700, "\U0001f98a" * 500, "word " * 140, "…", "x"]),
)


def carded(n: int, headline: str, text: str, revision: int = 1, state: State = State.PUBLISHED) -> Entry:
    quote = Quote("e", "words", "", "", 0, 5)
    card = Card(f"redlines/{n}", "redlines", headline, text, Kind.FACT, (quote,), "2026-11")
    return Entry("lake", card, state, revision, SUNDAY, n)


def pages(entries: list[Entry]) -> list[Page]:
    """Every sort of page that shows the first of these cards."""
    essays = {"e": Essay("e", "Title " * 20, "An Author", "A Publisher", "2026")}
    first, topic = entries[0], LAKE.topics[0]
    frame = Frame(SUNDAY.date(), SUNDAY)
    few = select(entries, {}, full=6)
    one = select(entries[::-1], {}, full=1)
    line = compose.BottomLine(first.card.headline, SUNDAY, key(first))
    built = [
        digest("The lake", few, {"lake": LAKE}, essays, {}, 9, frame),
        digest("The lake", one, {"lake": LAKE}, essays, {}, 9, frame),
        compose.announcement(first, LAKE, essays),
        compose.card(first, LAKE, essays, ["words"], []),
        compose.topic(LAKE, topic, line, entries, essays, {one.card.id: ["words", "more"] for one in entries}, 1),
        compose.state(LAKE, {one.slug: line for one in LAKE.topics}, [], list(essays.values()), 9),
    ]
    return [page for page in built if page]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    texts=st.lists(st.tuples(hostile, hostile), min_size=1, max_size=16),
    after=st.tuples(hostile, hostile),
    gone=st.booleans(),
)
def test_a_correction_always_fits(texts, after, gone):
    entries = [carded(n, *both) for n, both in enumerate(texts)]
    now = carded(0, *after, revision=2, state=State.RETIRED if gone else State.PUBLISHED)
    try:
        built = pages(entries)
    except Oversize:  # a card without a word: nobody can publish that
        return
    for page in built:
        for _ in range(3):
            page = corrected(page, entries[0], now, SUNDAY)
            assert from_json(to_json(page)) == page
            assert page.cards


@pytest.mark.parametrize("long", ["&" * 700, "word " * 140, "\U0001f98a" * 340])
def test_a_correction_of_a_full_page_loses_none_of_the_other_cards(long):
    entries = [carded(n, f"Card {n} {long}", f"Text {n} {long}") for n in range(16)]
    now = carded(0, f"Other {long[::-1]}", f"Otherwise {long}", revision=2)

    for page in pages(entries):
        cards = [block.about for block in page.blocks if block.type == "text" and block.about]
        for turn in range(3):
            page = corrected(page, entries[0], now, SUNDAY + timedelta(days=turn))

            assert [block.about for block in page.blocks if block.type == "text" and block.about] == cards
            assert all(f"Card {about[14:]} " in said(page) for about in cards[1:])


def test_a_card_is_corrected_with_as_much_text_as_the_page_had_of_it():
    long = "Kessary keeps its gates shut, and nobody has yet told it to open them. " * 8
    entry = carded(0, "The gate", long)
    now = carded(0, "The gates", long, revision=2)
    page = compose.topic(LAKE, LAKE.topics[0], compose.BottomLine(""), [entry], {}, {}, 1)

    assert long.strip() in said(corrected(page, entry, now, SUNDAY))


def test_two_cards_whose_headlines_begin_alike_are_kept_apart():
    entries = [carded(0, "The gate stays shut", "One."), carded(1, "The gate stays shut until May", "Two.")]
    now = carded(0, "The gate opens", "One.", revision=2)

    for page in pages(entries)[:2]:
        assert "The gate stays shut until May" in said(corrected(page, entries[0], now, SUNDAY))
