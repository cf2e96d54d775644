"""`why` is right about whatever came of it: each outcome is made as it happens, and asked for through `handle`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat import LOCAL, Channel, Group, Platform, SendFailed, Space
from bot.commands import Desk, handle
from bot.digests import make_due_digests
from bot.outbox import look_again, send_waiting
from bot.store import gaps, layouts, mentions
from bot.store.mentions import Mention
from bot.view.page import Tone
from briefs.model import State
from tests.commands.editors import (
    ADA,
    BEN,
    EVE,
    FIRST,
    IDS,
    OURS,
    ROOM,
    SENTENCES,
    THEIRS,
    THIRD,
    by,
    command,
    drafted,
    essay,
    held,
    keep,
    keep_three,
    rewrite,
)
from tests.commands.pages import said
from tests.conftest import ask

GATE, SUMMER, RAILWAY = IDS
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # when the first edition is due
NO_RIGHT = "I may not post in that channel any more: give me View Channel and Send Messages there."


@pytest.fixture
async def desk(desk: Desk) -> Desk:
    """Our channel speaks of the lake, on which one card is out and two drafts wait, and has a digest at nine."""
    await keep_three(desk)
    await handle(desk, by(ADA, "dossier lake"))
    await handle(desk, by(ADA, "digest at 09:00 UTC"))
    await let_out(desk, RAILWAY)
    return desk


@pytest.fixture
def turn(desk, chat, clock):
    """What the clock does at a moment: make what is due, look at what was lost, send what waits."""

    async def turn(moment: datetime | None = None) -> None:
        clock.now = moment or clock.now
        if await look_again(desk.database, {Platform.DISCORD: chat}, clock):
            await make_due_digests(desk.database, clock())
        await make_due_digests(desk.database, clock())
        await send_waiting(desk.database, {Platform.DISCORD: chat}, clock)

    return turn


async def why(desk: Desk, typed: str = "", channel: Channel = OURS) -> str:
    """What a reader is told."""
    page = await handle(desk, ask(f"why {typed}", channel, may=False))
    assert page.tone is Tone.PLAIN, said(page)
    return said(page)


async def let_out(desk: Desk, id: str) -> None:
    entry = await held(desk, id)
    page = await handle(desk, by(ADA, f"review publish #{entry.number} {entry.revision}", ROOM))
    assert page.tone is not Tone.MISTAKE, said(page)


# Editions


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


# Messages


async def test_a_message_by_its_link_and_by_its_id(desk, turn, chat):
    chat.send = numbered(chat)
    await turn(MONDAY)
    await handle(desk, by(ADA, "share redlines"))
    await turn()

    for typed in ("https://discord.com/channels/1/2/1300000000000000001", "1300000000000000001"):
        assert "Edition of 23 November 2026" in await why(desk, typed)
    for typed in ("<https://ptb.discord.com/channels/1/2/1300000000000000002/>", "1300000000000000002"):
        text = await why(desk, typed)
        assert "An answer that somebody shared with this channel." in text
        assert "Asked for 23 November 2026, 09:00 UTC." in text


def numbered(chat):
    """A sender whose ids are like Discord's."""
    send = chat.send

    async def numbered(delivery):
        return f"13{int((await send(delivery))[1:]):017}"

    return numbered


async def test_a_thread_that_a_post_began_tells_of_where_it_was_posted(desk, turn, chat):
    chat.send = numbered(chat)
    await turn(MONDAY)
    thread = Channel(OURS.space, "1300000000000000001")
    elsewhere = Channel(THEIRS.space, thread.id)

    for typed in ("", "1300000000000000001", "today", RAILWAY):
        assert "It came 23 November 2026, 09:00 UTC." in await why(desk, typed, thread)
    assert "No digest is planned here." in await why(desk, "", elsewhere)
    assert "Nothing here goes by" in await unknown(desk, thread.id, elsewhere)


async def test_a_message_that_another_one_puts_right_is_known_by_both_links(desk, turn, chat):
    chat.send = numbered(chat)
    await turn(MONDAY)
    chat.failures = [SendFailed("That message is archived.", uneditable=True)]
    await rewrite(desk, f"card {RAILWAY} edit", headline="The railway belongs to Mereth")
    await turn(MONDAY + timedelta(minutes=1))

    first, second = await why(desk, "1300000000000000001"), await why(desk, "1300000000000000002")

    assert first == second
    assert "Edition of 23 November 2026" in first
    assert "Corrected 23 November 2026, 09:01 UTC." in first


@pytest.mark.parametrize("typed", ["C7/1763888400.000100", "1763888400.000100", "p1763888400000100", "LINK"])
async def test_a_message_of_slack_by_its_link_and_by_its_timestamp(desk, chat, clock, typed):
    there = Channel(Space(Platform.SLACK, "T1"), "C7")

    async def send(delivery):
        return "C7/1763888400.000100/1763888400.000001"

    chat.send = send
    await handle(desk, by(ADA, "digest now", there))
    await send_waiting(desk.database, {Platform.SLACK: chat}, clock)

    link = "https://a-b.slack.com/archives/C7/p1763888400000100?thread_ts=1763888400.000001&cid=C7"

    assert "asked for out of turn" in await why(desk, typed.replace("LINK", link), there)


async def test_a_message_that_was_given_up(desk, turn, chat):
    await handle(desk, by(ADA, "subscribe redlines at once"))
    chat.failures = [SendFailed("That channel takes no posts.", permanent=True)]
    await let_out(desk, GATE)
    await turn()

    text = await why(desk, GATE)

    assert "✗ By itself, at once: it did not come: That channel takes no posts." in text
    assert "Stopped 22 November 2026" in text


# Cards


async def test_a_draft_waits_for_an_editor_and_only_editors_know_of_it(desk):
    page = await handle(desk, ask(f"why {GATE}", OURS))

    assert "It is a draft and waits for an editor." in said(page)
    assert await unknown(desk, GATE, OURS) == await unknown(desk, "redlines/nothing", OURS)


async def unknown(desk, typed, channel):
    page = await handle(desk, ask(f"why {typed}", channel, may=False))
    assert page.tone is Tone.MISTAKE, said(page)
    return said(page).replace(f"“{typed}”", "“…”")


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


# Walls


STRANGERS = [
    THEIRS,
    Channel(OURS.space, "elsewhere"),
    Channel(Space(Platform.DISCORD, "11"), "general"),
    Channel(Space(Platform.SLACK, "1"), "general"),
    Channel(LOCAL, "page"),
    Channel(Space(Platform.DISCORD, "@u3"), "@u3"),
]


@pytest.mark.parametrize("channel", STRANGERS, ids=lambda channel: channel.key)
async def test_what_another_channel_was_posted_is_answered_like_nothing(desk, turn, chat, channel):
    chat.send = numbered(chat)
    await turn(MONDAY)
    there, nowhere = "1300000000000000001", "1300000000000000099"
    assert "Edition of 23 November" in await why(desk, there)

    for way in ("{}", "https://discord.com/channels/1/2/{}"):
        known, unheard = [await unknown(desk, way.format(id), channel) for id in (there, nowhere)]
        assert known == unheard


@pytest.mark.parametrize("channel", [one for one in STRANGERS if one.space != OURS.space], ids=lambda one: one.key)
async def test_another_spaces_cards_and_essays_are_answered_like_nothing(desk, channel):
    taken = essay(*SENTENCES, title="Secret", address="https://a.example/secret")
    await keep(desk, taken, drafted(taken, FIRST, "redlines/secret"), state=State.PUBLISHED)
    assert "Secret" in await why(desk, "https://a.example/secret")

    for typed, like in [
        ("redlines/secret", "redlines/nothing"),
        ("https://a.example/secret", "https://a.example/nothing"),
        (taken.essay.id, "nothing-123456"),
        ("Secret", "Nothing"),
        (f"#{(await held(desk, GATE)).number}", "#99999"),
    ]:
        assert await unknown(desk, typed, channel) == await unknown(desk, like, channel)


async def test_direct_messages_tell_of_what_comes_there_from_other_spaces(desk, turn):
    await handle(desk, by(ADA, "subscribe leverage me"))
    await turn(MONDAY)
    mine, others = [Channel(Space(Platform.DISCORD, f"@{one.id}"), f"@{one.id}") for one in (ADA, EVE)]

    assert "It came 23 November 2026, 09:00 UTC." in said(await handle(desk, by(ADA, "why", mine)))
    assert "In the edition of 23 November 2026" in said(await handle(desk, by(ADA, f"why {RAILWAY}", mine)))
    assert "No digest is planned here." in said(await handle(desk, by(EVE, "why", others)))
    assert (await handle(desk, by(EVE, f"why {RAILWAY}", others))).tone is Tone.MISTAKE


@pytest.mark.parametrize("typed", ["'; DROP TABLE cards; --", "%", "@everyone", "2026-13-45", "1" * 400, "x" * 1500])
async def test_what_nobody_can_mean_is_answered_kindly(desk, typed):
    text = await unknown(desk, typed, OURS)

    assert "Nothing here goes by" in text
    assert "a date such as 2026-11-22" in text


# Layouts and mentions


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
