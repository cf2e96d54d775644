"""The review channel has one post about each essay, which shows the best of its drafts that wait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Platform
from bot.commands import Desk, handle
from bot.commands.arrivals import tell
from bot.commands.essays import take_in
from bot.outbox import send_waiting
from bot.view.markup import plain
from bot.view.page import Page, Tone, from_json
from tests.commands.editors import (
    ADA,
    BEN,
    IDS,
    LAKE,
    OURS,
    ROOM,
    SENTENCES,
    by,
    drafted,
    essay,
    every_sentence,
    held,
    keep,
    keep_three,
    press,
    rewrite,
)
from tests.commands.pages import said

ONE, TWO, THREE = IDS
ADDRESS = "https://example.org/water"


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Three drafts have arrived in the editors' room."""
    taken = await keep_three(desk)
    await handle(desk, by(ADA, "settings review here", ROOM))
    async with desk.database.transaction() as db:
        await tell(db, desk, OURS.space, LAKE, taken.essay)
    return desk


@pytest.fixture
def send(desk, chat):
    return lambda: send_waiting(desk.database, dict.fromkeys(Platform, chat), desk.now)


async def posts(desk: Desk) -> list[Page]:
    """What stands in the editors' room."""
    rows = await desk.database.reader.execute_fetchall(
        "SELECT body FROM deliveries JOIN pages ON pages.id = page"
        " WHERE channel = :room AND corrects IS NULL ORDER BY deliveries.id",
        {"room": ROOM.key},
    )
    return [from_json(row["body"]) for row in rows]


async def post(desk: Desk) -> Page:
    [page] = await posts(desk)
    return page


async def test_it_shows_the_best_draft_with_its_quote_and_what_can_be_done(desk):
    page = await post(desk)

    assert page.title == "3 drafts from “Water”"
    assert [plain(block.markup) for block in page.blocks if block.type == "quotation"] == [SENTENCES[0]]
    assert [button.label for button in page.buttons] == ["Publish", "Edit", "Reject", "Next"]
    assert (await press(desk, page, "Next", BEN, ROOM)).title == "Draft 2 of 3"


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "waiting"])
async def test_all_drafts_are_rejected_from_it_and_it_says_that_they_are_decided_on(desk, send, sent):
    if sent:
        await send()

    asked = await press(desk, await post(desk), "Reject all 3 drafts of this essay", BEN, ROOM)
    await press(desk, asked, "Reject all 3", BEN, ROOM)
    await send()

    assert (await post(desk)).title == "All drafts from “Water” are decided on"


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "waiting"])
async def test_it_moves_on_with_each_decision_wherever_that_was_taken(desk, send, sent):
    if sent:
        await send()
    await press(desk, await post(desk), "Publish", channel=ROOM)
    await handle(desk, by(BEN, f"review reject #{(await held(desk, TWO)).number} 1"))
    await send()
    assert (await post(desk)).title == "1 draft from “Water”"
    assert f"{THREE} · revision 1" in said(await post(desk))
    assert "Next" not in [button.label for button in (await post(desk)).buttons]

    await rewrite(desk, f"review edit #{(await held(desk, THREE)).number} 1", headline="Mereth owns the railway")
    await send()
    assert "Mereth owns the railway" in said(await post(desk))

    await handle(desk, by(BEN, f"review merge #{(await held(desk, THREE)).number} 2 #{(await held(desk, ONE)).number}"))
    await handle(desk, by(BEN, f"card {THREE} retire"))
    await send()
    assert (await post(desk)).title == "All drafts from “Water” are decided on"


async def test_who_would_let_a_draft_out_stands_on_it(desk, send):
    await send()
    await handle(desk, by(ADA, "settings two-editors on"))

    await press(desk, await post(desk), "Publish", BEN, ROOM)

    await send()
    assert "Ben would publish it" in said(await post(desk))


async def test_the_last_draft_of_an_essay_is_followed_by_the_first_that_waits(desk):
    last = await held(desk, THREE)

    assert (await handle(desk, by(ADA, f"review after #{last.number}", ROOM))).title == "Draft 1 of 3"
    assert (await handle(desk, by(ADA, "review after #999", ROOM))).title == "Draft 1 of 3"


@pytest.mark.parametrize("how", ["told by another outlet", "read again", "merged into"])
@pytest.mark.parametrize("sent", [True, False], ids=["sent", "waiting"])
async def test_it_shows_the_draft_with_what_came_to_it_from_elsewhere(desk, send, sent, how):
    if sent:
        await send()
    drafted_again = replace(desk, derive=every_sentence)
    if how == "told by another outlet":
        other = essay(SENTENCES[0], "It said so in Tavin.", title="Gates", publisher="The Mail")
        assert (await take_in(drafted_again, other, OURS.space, BEN, "lake")).confirmed == 1
    elif how == "read again":
        await keep(desk, essay(*SENTENCES, address=ADDRESS))
        again = essay("It rained in Tavin for a week.", *SENTENCES, "It will rain again.", address=ADDRESS)
        await take_in(drafted_again, again, OURS.space, BEN, "lake")
    else:
        other = essay("The gate is shut, Kessary says, until 7 February.", title="Gates")
        await keep(desk, other, drafted(other, other.snapshot.text, "redlines/shut"))
        number = (await held(desk, "redlines/shut")).number
        await handle(desk, by(BEN, f"review merge #{number} 1 #{(await held(desk, ONE)).number}"))
    await send()

    page = (await posts(desk))[0]
    assert f"{ONE} · revision 2" in said(page)
    assert (await press(desk, page, "Publish", channel=ROOM)).tone is Tone.DONE


async def test_a_post_about_another_essay_stays_as_it_is(desk, send):
    other = essay("The ferry to Mereth is closed until 3 March.", title="Ferries")
    await keep(desk, other, drafted(other, "The ferry to Mereth is closed until 3 March.", "facts/ferry"))
    async with desk.database.transaction() as db:
        await tell(db, desk, OURS.space, LAKE, other.essay)
    await send()
    _, before = await posts(desk)

    await press(desk, (await posts(desk))[0], "Reject", channel=ROOM)

    await send()
    first, after = await posts(desk)
    assert after == before
    assert first.title == "2 drafts from “Water”"
