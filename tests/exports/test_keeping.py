"""What is over goes when its time has come, a little at a time; what anything rests on, waits or is out stays."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Platform
from bot.commands import handle
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.store import cards, editions, keeping, search
from bot.store.deliveries import keep_pages, kept_page
from bot.store.keeping import forget_old
from bot.view.markup import words
from bot.view.page import Page, Text, Tone
from briefs.model import State
from tests.commands.editors import by
from tests.commands.pages import said
from tests.exports.conftest import ADA, QUIET, ROOM, SPACE, Numbered, rewrite_card
from tests.exports.test_moving import rows_of


async def count(database, sql: str) -> int:
    [row] = await database.reader.execute_fetchall(f"SELECT COUNT(*) AS many FROM {sql}")
    return row["many"]


async def send(desk, clock) -> None:
    await make_due_digests(desk.database, clock())
    await send_waiting(desk.database, dict.fromkeys(Platform, Numbered()), clock)


async def test_nothing_goes_before_its_time(used, clock):
    before = await rows_of(used.database, SPACE)

    await forget_old(used.database, clock.forward(days=360))

    assert await rows_of(used.database, SPACE) == before


async def test_after_a_year_what_is_over_is_gone_and_what_stands_stands(used, clock):
    await send(used, clock)
    answers = {
        text: said(await handle(used, by(ADA, text, QUIET))) for text in ("redlines", "card redlines/gate", "feeds")
    }
    seen = await editions.seen_by(used.database.reader, ROOM)
    later = clock() + timedelta(days=367)

    assert await forget_old(used.database, later) > 40
    assert await forget_old(used.database, later) == 0

    db = used.database.reader
    assert await count(used.database, "deliveries WHERE channel LIKE 'discord:71/%' AND state <> 'waiting'") == 0
    for table in (
        "editions WHERE channel LIKE 'discord:71/%'",
        "outages",
        "notices",
        "audit WHERE space = 'discord:71'",
        "pages",
        "page_cards",
    ):
        assert await count(used.database, table) == 0, table
    assert await cards.find(db, SPACE, "leverage/railway", "lake") is None  # rejected, and never out
    assert await count(used.database, "card_revisions WHERE card = 'leverage/railway'") == 0
    assert (
        await count(used.database, "seen_sets WHERE id NOT IN (SELECT seen FROM channels WHERE seen IS NOT NULL)") == 0
    )
    for text, answer in answers.items():
        assert said(await handle(used, by(ADA, text, QUIET))) == answer, text
    assert seen
    assert await editions.seen_by(db, ROOM) == seen


async def test_a_text_stays_while_a_draft_or_a_published_card_rests_on_it(used, clock):
    later = clock() + timedelta(days=400)
    await forget_old(used.database, later)
    assert await count(used.database, "essays WHERE space = 'discord:71' AND snapshot IS NULL") == 0

    entry = await cards.find(used.database.reader, SPACE, "leverage/rails", "lake")
    assert entry
    assert entry.state is State.DRAFT
    await handle(used, by(ADA, f"review reject #{entry.number} {entry.revision}", QUIET))
    await forget_old(used.database, later)

    rows = await used.database.reader.execute_fetchall(
        "SELECT title FROM essays WHERE space = 'discord:71' AND snapshot IS NULL ORDER BY title"
    )
    assert [row["title"] for row in rows] == ["Kessary insists that the railway stays in its…", "Rails"]
    await rewrite_card(
        used, "redlines/gate", "Kessary will not open the gate before 7 February"
    )  # its quote is checked


async def test_a_headline_keeps_what_it_would_say_without_its_thread(used, clock):
    page = kept_page(Page("All of it", (Text(words("Every card.")),)))
    async with used.database.transaction() as db:
        await keep_pages(db, [page])
        await db.execute(
            "UPDATE deliveries SET whole = :whole WHERE id = (SELECT min(id) FROM deliveries WHERE state = 'waiting')",
            {"whole": page[0]},
        )

    await forget_old(used.database, clock() + timedelta(days=400))

    assert await count(used.database, f"pages WHERE id = '{page[0]}'") == 1


async def test_a_message_that_waits_to_be_corrected_stays(used, clock):
    await send(used, clock)
    await rewrite_card(used, "redlines/gate", "Kessary will not open the gate before 7 February")
    waiting = "deliveries WHERE state = 'waiting' AND corrects IS NOT NULL"
    lost = f"{waiting} AND corrects NOT IN (SELECT id FROM deliveries)"
    assert await count(used.database, waiting) > 0

    await forget_old(used.database, clock() + timedelta(days=400))

    assert await count(used.database, waiting) > 0
    assert await count(used.database, lost) == 0


@pytest.mark.parametrize(
    ("typed", "days", "shown"), [("90d", 90, "90 days"), ("7 days", 7, "7 days"), ("for good", None, "for good")]
)
async def test_a_space_chooses_for_itself_alone(used, clock, typed, days, shown):
    page = await handle(used, by(ADA, f"settings keep {typed}"[:96], QUIET))
    assert shown in said(page)
    await send(used, clock)
    mine, theirs = "audit WHERE space = 'discord:71'", "audit WHERE space = 'discord:72'"
    held = await count(used.database, mine), await count(used.database, theirs)

    await forget_old(used.database, clock() + timedelta(days=100))

    assert await count(used.database, mine) == (0 if days else held[0])
    assert await count(used.database, theirs) == held[1]
    await forget_old(used.database, clock() + timedelta(days=4000))
    assert await count(used.database, mine) == (0 if days else held[0])


@pytest.mark.parametrize("typed", ["", "6d", "4000d", "-1d", "a while", "90 weeks", "9" * 30])
async def test_what_is_no_time_to_keep_is_refused(desk, typed):
    page = await handle(desk, by(ADA, f"settings keep {typed}", QUIET))

    assert page.tone is Tone.MISTAKE
    assert "settings keep 90d" in said(page)


async def test_no_transaction_removes_more_than_a_batch(used, clock, monkeypatch):
    monkeypatch.setattr(keeping, "BATCH", 6)
    await send(used, clock)
    changed: list[int] = []
    gone = keeping._gone

    async def counted(database, statements, ids):
        changed.append(len(ids) * len(statements))
        await gone(database, statements, ids)

    monkeypatch.setattr(keeping, "_gone", counted)
    await forget_old(used.database, clock() + timedelta(days=400))

    assert max(changed) <= 6
    assert len(changed) > 10


async def test_a_search_stays_while_a_page_has_its_button_or_somebody_pressed_it_lately(used, clock):
    async with used.database.transaction() as db:
        old, shared = [await search.keep_words(db, SPACE, words * 30, clock()) for words in ("old ", "shared ")]
        await db.execute(
            "UPDATE pages SET body = json_insert(body, '$.buttons[#]', json_object('label', 'x', 'command', :command))"
            " WHERE id = (SELECT page FROM deliveries WHERE state = 'waiting' LIMIT 1)",
            {"command": f"search {shared} 2"},
        )
    await forget_old(used.database, clock.forward(days=89))
    assert await search.kept_words(used.database.reader, SPACE, old)

    await forget_old(used.database, clock.forward(days=2))

    assert await search.kept_words(used.database.reader, SPACE, old) is None
    assert await search.kept_words(used.database.reader, SPACE, shared)
