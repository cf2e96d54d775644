"""A second opinion is asked for, and where two editors have to agree, one is not enough."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.chat import LOCAL, PAGE
from bot.commands import Desk, handle
from bot.view.page import Tone, from_json
from briefs.model import State
from tests.commands.editors import (
    ADA,
    BEN,
    FIRST,
    IDS,
    ROOM,
    SENTENCES,
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
from tests.commands.pages import said

ONE, TWO, THREE = IDS


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Three drafts wait, and the channel speaks of the lake."""
    await keep_three(desk)
    await handle(desk, by(ADA, "dossier lake"))
    return desk


async def test_a_second_opinion_is_asked_for_in_the_review_channel_and_the_asker_cannot_publish(desk):
    await handle(desk, by(ADA, "settings review here", ROOM))
    page = await handle(desk, by(ADA, "review"))

    await press(desk, page, "Ask for a second")
    await press(desk, page, "Ask for a second")

    sent = await outbox(desk)
    assert len(sent) == 1
    assert sent[0][1] == ROOM.key
    assert said(from_json(sent[0][2])).endswith("Ada leaves it to another editor.")
    assert "another editor has to press Publish" in said(await press(desk, page, "Publish", ADA))
    assert "another editor has to press Publish" in said(await handle(desk, by(ADA, f"card {ONE} publish")))
    assert await state_of(desk, ONE) is State.DRAFT
    await press(desk, page, "Publish", BEN)
    assert await state_of(desk, ONE) is State.PUBLISHED


@pytest.mark.parametrize("how", ["edited", "merged into", "read again"])
async def test_who_asked_for_a_second_opinion_still_cannot_publish_when_the_draft_has_changed(desk, how):
    await press(desk, await handle(desk, by(ADA, "review")), "Ask for a second")
    first, second = await held(desk, ONE), await held(desk, TWO)
    if how == "edited":
        await rewrite(desk, f"review edit #{first.number} 1", BEN, headline="Kessary keeps it shut until 7 February")
    elif how == "merged into":
        await handle(desk, by(ADA, f"review merge #{second.number} 1 #{first.number}"))
    else:
        await keep(desk, essay(*SENTENCES), replace(first.card, as_of="2026-11-19"))
    assert (await held(desk, ONE)).revision == 2

    answer = await handle(desk, by(ADA, f"review publish #{first.number} 2"))

    assert "another editor has to press Publish" in said(answer)
    await handle(desk, by(BEN, f"review publish #{first.number} 2"))
    assert await state_of(desk, ONE) is State.PUBLISHED


async def test_who_is_the_only_editor_is_offered_no_second_opinion(desk):
    taken = essay(*SENTENCES)
    await keep(desk, taken, drafted(taken, FIRST, ONE), space=LOCAL)

    page = await handle(desk, by(ADA, "review", PAGE))

    assert "Ask for a second opinion" not in [option.label for option in page.select.options]
    assert "you are the only editor" in said(
        await handle(desk, by(ADA, f"review second #{(await waiting(desk, LOCAL))[0].number} 1", PAGE))
    )


async def test_a_second_opinion_is_told_even_where_no_review_channel_is_set(desk):
    page = await handle(desk, by(ADA, "review"))
    answer = await press(desk, page, "Ask for a second")

    assert "Left to another editor" in said(answer)
    assert await outbox(desk) == []


@pytest.fixture
async def two(desk: Desk) -> Desk:
    await handle(desk, by(ADA, "settings two-editors on"))
    return desk


async def test_where_two_have_to_agree_one_who_presses_twice_is_one(two):
    page = await handle(two, by(ADA, "review"))

    for _ in range(3):
        answer = await press(two, page, "Publish", ADA)
        assert "another editor has to agree" in said(answer)

    assert await state_of(two, ONE) is State.DRAFT
    assert "Ada would publish it" in said(await handle(two, by(BEN, "review")))
    await press(two, page, "Publish", BEN)
    assert await state_of(two, ONE) is State.PUBLISHED


async def test_where_two_have_to_agree_two_at_once_are_enough(two):
    page = await handle(two, by(ADA, "review"))

    answers = await asyncio.gather(press(two, page, "Publish", ADA), press(two, page, "Publish", BEN))

    assert Tone.MISTAKE not in [answer.tone for answer in answers]
    assert await state_of(two, ONE) is State.PUBLISHED


async def test_what_was_agreed_to_is_void_when_the_words_change(two):
    page = await handle(two, by(ADA, "review"))
    await press(two, page, "Publish", ADA)

    changed = await rewrite(two, command(page, "Edit"), BEN, headline="Kessary will not open the gate")
    assert "would publish it" not in said(changed)

    assert "another editor has to agree" in said(await press(two, changed, "Publish", BEN))
    assert await state_of(two, ONE) is State.DRAFT
    await press(two, changed, "Publish", ADA)
    assert await state_of(two, ONE) is State.PUBLISHED


async def test_a_cards_own_publish_button_does_not_say_that_it_is_out_while_another_has_to_agree(two):
    page = await press(two, await handle(two, by(ADA, f"card {ONE}")), "Publish", ADA)

    assert "another editor has to agree" in said(page)
    assert "reads it in the next digest" not in said(page)


async def test_both_who_agreed_stand_in_the_history(two):
    page = await handle(two, by(ADA, "review"))
    await press(two, page, "Publish", ADA)
    await press(two, page, "Publish", BEN)

    card = said(await handle(two, by(ADA, f"card {ONE}")))

    assert "by Ben" in card
    assert "agreed: Ada" in card
