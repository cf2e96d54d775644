"""`why` is right about a card: why it came, comes or does not, and who may know."""

from __future__ import annotations

from datetime import timedelta

from bot.commands import handle
from briefs.model import State
from tests.commands.editors import (
    ADA,
    BEN,
    IDS,
    OURS,
    SENTENCES,
    THIRD,
    by,
    command,
    drafted,
    essay,
    held,
    keep,
    rewrite,
)
from tests.commands.pages import said
from tests.commands.why.asking import MONDAY, let_out, unknown, why
from tests.conftest import ask

GATE, SUMMER, RAILWAY = IDS


async def test_a_draft_waits_for_an_editor_and_only_editors_know_of_it(desk):
    page = await handle(desk, ask(f"why {GATE}", OURS))

    assert "It is a draft and waits for an editor." in said(page)
    assert await unknown(desk, GATE, OURS) == await unknown(desk, "redlines/nothing", OURS)


async def test_a_draft_that_its_quotes_do_not_carry_and_one_that_waits_for_a_second_editor(desk):
    await handle(desk, by(ADA, "settings two-editors on"))
    await let_out(desk, GATE)
    await rewrite(desk, f"review edit #{(await held(desk, SUMMER)).number} 1", headline="Mereth asks for 99 lakes")

    second, wrong = said(await handle(desk, by(BEN, f"why {GATE}"))), said(await handle(desk, by(BEN, f"why {SUMMER}")))

    assert "Ada would publish it." in second
    assert "It is a draft and waits for another editor." in second
    assert "✗ It cannot be out as it is:" in wrong


async def test_a_rejected_draft_and_a_merged_one(desk):
    gate, summer, out = [await held(desk, id) for id in (GATE, SUMMER, RAILWAY)]
    await handle(desk, by(ADA, f"review reject #{gate.number} {gate.revision}"))
    await handle(desk, by(BEN, f"review merge #{summer.number} {summer.revision} #{out.number}"))

    rejected, merged = [said(await handle(desk, by(ADA, f"why {id}"))) for id in (GATE, SUMMER)]

    assert "It was rejected, so nobody was shown it." in rejected
    assert "✗ Rejected 22 November 2026, 12:00 UTC by Ada." in rejected
    assert f"by Ben: merged into {RAILWAY}" in merged


async def test_a_topic_that_is_not_followed(desk):
    await handle(desk, by(ADA, "subscribe redlines outlook"))

    page = await handle(desk, ask(f"why {RAILWAY}", OURS, may=False))

    assert "This channel does not follow Leverage: it follows outlook and redlines." in said(page)
    assert command(page, "Follow leverage") == "subscribe leverage"


async def test_a_card_that_no_filter_lets_in(desk):
    await handle(desk, by(ADA, "subscribe leverage and not kind:fact and not kind:position and not kind:argument"))
    await handle(desk, by(ADA, "subscribe outlook"))

    text = await why(desk, RAILWAY)

    assert "✗ This channel follows nothing that lets it in: it follows “leverage and not kind:fact and not" in text
    assert "and outlook." in text


async def test_a_card_that_a_filter_lets_in_weekly_waits_for_its_day(desk, turn):
    await handle(desk, by(ADA, "subscribe leverage or outlook weekly wed"))

    waits = await why(desk, RAILWAY)
    for day in range(3):
        await turn(MONDAY + timedelta(days=day))
    came = await why(desk, RAILWAY)

    assert "✓ This channel follows “leverage or outlook”, weekly wed." in waits
    assert "weekly, and the next edition is not the one for its day." in waits
    assert "In the edition of 25 November 2026: it came" in came


async def test_a_card_over_the_cap_of_the_day(desk, turn):
    taken = essay(*SENTENCES, title="Much")
    many = [drafted(taken, THIRD, f"leverage/card-{n}", f"Card {n} on the railway") for n in range(3)]
    await keep(desk, taken, *many, state=State.PUBLISHED)
    await handle(desk, by(ADA, "settings cap 2"))

    told = [await why(desk, f"leverage/card-{n}") for n in range(3)]
    await turn(MONDAY)
    await turn(MONDAY + timedelta(days=1))

    capped = "Not shown here yet: at most 2 new cards of a topic come here in a day, and others come first."
    assert [capped in text for text in told].count(True) >= 1
    assert all(["it came" in await why(desk, f"leverage/card-{n}") for n in range(3)])


async def test_a_card_of_another_negotiation(desk):
    await handle(desk, by(ADA, "dossier ukraine-talks"))

    text = await why(desk, RAILWAY)

    assert "and the card belongs to The lake: “dossier lake” chooses that one." in text


async def test_a_card_for_which_an_edition_has_no_room(desk, turn, clock):
    taken = essay(*SENTENCES, title="Much")
    many = [drafted(taken, THIRD, f"leverage/card-{n:02}", f"Card {n} on the railway") for n in range(40)]
    await keep(desk, taken, *many, state=State.PUBLISHED)

    before = await why(desk, "leverage/card-39")
    await turn(MONDAY)
    after = await why(desk, "leverage/card-39")
    await turn(MONDAY + timedelta(days=1))
    await turn(MONDAY + timedelta(days=2))
    came = await why(desk, "leverage/card-39")

    assert "Not shown here yet: an edition shows at most 16 new cards, and others come first." in before
    assert "✗ No room in the edition of 23 November 2026." in after
    assert "In the edition of 25 November 2026: it came" in came


async def test_a_card_comes_with_the_next_edition_then_is_changed_then_withdrawn(desk, turn):
    coming = await why(desk, RAILWAY)
    await turn(MONDAY)
    shown = await why(desk, RAILWAY)
    await rewrite(desk, f"card {RAILWAY} edit", headline="The railway belongs to Mereth")
    await turn()
    changed = await why(desk, RAILWAY)
    await handle(desk, by(ADA, f"card {RAILWAY} retire"))
    withdrawn = await why(desk, RAILWAY)

    assert "Not shown here yet: it comes with the next edition." in coming
    assert "✓ In the edition of 23 November 2026: it came 23 November 2026, 09:00 UTC." in shown
    assert "Changed since it was shown here: it comes with the next edition." in changed
    assert "Corrected 23 November 2026, 09:00 UTC." in await why(desk)
    assert "It was withdrawn" in withdrawn
    assert withdrawn.index("In the edition of") < withdrawn.index("✗ Withdrawn")


async def test_a_card_that_came_at_once_and_one_that_a_pause_keeps_for_the_next_edition(desk, turn):
    await handle(desk, by(ADA, "subscribe redlines positions at once"))
    await let_out(desk, GATE)
    await turn()
    await handle(desk, by(ADA, "settings pause 2d"))
    await let_out(desk, SUMMER)
    await turn()

    assert "By itself, at once: it came 22 November 2026, 12:00 UTC." in await why(desk, GATE)
    held_back = await why(desk, SUMMER)
    assert "Not shown here yet. Paused until 24 November 2026, 12:00 UTC" in held_back
    assert "follows Positions, at once" in held_back
