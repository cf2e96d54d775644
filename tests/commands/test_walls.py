"""Nothing that an editor of one space does or tries reaches another space's drafts, cards, choices or pages."""

from __future__ import annotations

import pytest

from bot.chat import LOCAL, Channel, Platform, Space
from bot.commands import Desk, handle, suggest
from bot.outbox import send_waiting
from bot.store import cards, review, spaces
from bot.view.page import Tone
from briefs.model import State
from tests.commands.editors import (
    ADA,
    BEN,
    EVE,
    FIRST,
    OURS,
    ROOM,
    SENTENCES,
    THEIRS,
    by,
    drafted,
    essay,
    held,
    keep,
    waiting,
)
from tests.commands.pages import everything, said

STRANGERS = [
    THEIRS,
    Channel(Space(Platform.DISCORD, "11"), "general"),
    Channel(Space(Platform.SLACK, "1"), "general"),
    Channel(LOCAL, "page"),
    Channel(Space(Platform.DISCORD, "@u3"), "@u3"),
]


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Our space has two drafts, a published card, choices and a bottom line; all speak of a lake."""
    taken = essay(*SENTENCES)
    ids = ("redlines/gate", "positions/summer", "leverage/railway")
    await keep(desk, taken, *map(lambda sentence, id: drafted(taken, sentence, id), SENTENCES, ids))
    entry = await held(desk, ids[2])
    for text in (
        "dossier lake",
        "settings review here",
        "settings two-editors off",
        f"review publish #{entry.number} 1",
        "subscribe redlines at once",
    ):
        await handle(desk, by(ADA, text, ROOM))
    await handle(desk, by(ADA, "bottomline redlines edit", ROOM, text="Our own words on the gate."))
    return desk


@pytest.mark.parametrize("channel", STRANGERS, ids=lambda channel: channel.key)
async def test_no_command_from_a_strangers_space_reads_or_changes_what_is_ours(desk, database, channel):
    draft, _, card = [await held(desk, id) for id in ("redlines/gate", "positions/summer", "leverage/railway")]
    theirs = essay(FIRST, title="Theirs")
    await keep(desk, theirs, drafted(theirs, FIRST, "redlines/mine"), space=channel.space)
    mine = (await waiting(desk, channel.space))[0]
    before = await ours(desk)
    texts = [
        f"{verb} #{number} {revision}".strip()
        for number in (draft.number, card.number)
        for revision in ("", 1, 2)
        for verb in ("review publish", "review reject", "review second", "review edit", "review merge")
    ]
    texts += [f"review merge #{mine.number} 1 #{card.number}", f"review merge #{mine.number} 1 #{draft.number}"]
    texts += [f"review merge #{draft.number} 1 #{mine.number}"]
    texts += [
        f"card {name}{what}"
        for entry in (draft, card)
        for name in (entry.card.id, f"#{entry.number}")
        for what in ("", " edit", " edit 1", " edit 2", " retire", " retire 2", " publish", " publish 1")
    ]
    texts += [f"share card #{entry.number}" for entry in (draft, card)]
    texts += ["review", "review 2", "settings", "bottomline redlines", "redlines", "leverage", "search gate", "brief"]
    texts += ["changes since 1d", "essays", "dossiers", "digest preview", "subscriptions", "search railway"]

    for text in texts:
        for fields in ({}, {"headline": "Taken over", "text": "Taken over.", "note": "x"}):
            page = await handle(desk, by(EVE, text, channel, **fields))

            assert "our fault" not in said(page), text
            for words in ("railway", "Hanne Coldwell", "Our own words", ROOM.id + "."):
                if words not in text:
                    assert words not in said(page) + str(page.form) + str(page.select), text
    for text in ("settings two-editors on", "settings review here", "dossier new lake Ours", "dossier lake"):
        await handle(desk, by(EVE, text, channel))
    await handle(desk, by(EVE, "bottomline redlines edit", channel, text="Taken over."))

    assert await ours(desk) == before
    for typed in ("", "redl", "lever", "rail"):
        assert "leverage/railway" not in [one.value for one in await suggest(desk, by(EVE, "", channel), "card", typed)]


async def ours(desk) -> list[object]:
    """All that our space has, as it stands."""
    db, space = desk.database.reader, OURS.space
    tables = ("cards", "card_revisions", "approvals", "bottom_lines", "spaces", "essays", "dossiers")
    rows = [
        (table, [tuple(row) for row in await db.execute_fetchall(f"SELECT * FROM {table} WHERE space = '{space.key}'")])
        for table in tables
    ]
    places = ("deliveries", "subscriptions", "channels", "schedules")
    rows += [
        (
            table,
            [
                tuple(row)
                for row in await db.execute_fetchall(f"SELECT * FROM {table} WHERE channel LIKE '{space.key}/%'")
            ],
        )
        for table in places
    ]
    return [*rows, await spaces.choices(db, space), await review.bottom_lines(db, space, "lake")]


async def test_an_editor_here_is_no_editor_there(desk, database):
    """Who manages one server and only reads another."""
    draft = await held(desk, "redlines/gate")
    before = await everything(database)
    request = by(EVE, f"review publish #{draft.number} 1")

    async def only_there() -> bool:
        return False

    page = await handle(desk, type(request)(request.text, OURS, EVE, only_there))

    assert page.tone is Tone.MISTAKE
    assert await everything(database) == before


async def test_what_is_ours_is_posted_in_our_space_alone(desk, chat):
    for channel in STRANGERS:
        await handle(desk, by(BEN, "subscribe redlines at once", channel))
        await handle(desk, by(BEN, "settings review here", channel))
    draft = await held(desk, "redlines/gate")
    await handle(desk, by(ADA, f"review second #{draft.number} 1"))
    await handle(desk, by(BEN, f"review publish #{draft.number} 1"))
    await handle(desk, by(BEN, "card redlines/gate retire"))

    await send_waiting(desk.database, dict.fromkeys(Platform, chat), desk.now)

    assert chat.sent
    assert {one.channel for one in chat.sent} == {ROOM}


async def test_a_shipped_card_that_one_space_decides_on_stays_as_it_was_for_the_others(desk, database):
    shipped = await cards.find(database.reader, OURS.space, "redlines/neutrality", "ukraine-talks")
    await handle(desk, by(ADA, "dossier ukraine-talks"))
    await handle(desk, by(ADA, f"card #{shipped.number} retire 1"))

    assert (await cards.find(database.reader, OURS.space, "redlines/neutrality")).state is State.RETIRED
    assert await cards.find(database.reader, THEIRS.space, "redlines/neutrality") == shipped
