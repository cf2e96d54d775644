"""An essay's record is put right by adding the same text again and saying what was missing."""

from __future__ import annotations

import asyncio

import pytest

from bot.commands import handle
from bot.store import cards, dossiers, review
from bot.view.page import Tone, from_json
from briefs.model import State
from tests.commands.editors import ADA, BEN, EVE, OURS, ROOM, THEIRS, by, press
from tests.commands.pages import everything, said

TEXT = (
    "Water before the vote\n\nKessary will not open the northern gate before the vote on 7 February, its minister "
    "said. A deal before the summer is unlikely, because neither government can afford to be seen to move first. "
    "Mereth demands 3.2 cubic kilometres of water and offers copper for it. The talks resume in Tavin on 3 June."
)
KNOWN = {"author": "Ines Calloway", "publisher": "The Basin Review", "date": "2026-11-18"}


async def add(desk, person=ADA, channel=OURS, **said_of_it):
    return await handle(desk, by(person, "add", channel, text=TEXT, **said_of_it))


async def essay(desk, space=OURS.space):
    known = await dossiers.essays(desk.database.reader, space, "ukraine-talks")
    return next((one for one in known if one.title == "Water before the vote"), None)


async def test_what_is_not_known_is_said_with_how_to_say_it(desk):
    page = await add(desk)

    assert "Author not given, date not given. Add it again with who wrote it and when" in said(page)
    assert "Ines Calloway, The Basin Review, 18 November 2026.\n" in said(await add(desk, **KNOWN)) + "\n"


async def test_its_record_and_its_drafts_say_it_from_then_on(desk):
    await add(desk)
    before = await review.drafts(desk.database.reader, OURS.space)
    argued, *_ = [one for one in before if one.card.text.startswith("The author argues")]

    page = await add(desk, **KNOWN)

    assert page.tone is Tone.PLAIN
    assert "Its record is put right, and nothing else was added." in said(page)
    record = await essay(desk)
    assert (record.author, record.publisher, record.published) == ("Ines Calloway", "The Basin Review", "2026-11-18")
    after = await review.drafts(desk.database.reader, OURS.space)
    assert [one.card.id for one in after] == [one.card.id for one in before]
    assert {one.card.as_of for one in after} == {"2026-11-18"}
    now = await cards.find(desk.database.reader, OURS.space, argued.card.id, argued.dossier)
    assert now.card.text.startswith("Ines Calloway argues")
    assert "its essay's record was put right" in said(await handle(desk, by(ADA, f"card #{argued.number}")))


async def test_what_is_out_stays_as_it_was(desk):
    await add(desk)
    draft = (await review.drafts(desk.database.reader, OURS.space))[0]
    await handle(desk, by(ADA, f"review publish #{draft.number} 1"))

    await add(desk, **KNOWN)

    now = await cards.find(desk.database.reader, OURS.space, draft.card.id, draft.dossier)
    assert (now.card, now.state) == (draft.card, State.PUBLISHED)


@pytest.mark.parametrize("again", [{}, KNOWN])
async def test_the_same_again_changes_nothing(desk, database, again):
    await add(desk, **KNOWN)
    before = [await everything(database), await essay(desk)]

    page = await add(desk, **again)

    assert "so nothing was added" in said(page)
    assert [await everything(database), await essay(desk)] == before


async def test_one_space_does_not_put_right_what_another_has(desk):
    await add(desk)

    await add(desk, EVE, THEIRS, **KNOWN)

    assert (await essay(desk)).author == "Author not given"
    assert (await essay(desk, THEIRS.space)).author == "Ines Calloway"


async def test_only_an_argument_of_the_authors_gets_the_authors_name(desk):
    text = (
        "Water\n\nThe authorities in Kessary reject any treaty on the lake before the vote on 7 February."
        " The author of the report, Hanne Coldwell, said that 3.2 cubic kilometres of water were lost in 2024. Mereth "
        "demands a share of the summer flow. A deal is unlikely, because neither government can be seen to move first."
    )
    for known in ({}, {"author": "Ines Calloway"}, {"author": "Ines Calloway Bo"}):
        await handle(desk, by(ADA, "add", OURS, text=text, **known))

    drafts = [one.card.text for one in await review.drafts(desk.database.reader, OURS.space)]

    assert any(one.startswith("The authorities in Kessary") for one in drafts)
    assert any(one.startswith("The author of the report") for one in drafts)
    assert any(one.startswith("Ines Calloway Bo argues: ") for one in drafts)


async def test_two_who_put_it_right_at_once_lose_nothing(desk):
    await add(desk)

    await asyncio.gather(add(desk, author="Ines Calloway"), add(desk, BEN, date="2026-11-18"))

    record = await essay(desk)
    assert (record.author, record.published) == ("Ines Calloway", "2026-11-18")


async def test_the_post_in_the_review_channel_is_of_the_draft_as_it_is_then(desk):
    await handle(desk, by(ADA, "settings review here", ROOM))
    await add(desk)

    await add(desk, **KNOWN)

    [row] = await desk.database.reader.execute_fetchall(
        "SELECT body FROM deliveries JOIN pages ON pages.id = page WHERE channel = :room", {"room": ROOM.key}
    )
    page = from_json(row["body"])
    assert "revision 2" in said(page)
    assert (await press(desk, page, "Publish", channel=ROOM)).tone is Tone.DONE


async def test_where_it_stands_is_kept_too_and_what_was_said_is_cleaned(desk):
    await add(desk)

    await add(desk, address="https://example.org/water", publisher="The\nBasin\x00 Review")

    record = await essay(desk)
    assert (record.address, record.publisher) == ("https://example.org/water", "The Basin Review")


async def test_a_copy_says_what_was_not_known_and_changes_nothing_else(desk):
    await add(desk, publisher="The Herald")

    copy = TEXT.replace(" The talks", "\n\nThe talks")
    page = await handle(desk, by(ADA, "add", OURS, text=copy, author="Ines Calloway", publisher="The Mail"))

    assert "Its record is put right" in said(page)
    record = await essay(desk)
    assert (record.author, record.publisher) == ("Ines Calloway", "The Herald")
