"""Drafts in chat: each decision is taken once, and nothing goes out that no quote carries."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.commands import Desk, handle
from bot.store import cards
from bot.view.markup import plain
from bot.view.page import Tone
from briefs.model import State
from tests.commands.editors import (
    ADA,
    BEN,
    EVE,
    FIRST,
    IDS,
    OURS,
    SECOND,
    SENTENCES,
    THIRD,
    by,
    command,
    drafted,
    essay,
    held,
    keep,
    keep_three,
    outbox,
    press,
    rewrite,
    state_of,
    waiting,
)
from tests.commands.pages import everything, said
from tests.conftest import ask

ONE, TWO, THREE = IDS


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Three drafts wait, and the channel speaks of the lake."""
    await keep_three(desk)
    await handle(desk, by(ADA, "dossier lake"))
    return desk


async def test_drafts_come_one_a_page_in_the_order_in_which_they_were_kept(desk):
    page = await handle(desk, by(ADA, "review"))

    assert page.title == "Draft 1 of 3"
    for words in (FIRST, "Ines Calloway, The Basin Review", "redlines/gate", "The lake"):
        assert words in said(page)
    assert SECOND not in said(page)
    assert [button.label for button in page.buttons] == ["Publish", "Edit", "Reject", "Next"]


async def test_next_goes_round_and_comes_back_to_the_first(desk):
    page = await handle(desk, by(ADA, "review"))
    seen = [page.title]
    for _ in range(3):
        page = await press(desk, page, "Next")
        seen.append(page.title)

    assert seen == ["Draft 1 of 3", "Draft 2 of 3", "Draft 3 of 3", "Draft 1 of 3"]


async def test_the_last_draft_has_no_next_and_behind_it_is_nothing_left(desk):
    page = await handle(desk, by(ADA, "review"))
    for _ in range(2):
        page = await press(desk, page, "Publish")
    assert "Next" not in [button.label for button in page.buttons]

    page = await press(desk, page, "Publish")

    assert "No draft waits" in said(page)
    assert await waiting(desk) == []
    assert (await handle(desk, by(ADA, "review"))).buttons


@pytest.mark.parametrize("number", ["0", "-1", "99", "999999999", "x", "#", "#1", "1 1"])
async def test_a_page_of_drafts_that_there_is_not_is_the_nearest_one(desk, number):
    page = await handle(desk, by(ADA, f"review {number}"))

    assert page.title in {"Draft 1 of 3", "Draft 3 of 3"}


async def test_publish_lets_a_draft_out_and_goes_on(desk):
    page = await press(desk, await handle(desk, by(ADA, "review")), "Publish")

    assert page.title == "Draft 1 of 2"
    assert f"Published: {FIRST.rstrip('.')}" in said(page)
    assert page.tone is Tone.DONE
    assert FIRST in said(await handle(desk, ask("redlines", OURS, may=False)))


async def test_a_drafts_own_page_has_the_same_decisions(desk):
    page = await handle(desk, by(ADA, f"card {ONE}"))
    assert [button.label for button in page.buttons][-3:] == ["Publish", "Edit", "Reject"]

    assert (await press(desk, page, "Edit")).form
    assert "Rejected:" in said(await press(desk, page, "Reject"))

    again = await handle(desk, by(ADA, f"card {ONE}"))
    assert not {"Publish", "Edit", "Reject"} & {button.label for button in again.buttons}


async def test_reject_puts_a_draft_away_where_no_reader_finds_it(desk):
    page = await press(desk, await handle(desk, by(ADA, "review")), "Reject")

    assert "Rejected:" in said(page)
    assert await state_of(desk, ONE) is State.RETIRED
    assert "by Ada" in said(await handle(desk, by(ADA, f"card {ONE}")))
    for text in ("redlines", "search gate", "changes since 1d", "brief", f"card {ONE}", "digest preview"):
        assert FIRST[:30] not in said(await handle(desk, ask(text, OURS, may=False))), text


async def test_a_reader_never_sees_that_a_draft_was_reworded(desk):
    number = (await held(desk, ONE)).number
    await rewrite(desk, f"review edit #{number} 1", headline="Kessary will not open the gate")

    for text in ("changes since 1d", "brief", "redlines", "search gate", f"card {ONE}", f"card #{number}"):
        assert "will not open" not in said(await handle(desk, ask(text, OURS, may=False))), text


async def test_an_edit_keeps_the_draft_a_draft_and_its_old_words_in_the_history(desk):
    opens = command(await handle(desk, by(ADA, "review")), "Edit")
    page = await rewrite(desk, opens, headline="Kessary will not open the gate", note="shorter")

    assert page.title == "Draft 1 of 3"
    assert "Changed: Kessary will not open the gate" in said(page)
    history = said(await handle(desk, by(ADA, f"card {ONE}")))
    for words in ("Changed", "by Ada", "before: “Kessary will not open the gate before the vote", "shorter", "Drafted"):
        assert words in history


async def test_the_form_has_the_quote_beside_it(desk):
    form = (await press(desk, await handle(desk, by(ADA, "review")), "Edit")).form

    assert FIRST in str(form.beside)
    assert next(
        button for button in (await handle(desk, by(ADA, "review"))).buttons if button.label == "Edit"
    ).opens_form


async def test_an_edit_that_changes_nothing_is_no_revision(desk, database):
    opens = command(await handle(desk, by(ADA, "review")), "Edit")
    before = await everything(database)

    page = await rewrite(desk, opens)

    assert page.tone is not Tone.MISTAKE
    assert await everything(database) == before


@pytest.mark.parametrize(
    ("one", "other", "states"),
    [
        ("Publish", "Publish", {State.PUBLISHED}),
        ("Publish", "Reject", {State.PUBLISHED, State.RETIRED}),
        ("Reject", "Reject", {State.RETIRED}),
        ("Ask for a second", "Reject", {State.RETIRED}),
    ],
)
async def test_two_editors_at_once_are_one_decision(desk, database, one, other, states):
    page = await handle(desk, by(ADA, "review"))
    answers = await asyncio.gather(press(desk, page, one, ADA), press(desk, page, other, BEN))

    slower = [answer for answer in answers if answer.tone is Tone.MISTAKE]
    revisions = await cards.history(database.reader, OURS.space, "lake", ONE)
    if one.startswith("Ask"):
        assert len(slower) <= 1
    else:
        assert len(slower) == 1
        assert "was faster" in said(slower[0])
        assert "nothing of yours was done" in said(slower[0])
        assert revisions[0].by in said(slower[0])
    assert await state_of(desk, ONE) in states
    assert len(revisions) == 2


async def test_whoever_was_slower_is_told_who_was_faster_and_what_they_did(desk):
    page = await handle(desk, by(BEN, "review"))
    await press(desk, await handle(desk, by(ADA, "review")), "Reject", ADA)

    for label in ("Publish", "Reject", "Ask for a second"):
        answer = await press(desk, page, label, BEN)

        assert "Ada was faster (rejected)" in said(answer)
        assert answer.buttons
    assert len(await outbox(desk)) == 0


async def test_a_button_over_old_words_does_nothing(desk, database):
    """Ben has the first words before him while Ada writes others."""
    page = await handle(desk, by(BEN, "review"))
    await rewrite(desk, command(page, "Edit"), headline="Kessary will not open it")
    before = await everything(database)

    for label in ("Publish", "Reject", "Ask for a second"):
        answer = await press(desk, page, label, BEN)

        assert answer.tone is Tone.MISTAKE
        assert "Ada was faster (changed)" in said(answer)
    assert await everything(database) == before


async def test_who_was_slower_is_told_what_became_of_the_words_and_edits_those(desk):
    page = await handle(desk, by(BEN, "review"))
    form = (await handle(desk, by(BEN, command(page, "Edit")))).form
    await rewrite(desk, command(page, "Edit"), headline="Kessary will not open it")
    told = f"The headline was “{FIRST.rstrip('.')}” and is “Kessary will not open it”."

    slower = await handle(desk, by(BEN, form.command, headline="Mine", text=FIRST))
    again = (await handle(desk, by(BEN, command(page, "Edit")))).form

    assert told in said(slower)
    assert plain(again.beside).startswith(f"Ada has changed it since you saw it. {told}")
    assert FIRST in plain(again.beside)
    assert (await handle(desk, by(BEN, again.command, headline="Mine", text=FIRST))).tone is Tone.DONE
    fresh = (await handle(desk, by(BEN, command(await handle(desk, by(BEN, "review")), "Edit")))).form
    assert "has changed it" not in plain(fresh.beside)


@pytest.mark.parametrize("label", ["Publish", "Edit", "Retire"])
async def test_the_buttons_of_a_cards_own_page_are_for_the_words_on_that_page(desk, database, label):
    if label != "Publish":
        await handle(desk, by(ADA, f"card {ONE} publish"))
    page = await handle(desk, by(BEN, f"card {ONE}"))
    entry = await held(desk, ONE)
    await rewrite(desk, f"review edit #{entry.number} {entry.revision}", headline="Kessary will not open it")
    before = await everything(database)

    answer = await (
        rewrite(desk, command(page, label), BEN, text=FIRST + " ") if label == "Edit" else press(desk, page, label, BEN)
    )

    assert label == "Edit" or "Ada was faster" in said(answer)
    assert await everything(database) == before


@pytest.mark.parametrize(
    "what", ["", " 1", " publish #{} 1", " reject #{} 1", " edit #{} 1", " second #{} 1", " merge #{} 1 #1"]
)
async def test_who_may_not_reviews_nothing(desk, database, what):
    number = (await held(desk, ONE)).number
    before = await everything(database)

    page = await handle(desk, replace(ask("review" + what.format(number), OURS, may=False), person=EVE))

    assert page.tone is Tone.MISTAKE
    assert FIRST not in said(page)
    assert await everything(database) == before


async def test_a_card_of_another_dossier_is_decided_on_by_its_own_buttons_alone(desk, database):
    """Two dossiers have a card of one name: the page of one must not change the other."""
    taken = essay(*SENTENCES)
    await keep(desk, taken, drafted(taken, THIRD, "redlines/neutrality"), state=State.PUBLISHED)
    shipped = await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")

    page = await handle(desk, by(ADA, f"card #{shipped.number}"))
    assert page.title == shipped.card.headline[: len(page.title)]
    form = (await press(desk, page, "Edit")).form
    assert form.questions[0].value == shipped.card.headline
    await rewrite(desk, command(page, "Edit"), note="a comma")
    await rewrite(desk, command(page, "Edit"), headline="Moscow wants Ukraine neutral")
    assert (await held(desk, "redlines/neutrality")).revision == 1
    now = await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")
    assert now.card.headline == "Moscow wants Ukraine neutral"
    await press(desk, await handle(desk, by(ADA, f"card #{now.number}")), "Retire")

    assert await state_of(desk, "redlines/neutrality") is State.PUBLISHED
    assert (
        await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")
    ).state is State.RETIRED


async def test_a_withdrawn_card_is_not_reworded(desk, database):
    await press(desk, await handle(desk, by(ADA, "review")), "Reject")
    entry = await held(desk, ONE)
    before = await everything(database)

    page = await handle(desk, by(ADA, f"review edit #{entry.number} {entry.revision}", headline="Mine", text="Mine."))

    assert page.tone is Tone.MISTAKE
    assert await everything(database) == before


async def test_drafts_of_every_dossier_of_the_space_wait_together(desk):
    await handle(desk, by(ADA, "dossier ukraine-talks"))

    page = await handle(desk, by(ADA, "review"))

    assert "The lake" in said(page)
    await press(desk, page, "Publish")
    assert await state_of(desk, ONE) is State.PUBLISHED
