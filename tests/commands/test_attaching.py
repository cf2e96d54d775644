"""An editor attaches a further sentence of the essay to a card: a quote like any other, in no words but its own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import Desk, handle
from bot.store import cards, deliveries
from bot.view.page import Tone
from briefs.model import Quote, State
from tests.commands.editors import ADA, FIRST, OURS, SENTENCES, by, command, drafted, essay, held, keep, press, rewrite
from tests.commands.pages import everything, said

GATE = "redlines/gate"
HELD = "The gate’s keeper, Oskar Lindqvist, has held the keys since 2019."
ELSE = "The vote on 7 February is no vote at all."
SAYS = "Kessary, whose gate Oskar Lindqvist keeps, will not open it before the vote on 7 February."


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """A draft waits; another sentence of its essay says more."""
    taken = essay(
        "Heading on the keys that the keeper has", *SENTENCES, HELD, "The vote on 7 February is no vote at all."
    )
    await keep(desk, taken, drafted(taken, FIRST, GATE))
    await handle(desk, by(ADA, "dossier lake"))
    return desk


async def quotes(desk: Desk) -> list[str]:
    return [str(one.exact) for one in (await held(desk, GATE)).card.evidence if isinstance(one, Quote)]


@pytest.mark.parametrize("words", [HELD, "“held the keys since”", "The gate's  keeper, oskar lindqvist"])
async def test_a_sentence_that_is_attached_carries_what_the_quotes_did_not(desk, words):
    opens = command(await handle(desk, by(ADA, "review")), "Edit")
    refused = await press(desk, await rewrite(desk, opens, text=SAYS), "Publish")
    assert "“Oskar Lindqvist”" in said(refused)

    page = await rewrite(desk, command(refused, "Edit"), quote=words)

    assert await quotes(desk) == [FIRST, HELD]
    assert HELD in said(page)
    await press(desk, page, "Publish")
    assert (await held(desk, GATE)).state is State.PUBLISHED
    assert "a further quote" in said(await handle(desk, by(ADA, f"card {GATE}")))


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Oskar Lindqvist has held them since 2018", "stands in no sentence"),
        ("the vote on 7 February", "stands in 2 sentences"),
        ("on the keys that the keeper has", "stands in no sentence"),
        ("since 2019", "is too little"),
    ],
)
async def test_what_is_not_exactly_one_sentence_of_the_essay_is_not_attached(desk, database, words, why):
    before = await everything(database)

    page = await rewrite(desk, f"review edit #{(await held(desk, GATE)).number} 1", quote=words, text=SAYS)

    assert page.tone is Tone.MISTAKE
    assert why in said(page)
    assert await everything(database) == before


async def test_a_sentence_that_is_a_quote_already_changes_nothing(desk, database):
    before = await everything(database)

    await rewrite(desk, f"review edit #{(await held(desk, GATE)).number} 1", quote=FIRST)

    assert await everything(database) == before


async def test_a_published_card_gets_a_quote_and_messages_that_show_the_same_words_are_not_corrected(desk):
    await handle(desk, by(ADA, f"card {GATE} publish"))
    await handle(desk, by(ADA, f"share card {GATE}"))

    page = await rewrite(desk, f"card {GATE} edit", quote=HELD)

    assert page.tone is Tone.DONE
    assert "no message that shows it is corrected" in said(page)
    assert await quotes(desk) == [FIRST, HELD]
    [shared] = await deliveries.showing(desk.database.reader, OURS.space, f"lake {GATE}")
    assert "Corrected" not in said(shared.page)


async def test_a_card_whose_essay_is_not_held_says_so(desk):
    entry = await cards.find(desk.database.reader, OURS.space, "redlines/neutrality")

    page = await rewrite(desk, f"card #{entry.number} edit", quote="some words that stand there")

    assert "not held here" in said(page)


async def test_who_is_named_in_full_is_carried_by_the_sentence_that_names_them_without_being_asked(desk):
    taken = essay("Hanne Coldwell leads Mereth’s delegation.", "She will not talk of the railway.", title="Rail")
    said_so = drafted(taken, "She will not talk of the railway.", "redlines/rail")
    await keep(desk, taken, said_so)

    await rewrite(
        desk, f"review edit #{(await held(desk, said_so.id)).number} 1", text="Hanne Coldwell won't talk of it."
    )

    entry = await held(desk, said_so.id)
    assert [one.exact for one in entry.card.evidence if isinstance(one, Quote)] == [
        "She will not talk of the railway.",
        "Hanne Coldwell leads Mereth’s delegation.",
    ]
    page = await handle(desk, by(ADA, f"review publish #{entry.number} {entry.revision}"))
    assert "Published: " in said(page)


async def test_a_quote_that_its_source_no_longer_has_is_marked_and_gives_way_to_one_that_it_has(desk):
    entry = await held(desk, GATE)
    gone = replace(entry.card.evidence[0], exact="Kessary will never open any gate.", start=0, end=33)
    await keep(desk, essay(*SENTENCES, HELD, title="Other"), replace(entry.card, evidence=(gone,)))
    number = entry.number
    assert "no longer has these words" in said(await handle(desk, by(ADA, f"card {GATE}")))
    refused = await handle(desk, by(ADA, f"review publish #{number} {(await held(desk, GATE)).revision}"))
    assert "Attach a sentence that stands there" in said(refused)

    mended = await rewrite(desk, command(refused, "Edit"), quote=FIRST)

    assert await quotes(desk) == [FIRST]
    await press(desk, mended, "Publish")
    assert (await held(desk, GATE)).state is State.PUBLISHED
    assert "no longer has these words" not in said(await handle(desk, by(ADA, f"card {GATE}")))


async def test_a_quote_takes_the_place_of_the_lost_one_so_that_the_draft_stays_its_essays(desk):
    entry = await held(desk, GATE)
    other = essay("Kessary keeps the gate shut before 7 February.", title="Gates")
    await keep(desk, other)
    also = drafted(other, other.snapshot.text, GATE).evidence
    gone = replace(entry.card.evidence[0], exact="Kessary will never open any gate.", start=0, end=33)
    await keep(desk, other, replace(entry.card, evidence=(gone, *also)))

    await rewrite(desk, f"review edit #{entry.number} {entry.revision + 1}", quote=FIRST)

    assert [one.essay for one in (await held(desk, GATE)).card.evidence] == [gone.essay, other.essay.id]
    assert await quotes(desk) == [FIRST, also[0].exact]
