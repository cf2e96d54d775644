"""An editor says what sort of statement a card is, and whose: by one choice in its form."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.chat import Platform
from bot.commands import Desk, handle
from bot.outbox import send_waiting
from bot.view.page import Question, Tone
from briefs.model import Kind, Likelihood, Stance, State
from tests.commands.editors import (
    ADA,
    FIRST,
    OURS,
    SECOND,
    SENTENCES,
    by,
    command,
    drafted,
    essay,
    held,
    keep,
    press,
    rewrite,
)
from tests.commands.pages import everything, said

GATE = "redlines/gate"


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A draft waits that tells where a party of the dossier stands, and one of a party that it does not know."""
    taken = essay(*SENTENCES)
    position = replace(drafted(taken, FIRST, GATE), kind=Kind.POSITION, party="kessary", stance=Stance.RED_LINE)
    stranger = replace(drafted(taken, SECOND, "positions/summer"), kind=Kind.POSITION, party="The Lake Guild")
    await keep(desk, taken, position, stranger)
    await handle(desk, by(ADA, "dossier lake"))
    return desk


async def opens(desk: Desk) -> str:
    return f"review edit #{(await held(desk, GATE)).number} {(await held(desk, GATE)).revision}"


async def kinds(desk: Desk) -> Question:
    form = (await handle(desk, by(ADA, await opens(desk)))).form
    assert form
    return next(question for question in form.questions if question.name == "kind")


async def test_the_form_offers_every_sort_and_the_parties_that_the_dossier_knows_those_of_the_quote_first(desk):
    question = await kinds(desk)

    assert [one.label for one in question.chosen] == ["A position of Kessary"]
    assert [one.value for one in question.choices] == [
        *("fact", "argument", "judgement"),
        *("position kessary", "position mereth", "position The Lake Guild"),
    ]


async def test_a_judgement_has_the_likelihood_that_its_text_says_and_nobodys_stance(desk):
    page = await rewrite(desk, await opens(desk), kind="judgement", text="It is unlikely that Kessary opens the gate.")

    card = (await held(desk, GATE)).card
    assert (card.kind, card.likelihood, card.stance) == (Kind.JUDGEMENT, Likelihood.UNLIKELY, None)
    assert "Our judgement" in said(page)
    assert "now a judgement" in said(await handle(desk, by(ADA, f"card {GATE}")))


async def test_another_sort_takes_the_likelihood_off(desk):
    await rewrite(desk, await opens(desk), kind="judgement", text="It is unlikely that Kessary opens the gate.")

    await rewrite(desk, await opens(desk), kind="fact", text=FIRST)

    assert (await held(desk, GATE)).card.likelihood is None


async def test_a_position_without_its_holder_is_given_one(desk):
    await rewrite(desk, await opens(desk), kind="position mereth")
    refused = await press(desk, await handle(desk, by(ADA, "review")), "Publish")
    assert "does not name its holder. Write Mereth" in said(refused)

    mended = await rewrite(desk, command(refused, "Edit"), kind="position kessary")

    await press(desk, mended, "Publish")
    assert (await held(desk, GATE)).state is State.PUBLISHED


@pytest.mark.parametrize("wrong", ["position volturia", "rumour", "position"])
async def test_what_was_not_offered_is_not_saved(desk, database, wrong):
    command = await opens(desk)
    before = await everything(database)

    page = await rewrite(desk, command, kind=wrong)

    assert page.tone is Tone.MISTAKE
    assert "Choose one of the listed" in said(page)
    assert await everything(database) == before


@pytest.mark.parametrize("party", [None, "The " + "very " * 15 + "Long Guild"])
async def test_a_position_of_nobody_or_of_too_long_a_name_stays_what_it_is(desk, party):
    taken = essay(*SENTENCES, title="Other")
    await keep(desk, taken, replace(drafted(taken, FIRST, GATE), kind=Kind.POSITION, party=party))

    assert [one.value for one in (await kinds(desk)).chosen] == ["position"]
    await rewrite(desk, await opens(desk), text=f"{FIRST} ")

    assert (await held(desk, GATE)).card.party == party


async def test_who_read_a_card_as_one_sort_is_told_that_it_is_another(desk, chat):
    await handle(desk, by(ADA, f"card {GATE} publish"))
    await handle(desk, by(ADA, f"share card {GATE}"))
    await send_waiting(desk.database, {Platform.DISCORD: chat}, desk.now)

    await rewrite(desk, f"card {GATE} edit", kind="fact")
    await send_waiting(desk.database, {Platform.DISCORD: chat}, desk.now)

    assert chat.sent[-1].replaces
    assert "is told as a fact, and no longer as a position." in said(chat.sent[-1].page)
    assert chat.sent[-1].channel == OURS
