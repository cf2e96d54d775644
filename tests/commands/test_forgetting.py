"""“forget me”: said before it is done, done in every table, and no business of anybody else's."""

from __future__ import annotations

import pytest

from bot.chat import LOCAL, PAGE, YOU, Channel, Often, Person, Platform, SendFailed, Space, Subscription
from bot.commands import handle
from bot.outbox import send_waiting
from bot.silence import warn_of_silence
from bot.store import feeds, subscriptions
from bot.view.page import Tone
from tests.commands.editors import (
    ADA,
    BEN,
    FIRST,
    IDS,
    OURS,
    ROOM,
    SENTENCES,
    THEIRS,
    by,
    held,
    keep_three,
    press,
    rewrite,
)
from tests.commands.pages import said
from tests.conftest import ask
from tests.store.test_people import everything

MARKER = Person("948151623", "Qwixby Zaltern")
DIRECT = Channel(OURS.space, f"@{MARKER.id}")
DM = Channel(Space(Platform.DISCORD, f"@{MARKER.id}"), f"@{MARKER.id}")  # Discord's direct messages have no server

SESSION = (
    "subscribe redlines leverage me",
    "subscribe redlines me at once",
    "unsubscribe leverage me",
    "subscribe redlines at once",
    "subscribe obstacles",
    "unsubscribe obstacles",
    "digest at 09:00 Europe/Berlin weekdays",
    "digest now",
    "settings quiet 22:00-07:00 Europe/Berlin",
    "settings pause 1w",
    "settings pause off",
    "settings skip tomorrow",
    "settings late 6h",
    "settings empty skip",
    "settings warn 7d",
    "settings two-editors on",
    "settings review here",
    "dossier new river The river",
    "dossier lake",
    "share redlines",
    "share topics",
    "share search gate",
    "share changes",
    "search " + "neutral " * 30,
    "why",
    "audit",
)


@pytest.fixture
async def used(desk, chat):
    """Somebody has used everything, here and in direct messages, as an editor and as a reader."""
    await keep_three(desk)
    for text in SESSION:
        page = await handle(desk, by(MARKER, text))
        assert "our fault" not in said(page), text
    await handle(desk, by(MARKER, "settings review here", DIRECT))
    await handle(desk, by(MARKER, "settings review here", ROOM))
    page = await handle(desk, by(MARKER, "review"))
    await press(desk, page, "Ask for a second", MARKER)
    gate, summer = [await held(desk, id) for id in IDS[:2]]
    await handle(desk, by(MARKER, f"review publish #{summer.number} 1"))  # ... and another has to agree
    await handle(desk, by(BEN, f"review publish #{summer.number} 1"))
    await handle(desk, by(MARKER, f"review publish #{gate.number} 1"))
    await rewrite(desk, f"review edit #{gate.number} 1", MARKER, headline="Kessary keeps the gate shut until its vote")
    await handle(desk, by(MARKER, f"card #{summer.number} retire 2"))
    await handle(desk, by(MARKER, f"review reject #{(await held(desk, IDS[2])).number} 1"))
    await handle(desk, by(MARKER, "bottomline redlines edit", text="The gate stays shut."))
    await handle(desk, by(MARKER, "add", text="\n\n".join((FIRST, "The lake belongs to both, says Mereth."))))
    await handle(desk, by(BEN, "share card positions/summer"))
    await handle(desk, by(MARKER, "share card redlines/neutrality"))
    async with desk.database.transaction() as db:
        await feeds.add(db, OURS.space, "lake", "https://example.org/rss.xml", "Harbour News", MARKER.id, desk.now())
    for text in ("subscribe redlines", "digest at 08:00 UTC", "settings review here", "dossier new mine Mine", "why"):
        await handle(desk, by(MARKER, text, DM))
    await handle(desk, by(MARKER, "add", DM, text="\n\n".join(SENTENCES)))
    chat.failures = [SendFailed("I cannot reach them.", permanent=True)]
    await send_waiting(desk.database, {Platform.DISCORD: chat}, desk.now)
    return desk


async def test_of_whoever_used_everything_no_row_is_left_that_names_them(used, database):
    before = await everything(database)
    tables = "approvals audit bottom_lines card_revisions deliveries essays feeds pages schedules spaces subscriptions"
    for table in tables.split():
        own = [line for line in before.split("\n") if line.startswith(f"{table} ")]
        assert any(MARKER.id in line or MARKER.name in line for line in own), table

    asked = await handle(used, by(MARKER, "forget me"))
    assert await everything(database) == before
    assert "a second editor" in said(asked)
    here = await press(used, asked, "Forget me", MARKER)
    assert here.tone is Tone.DONE
    assert "every server" in said(here)
    after = [line for line in (await everything(database)).split("\n") if MARKER.id in line or MARKER.name in line]
    assert all(DM.space.key in line for line in after), after
    await handle(used, by(MARKER, "forget me now", DM))

    after = await everything(database)
    assert MARKER.id not in after
    assert "Qwixby" not in after
    assert "Zaltern" not in after


async def test_what_they_made_for_others_goes_on_and_history_says_somebody(used, chat, clock):
    await handle(used, by(MARKER, "forget me now"))

    card = said(await handle(used, by(BEN, "card positions/summer")))
    assert "by somebody" in card
    assert "agreed: somebody" in card
    assert "Written by somebody" in said(await handle(used, by(BEN, "bottomline redlines")))
    assert "every weekday at 09:00" in said(await handle(used, by(BEN, "subscriptions")))
    audit = said(await handle(used, by(BEN, "audit")))
    assert "somebody, " in audit
    assert "“forget”\nperson gone" in audit
    assert "“review”" in audit
    assert "our fault" not in audit
    clock.forward(days=30)
    await warn_of_silence(used.database, clock())
    chat.failures = [SendFailed("gone", permanent=True)]
    await send_waiting(used.database, {Platform.DISCORD: chat}, clock)  # nobody is left who could be told
    assert MARKER.id not in [one.channel.id for one in chat.sent]


async def test_a_question_alone_changes_nothing_and_nobody_is_forgotten_for_another(used, database):
    before = await everything(database)
    for text in (
        "forget",
        "forget me please",
        f"forget {MARKER.id}",
        "forget Ben now",
        "forget me now now",
        "share forget me",
    ):
        page = await handle(used, by(BEN, text))
        assert page.tone is Tone.MISTAKE, text
    assert "0 topics" in said(await handle(used, by(BEN, "forget me")))
    assert await everything(database) == before

    await handle(used, by(BEN, "forget me now"))
    assert MARKER.name in await everything(database)


async def test_anybody_may_also_where_they_may_change_nothing(desk, database):
    await handle(desk, ask("subscribe redlines me", OURS, may=False))

    page = await handle(desk, ask("forget me now", OURS, may=False))

    assert page.tone is Tone.DONE
    assert "u1" not in await everything(database)


async def test_another_space_keeps_what_it_knows(desk, database):
    for place in (OURS, THEIRS, Channel(Space(Platform.SLACK, "T1"), "C1")):
        await handle(desk, by(ADA, "digest at 09:00 UTC", place))

    await handle(desk, by(ADA, "forget me now"))

    rows = await database.reader.execute_fetchall("SELECT channel, by_id FROM schedules ORDER BY channel")
    assert [tuple(row) for row in rows] == [(OURS.key, ""), (THEIRS.key, ADA.id), ("slack:T1/C1", ADA.id)]


async def test_whoever_sits_at_the_page_is_forgotten_too(desk, database):
    for text in ("subscribe redlines me", "digest at 09:00 UTC", "share redlines"):
        await handle(desk, by(YOU, text, PAGE))

    page = await handle(desk, by(YOU, "forget me now", PAGE))

    assert page.tone is Tone.DONE
    rows = await database.reader.execute_fetchall("SELECT channel, by_id, by_name FROM schedules")
    assert [tuple(row) for row in rows] == [(PAGE.key, "", "somebody")]
    assert await subscriptions.of(database.reader, Channel(LOCAL, "@local")) == []


async def test_a_message_that_cannot_arrive_tells_nobody_where_they_are_forgotten(desk, database, chat):
    async with database.transaction() as db:
        await subscriptions.add(
            db, Subscription(OURS, "ukraine-talks", "redlines", Person(""), Often.AT_ONCE), desk.now()
        )
    await handle(desk, by(ADA, "share redlines"))
    chat.failures = [SendFailed("gone", permanent=True)]

    await send_waiting(desk.database, {Platform.DISCORD: chat}, desk.now)

    assert chat.sent == []
    assert await database.reader.execute_fetchall("SELECT 1 FROM notices") == []
