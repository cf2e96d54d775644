"""`why` is right about an edition, whatever came of it: each outcome is made as it happens."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.chat import Channel, Group, SendFailed
from bot.commands import Desk, handle
from bot.digests import make_due_digests
from bot.store import gaps, layouts, mentions
from bot.store.mentions import Mention
from tests.commands.editors import ADA, IDS, OURS, ROOM, THEIRS, by
from tests.commands.why.asking import MONDAY, NO_RIGHT, let_out, numbered, unknown, why

GATE, SUMMER, RAILWAY = IDS


async def test_an_edition_that_came_in_time(desk, turn):
    await turn(MONDAY)

    for typed in ("", "2026-11-23", "today", "23 November"):
        text = await why(desk, typed)
        assert "It came 23 November 2026, 09:00 UTC." in text
        assert "Made 23 November 2026, 09:00 UTC with 1 card." in text
        assert "✗" not in text
    assert "The next edition is due 24 November 2026" in await why(desk)


async def test_an_edition_that_was_tried_again_says_how_often_and_why(desk, turn, chat):
    chat.failures = [SendFailed("Discord asks us to wait.", retry_after=20), SendFailed("Discord has trouble.")]
    await turn(MONDAY)

    waiting = await why(desk)
    await turn(MONDAY + timedelta(seconds=20))
    await turn(MONDAY + timedelta(seconds=60))
    sent = await why(desk)

    assert "It could not be sent yet" in waiting
    assert "✗ Tried 23 November 2026, 09:00 UTC. What went wrong: Discord asks us to wait." in waiting
    assert "Tried 3 times, first 23 November 2026, 09:00 UTC. What went wrong: Discord has trouble." in sent
    assert "It came 23 November 2026, 09:01 UTC." in sent


async def test_quiet_hours_say_until_when(desk, turn):
    await handle(desk, by(ADA, "settings quiet 08:00-10:30 UTC"))
    await turn(MONDAY)

    held_back = await why(desk)
    await turn(MONDAY + timedelta(minutes=90))
    sent = await why(desk)

    assert "Quiet hours hold it until 23 November 2026, 10:30 UTC." in held_back
    assert "✓ Quiet hours held it until 23 November 2026, 10:30 UTC." in sent
    assert "It came 23 November 2026, 10:30 UTC, late." in sent


async def test_a_pause_that_holds_and_one_that_is_over(desk, turn, clock):
    await handle(desk, by(ADA, "settings pause until 2026-11-26"))
    now, ahead = await why(desk, "today"), await why(desk, "2026-11-24")
    await turn(datetime(2026, 11, 26, 9, 0, tzinfo=UTC))
    await handle(desk, by(ADA, "settings pause off"))
    clock.forward(days=1)

    for text in (now, ahead, await why(desk, "2026-11-24")):
        assert "Paused until 26 November 2026, 00:00 UTC" in text or text is now
    assert "The next edition is due 26 November 2026, 09:00 UTC." in ahead
    assert "It came" in await why(desk, "2026-11-26")


async def test_a_date_that_was_skipped_also_when_it_is_skipped_no_more(desk, turn, clock):
    await handle(desk, by(ADA, "settings skip 2026-11-23"))
    before = await why(desk, "tomorrow")
    await turn(MONDAY + timedelta(hours=1))
    await turn(MONDAY + timedelta(days=1))
    await handle(desk, by(ADA, "settings skip off"))

    for text in (before, await why(desk, "yesterday")):
        assert "Monday 23 November 2026 is skipped: “settings skip” chose so." in text


async def test_a_day_on_which_none_comes_and_a_day_before_any_was_planned(desk, turn, clock):
    await handle(desk, by(ADA, "digest at 09:00 UTC weekdays"))

    assert "comes every weekday at 09:00 (UTC), and Saturday 28 November 2026 is no such day" in await why(
        desk, "2026-11-28"
    )
    assert "No digest was planned here before 22 November 2026, 12:00 UTC." in await why(desk, "2026-11-20")
    await handle(desk, by(ADA, "digest at 08:00 UTC", ROOM))
    assert "The digest was set up or changed 22 November 2026, 12:00 UTC" in await why(desk, "today", ROOM)


async def test_a_digest_that_was_switched_off_and_a_channel_without_one(desk, clock):
    await handle(desk, by(ADA, "digest off"))
    clock.forward(days=2)

    assert "The digest was off." in await why(desk, "yesterday")
    assert "No digest is planned here." in await why(desk, "", Channel(OURS.space, "quiet"))


async def test_an_edition_missed_because_the_bot_did_not_run_says_where_its_news_came(desk, turn):
    await turn(MONDAY + timedelta(days=2))

    text = await why(desk, "2026-11-23")

    assert "It was missed: The bot was not running." in text
    assert "What was new then came with the edition of 25 November 2026." in text


async def test_an_edition_of_a_time_that_a_restored_copy_knows_nothing_of(desk, turn, clock):
    clock.now = MONDAY + timedelta(hours=2)
    async with desk.database.transaction() as db:
        await gaps.restored(db, clock())
    await turn(MONDAY + timedelta(days=1))

    assert "before this database was restored from a copy, or never will: nobody can tell." in await why(
        desk, "2026-11-23"
    )


async def test_an_edition_to_come_says_when_also_in_quiet_hours(desk):
    await handle(desk, by(ADA, "settings quiet 08:00-10:30 UTC"))

    assert "It is due 30 November 2026, 09:00 UTC; quiet hours hold it until 30 November 2026, 10:30" in await why(
        desk, "2026-11-30"
    )


async def test_an_edition_that_is_due_and_not_made(desk, clock):
    clock.now = MONDAY + timedelta(seconds=30)
    soon = await why(desk, "today")
    clock.forward(hours=1)

    assert "It is due since 23 November 2026, 09:00 UTC, and is made within a minute." in soon
    assert "is not made: the bot does not run. “doctor” says more." in await why(desk, "today")


async def test_an_edition_that_came_too_late_to_be_sent(desk, turn, chat, clock):
    await handle(desk, by(ADA, "settings late 30m"))
    clock.now = MONDAY
    await make_due_digests(desk.database, clock())  # ... and Discord is away for an hour

    waiting = await why(desk)
    clock.forward(minutes=20)
    unconnected = await why(desk)
    await turn(MONDAY + timedelta(hours=1))
    missed = await why(desk)

    assert "It waits for its turn." in waiting
    assert "It could not even be tried: Discord is not connected." in unconnected
    assert "It was missed: It came too late." in missed
    assert "What was new then comes with the next edition." in missed


async def test_a_late_edition_says_so(desk, turn):
    await turn(MONDAY + timedelta(hours=2))

    text = await why(desk)

    assert "It came 23 November 2026, 11:00 UTC, late." in text
    assert "Late: the bot was not running, or could not post here." in text


async def test_a_channel_without_rights_says_since_when_and_what_to_mend_and_so_later(desk, turn, chat):
    chat.failures = [SendFailed(NO_RIGHT, permanent=True)]
    chat.objections = {OURS.key: NO_RIGHT}
    await turn(MONDAY)
    lost = [await why(desk), await why(desk, "tomorrow"), await why(desk, RAILWAY)]
    chat.objections = {}
    await turn(MONDAY + timedelta(days=1, hours=3))
    regained = [await why(desk, "2026-11-23"), await why(desk, "2026-11-24")]

    assert "It was missed: I may not post in that channel any more" in lost[0]
    for text in lost:
        assert "Stopped 23 November 2026, 09:00 UTC: I may not post" in text
        assert "give me View Channel and Send Messages there" in text
    assert "It was missed: I may not post in that channel any more" in regained[0]
    assert "24 November 2026, 12:00 UTC" in regained[1]


async def test_nothing_new_and_no_wish_to_hear_of_it(desk, turn):
    await handle(desk, by(ADA, "settings empty skip"))
    await turn(MONDAY)
    await turn(MONDAY + timedelta(days=1))

    assert "None was posted: nothing was new" in await why(desk)


async def test_an_edition_asked_for_out_of_turn(desk, turn):
    await handle(desk, by(ADA, "digest now"))
    await turn()

    text = await why(desk)

    assert "Edition of 22 November 2026, asked for out of turn" in text
    assert "It came" in text
    assert "None was asked for under this number." in await why(desk, "2026-11-22+7")


async def choose(desk: Desk, filter: str = "", most: int = 1) -> None:
    async with desk.database.transaction() as db:
        await mentions.choose(db, OURS, Mention(Group("7", "@desk"), "lake", filter, most))


async def test_an_edition_with_its_cards_in_a_thread_and_a_message_in_that_by_its_link(desk, turn, chat):
    ids = iter(
        ["1300000000000000001", "1300000000000000001/1300000000000000002", "1300000000000000001/1300000000000000003"]
    )
    send = chat.send

    async def numbered(delivery):
        await send(delivery)
        return next(ids)

    chat.send = numbered
    async with desk.database.transaction() as db:
        await layouts.thread(db, OURS, ADA)
    await let_out(desk, GATE)
    await turn(MONDAY)

    edition = await why(desk)
    by_link = await why(desk, "https://discord.com/channels/1/1300000000000000001/1300000000000000003")
    card = await why(desk, GATE)

    assert "✓ 2 of 2 messages came in its thread." in edition
    assert "here they come in the thread of its headline" in by_link
    assert "It came 23 November 2026, 09:00 UTC." in by_link
    assert "In the thread of the edition of 23 November 2026: it came" in card
    assert "Nothing here goes by" in await unknown(desk, "1300000000000000003", THEIRS)


async def test_an_edition_that_had_no_thread_says_why_and_where_its_cards_are(desk, turn, chat):
    async with desk.database.transaction() as db:
        await layouts.thread(db, OURS, ADA)
    send = chat.send

    async def without_threads(delivery):
        if delivery.thread and not delivery.replaces:
            raise SendFailed("I lack a right in that channel: Create Public Threads.", threadless=True)
        return await send(delivery)

    chat.send = without_threads
    await turn(MONDAY)

    text = await why(desk)

    assert "✗ What had no thread came in the message itself: I lack a right in that channel: Create Public" in text
    assert "It came 23 November 2026, 09:00 UTC." in text
    assert "Corrected" not in text
    assert "In the edition of 23 November 2026: it came" in await why(desk, RAILWAY)


async def test_whom_an_edition_and_a_card_mentioned_and_why_nobody(desk, turn, chat):
    chat.send = numbered(chat)
    await choose(desk, "leverage or redlines")
    await handle(desk, by(ADA, "subscribe redlines at once"))
    await handle(desk, by(ADA, "subscribe leverage positions"))
    await turn(MONDAY)
    edition = await why(desk)
    await let_out(desk, GATE)
    await turn()
    await let_out(desk, SUMMER)
    await handle(desk, by(ADA, "digest now"))
    await turn()
    asked = await why(desk)
    await choose(desk, "redlines")
    await turn(MONDAY + timedelta(days=1))

    assert "✓ It mentioned @desk." in edition
    assert "✓ It mentioned nobody: somebody asked for it." in asked
    assert "@desk had been mentioned as often as was chosen for that day" in await why(desk, "1300000000000000002")
    assert "✓ It mentioned nobody: it has nothing for which @desk is mentioned." in await why(desk, "today")
