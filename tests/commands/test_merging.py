"""A draft that says what a card says gives that card its quotes, and is put away."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from bot.commands import Desk, handle
from bot.store import cards
from bot.view.page import Tone
from briefs.model import State
from tests.commands.editors import (
    ADA,
    BEN,
    FIRST,
    IDS,
    OURS,
    SENTENCES,
    by,
    drafted,
    essay,
    held,
    keep,
    keep_three,
    press,
    state_of,
)
from tests.commands.pages import everything, said

ONE, TWO, THREE = IDS


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Three drafts wait, and the channel speaks of the lake."""
    await keep_three(desk)
    await handle(desk, by(ADA, "dossier lake"))
    return desk


async def published_twin(desk, sentence: str, id: str, title: str):
    """A published card of another essay by another publisher."""
    taken = essay(sentence, title=title, publisher="The Other Paper")
    await keep(desk, taken, drafted(taken, sentence, id), state=State.PUBLISHED)
    return await held(desk, id)


async def test_a_merge_gives_the_quotes_to_the_other_card_and_puts_the_draft_away(desk):
    twin = await published_twin(
        desk, "Kessary will not open the gate before the vote, ministers say.", "redlines/twin", "Gate"
    )

    page = await press(desk, await handle(desk, by(ADA, "review")), f"Merge into: {twin.card.headline[:20]}")

    assert "Merged into" in said(page)
    assert await state_of(desk, ONE) is State.RETIRED
    assert "merged into redlines/twin" in said(await handle(desk, by(ADA, f"card {ONE}")))
    card = said(await handle(desk, by(ADA, "card redlines/twin")))
    for words in (FIRST, "Rests on 2 essays by 2 publishers", f"from {ONE}"):
        assert words in card


@pytest.mark.parametrize("target", ["#{own}", "#99999", "#0", "", "#{shipped}"])
async def test_a_merge_into_what_cannot_be_is_refused(desk, database, target):
    own = (await held(desk, ONE)).number
    shipped = await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")
    before = await everything(database)

    page = await handle(
        desk, by(ADA, f"review merge #{own} 1 {target.format(own=own, shipped=shipped.number)}".strip())
    )

    assert page.tone is Tone.MISTAKE
    assert "our fault" not in said(page)
    assert await everything(database) == before


async def test_a_merge_that_would_leave_a_published_card_uncarried_is_refused(desk, database):
    """The draft's quote does not stand in its essay."""
    twin = await published_twin(desk, f"{FIRST[:-1]}, ministers say.", "redlines/twin", "Gate")
    taken = essay(*SENTENCES)
    forged = drafted(taken, FIRST, "redlines/forged")
    await keep(desk, taken, replace(forged, evidence=(replace(forged.evidence[0], exact="Kessary will open it."),)))
    entry = await held(desk, "redlines/forged")
    before = await everything(database)

    page = await handle(desk, by(ADA, f"review merge #{entry.number} 1 #{twin.number}"))

    assert "not in the essay as we hold it" in said(page)
    assert await everything(database) == before


async def test_a_draft_can_be_merged_once(desk):
    twin = await published_twin(
        desk, "Kessary will not open the gate before the vote, ministers say.", "redlines/twin", "Gate"
    )
    number = (await held(desk, ONE)).number
    merge = f"review merge #{number} 1 #{twin.number}"

    answers = await asyncio.gather(handle(desk, by(ADA, merge)), handle(desk, by(BEN, merge)))

    assert [answer.tone for answer in answers].count(Tone.MISTAKE) == 1
    assert len((await held(desk, "redlines/twin")).card.evidence) == 2
