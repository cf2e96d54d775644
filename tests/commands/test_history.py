"""Everything that happened to a card stands in its history, and who agreed to what is for editors alone."""

from __future__ import annotations

import pytest

from bot.commands import Desk, handle
from bot.view.page import Tone
from tests.commands.editors import ADA, BEN, FIRST, OURS, by, drafted, essay, held, keep, press, rewrite
from tests.commands.pages import said
from tests.conftest import ask

GATE = "redlines/gate"


@pytest.fixture
async def desk(desk: Desk, clock) -> Desk:
    """Two editors have disputed a draft, reworded it and let it out."""
    taken = essay(FIRST)
    await keep(desk, taken, drafted(taken, FIRST, GATE))
    await handle(desk, by(ADA, "dossier lake"))
    number = (await held(desk, GATE)).number
    for person, text in (
        (ADA, "settings two-editors on"),
        (ADA, f"review second #{number} 1"),
        (BEN, f"review publish #{number} 1"),
    ):
        clock.forward(minutes=1)
        await handle(desk, by(person, text))
    clock.forward(minutes=1)
    await rewrite(desk, f"review edit #{number} 1", BEN, headline="The gate stays shut", note="shorter")
    for person in (BEN, ADA):
        clock.forward(minutes=1)
        await handle(desk, by(person, f"review publish #{number} 2"))
    return desk


async def test_each_step_stands_in_it_with_who_took_it(desk):
    page = await press(desk, await handle(desk, by(ADA, f"card {GATE}")), "History")

    steps = [row.partition(",")[0].rpartition(" 2")[0] for row in said(page).split("\n") if ", by " in row]
    assert page.title == "History: The gate stays shut"
    assert [step.split(" ")[0] for step in steps] == ["Added", "Agreed", "Changed", "Agreed", "Another", "Drafted"]
    assert "by Ben" in said(page)
    assert "shorter" in said(page)
    assert FIRST.rstrip(".") in said(page)
    assert (await press(desk, page, "The card")).title == "The gate stays shut"


async def test_a_reader_does_not_see_who_agreed(desk):
    page = await handle(desk, ask(f"card {GATE} history", OURS, may=False))

    assert page.tone is Tone.PLAIN
    assert "Another opinion" not in said(page)
    assert "Agreed to" not in said(page)
    assert "Drafted" in said(page)


async def test_a_long_history_turns_pages(desk):
    for number in range(10):
        await rewrite(desk, f"card {GATE} edit", text=f"{FIRST.rstrip('.')}{'!' * number}.")

    page = await handle(desk, by(ADA, f"card {GATE} history"))
    last = await press(desk, page, "Next")
    beyond = await handle(desk, by(ADA, f"card {GATE} history 3"))

    assert "Drafted" not in said(page)
    assert "Drafted" in said(last)
    assert "There is no page 3" in said(beyond)


async def test_a_short_history_needs_no_page_of_its_own(desk):
    taken = essay("The ferry is closed until 3 March.", title="Ferries")
    await keep(desk, taken, drafted(taken, "The ferry is closed until 3 March.", "facts/ferry"))

    assert "History" not in [button.label for button in (await handle(desk, by(ADA, "card facts/ferry"))).buttons]
