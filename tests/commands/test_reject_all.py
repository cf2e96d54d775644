"""All drafts of an essay that wait are rejected at once: after a question, and only those that it showed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.commands import Desk, handle
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
    press,
    rewrite,
    waiting,
)
from tests.commands.pages import everything, said
from tests.conftest import ask

ALL = "Reject all 3 drafts of this essay"


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Three drafts of one essay wait, and one of another, which came before."""
    other = essay(FIRST, title="Another")
    await keep(desk, other, drafted(other, FIRST, "outlook/other"))
    await keep_three(desk)
    await handle(desk, by(ADA, "dossier lake"))
    return desk


async def states(desk: Desk) -> list[State]:
    return [(await held(desk, id)).state for id in IDS]


async def test_it_is_asked_first_and_says_which(desk, database):
    before = await everything(database)

    page = await press(desk, await handle(desk, by(ADA, "review")), ALL)

    assert page.title == "Reject 3 drafts?"
    assert all(sentence.rstrip(".") in said(page) for sentence in SENTENCES)
    assert "from “Water”" in said(page)
    assert [(button.label, button.style) for button in page.buttons] == [
        ("Reject all 3", "danger"),
        ("Back to the draft", "plain"),
    ]
    assert await everything(database) == before


async def test_the_way_back_is_the_draft_at_which_one_was(desk):
    second = await press(desk, await handle(desk, by(ADA, "review")), "Next")

    page = await press(desk, await press(desk, second, ALL), "Back to the draft")

    assert page.title == "Draft 2 of 4"
    assert SECOND in said(page)


async def test_all_of_them_go_with_a_line_in_each_history_and_those_of_other_essays_stay(desk):
    asked = await press(desk, await handle(desk, by(ADA, "review")), ALL)

    page = await press(desk, asked, "Reject all 3")

    assert page.tone is Tone.DONE
    assert "Rejected: 3 drafts from “Water”" in said(page)
    assert page.title == "Draft 1 of 1"
    assert [one.card.id for one in await waiting(desk)] == ["outlook/other"]
    assert await states(desk) == [State.RETIRED] * 3
    for id in IDS:
        card = said(await handle(desk, by(ADA, f"card {id}")))
        assert "by Ada" in card
        assert "with all 3 drafts of its essay that waited" in card


async def test_what_is_out_stays_out(desk):
    page = await press(desk, await handle(desk, by(ADA, "review")), "Publish")

    await press(desk, await press(desk, page, "Reject all 2"), "Reject all 2")

    assert await states(desk) == [State.PUBLISHED, State.RETIRED, State.RETIRED]
    assert FIRST in said(await handle(desk, ask("redlines", OURS, may=False)))


async def test_a_single_draft_is_rejected_by_its_own_button(desk):
    await press(desk, await press(desk, await handle(desk, by(ADA, "review")), ALL), "Reject all 3")

    page = await handle(desk, by(ADA, "review"))

    assert page.select
    assert not [option for option in page.select.options if option.label.startswith("Reject all")]


@pytest.mark.parametrize("what", ["publish", "edit", "more"])
async def test_drafts_that_are_no_more_those_that_were_shown_are_asked_about_again(desk, what):
    page = await handle(desk, by(ADA, "review"))
    asked = await press(desk, page, ALL)
    if what == "publish":
        await press(desk, page, "Publish", BEN)
    elif what == "edit":
        await rewrite(desk, command(page, "Edit"), BEN, headline="Kessary keeps it shut")
    else:
        taken = essay(*SENTENCES)
        await keep(desk, taken, drafted(taken, THIRD, "facts/railway"))
    left = len(await waiting(desk))

    again = await press(desk, asked, "Reject all 3")

    assert "They have changed since you were asked, and nothing was done." in said(again)
    assert len(await waiting(desk)) == left
    await press(desk, again, "Reject all")
    assert len(await waiting(desk)) == 1


async def test_as_many_others_are_not_those_that_were_shown(desk):
    page = await handle(desk, by(ADA, "review"))
    asked = await press(desk, page, ALL)
    await press(desk, page, "Reject", BEN)
    taken = essay(*SENTENCES)
    await keep(desk, taken, drafted(taken, THIRD, "facts/railway"))

    again = await press(desk, asked, "Reject all 3")

    assert "They have changed since you were asked, and nothing was done." in said(again)
    assert len(await waiting(desk)) == 4


async def test_two_who_press_at_once_reject_once_and_the_other_is_told(desk):
    asked = await press(desk, await handle(desk, by(ADA, "review")), ALL)

    answers = await asyncio.gather(press(desk, asked, "Reject all 3", ADA), press(desk, asked, "Reject all 3", BEN))

    [slower] = [page for page in answers if page.tone is Tone.MISTAKE]
    assert "No draft of that essay waits any more" in said(slower) or "was faster (rejected)" in said(slower)
    assert [(await held(desk, id)).revision for id in IDS] == [2, 2, 2]


@pytest.mark.parametrize("text", ["review reject-all #{}", "review reject-all #{} 0123456789abcdef"])
async def test_who_may_not_is_not_even_asked(desk, database, text):
    number = (await held(desk, IDS[0])).number
    before = await everything(database)

    page = await handle(desk, replace(ask(text.format(number), OURS, may=False), person=EVE))

    assert page.tone is Tone.MISTAKE
    assert FIRST[:20] not in said(page)
    assert await everything(database) == before
