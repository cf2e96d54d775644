"""What no quote carries, or what breaks the rule of its kind, does not go out, and the word is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import Desk, handle
from bot.view.page import Tone
from briefs.model import Kind, State
from tests.commands.editors import (
    ADA,
    FIRST,
    IDS,
    SENTENCES,
    by,
    command,
    drafted,
    essay,
    held,
    keep,
    keep_three,
    press,
    rewrite,
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


@pytest.mark.parametrize(
    ("headline", "token"),
    [
        ("Kessary and Volturia will not open the gate", "Volturia"),
        ("Kessary will not open the 14 gates", "14"),
        ("Kessary will not open the gate before 9 March", "9 March"),
        ("Kessary will open the gate before the vote on 7 February", "not"),
    ],
)
async def test_what_no_quote_carries_is_not_published_and_the_token_is_named(desk, headline, token):
    opens = command(await handle(desk, by(ADA, "review")), "Edit")
    page = await rewrite(desk, opens, headline=headline)
    assert "cannot be published as it is" in said(page)
    assert token in said(page)

    answer = await press(desk, page, "Publish")

    assert answer.tone is Tone.MISTAKE
    assert f"“{token}”" in said(answer)
    assert [button.label for button in answer.buttons] == ["Edit", "Back to the draft"]
    assert said(await press(desk, answer, "Back")) == said(await handle(desk, by(ADA, "review")))
    assert await state_of(desk, ONE) is State.DRAFT
    for way in (f"card {ONE} publish", f"card #{(await held(desk, ONE)).number} publish"):
        assert f"“{token}”" in said(await handle(desk, by(ADA, way)))
    assert await state_of(desk, ONE) is State.DRAFT


@pytest.mark.parametrize("field", ["headline", "text"])
@pytest.mark.parametrize("way", ["card {id} edit", "card #{number} edit", "review edit #{number} {revision}"])
async def test_a_published_card_is_never_edited_into_what_no_quote_carries(desk, database, field, way):
    await handle(desk, by(ADA, f"card {ONE} publish"))
    entry = await held(desk, ONE)
    before = await everything(database)

    page = await rewrite(
        desk,
        way.format(id=ONE, number=entry.number, revision=entry.revision),
        **{field: "Kessary will not open the gate, says Igor Volturin."},
    )

    assert page.tone is Tone.MISTAKE
    assert "Volturin" in said(page)
    assert await everything(database) == before


async def test_the_edit_that_the_gate_offers_mends_the_draft(desk):
    number = (await held(desk, ONE)).number
    page = await rewrite(desk, f"review edit #{number} 1", headline="Kessary will not open 14 gates")
    refused = await press(desk, page, "Publish")

    mended = await rewrite(desk, command(refused, "Edit"), headline="Kessary will not open the gate")

    await press(desk, mended, "Publish")
    assert await state_of(desk, ONE) is State.PUBLISHED


@pytest.mark.parametrize(
    ("changed", "rule"),
    [
        ({"kind": Kind.JUDGEMENT}, "almost no chance"),
        ({"kind": Kind.POSITION, "party": "mereth"}, "Mereth"),
        ({"kind": Kind.POSITION, "party": None}, "osition"),
    ],
)
async def test_a_statement_that_breaks_its_rule_cannot_leave_draft(desk, changed, rule):
    taken = essay(*SENTENCES)
    await keep(desk, taken, replace(drafted(taken, FIRST, "outlook/rule"), **changed))
    entry = await held(desk, "outlook/rule")

    page = await handle(desk, by(ADA, f"review publish #{entry.number} 1"))

    assert page.tone is Tone.MISTAKE
    assert rule in said(page)
    assert await state_of(desk, "outlook/rule") is State.DRAFT


async def test_a_quote_that_is_not_in_the_essay_is_not_published(desk):
    taken = essay(*SENTENCES)
    forged = drafted(taken, FIRST, "facts/forged")
    words = "Kessary will open every gate tomorrow."
    await keep(desk, taken, replace(forged, text=words, evidence=(replace(forged.evidence[0], exact=words),)))
    entry = await held(desk, "facts/forged")

    page = await handle(desk, by(ADA, f"review publish #{entry.number} 1"))

    assert "not in the essay as we hold it" in said(page)
    assert await state_of(desk, "facts/forged") is State.DRAFT
