"""What comes by itself: subscriptions, schedules, editions asked for."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import available_timezones

import pytest

from bot.chat import LOCAL, PAGE, Channel, Person, Platform, Request, Space
from bot.commands import handle
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.schedule import DAY_NAMES, Schedule
from bot.store import lost, subscriptions
from bot.view.markup import Time
from bot.view.page import Tone
from tests.commands.pages import everything, said
from tests.conftest import ask

SERVER = Channel(Space(Platform.DISCORD, "1"), "general")


async def followed(desk, channel) -> list[str]:
    return [one.filter for one in await subscriptions.of(desk.database.reader, channel)]


async def test_several_topics_are_followed_at_once_however_they_are_written(desk, channel):
    page = await handle(desk, ask("subscribe red lines, leverage Outlook"))

    assert page.tone is Tone.DONE
    assert await followed(desk, channel) == ["leverage", "outlook", "redlines"]


async def test_one_unknown_topic_among_known_ones_changes_nothing(desk, channel):
    page = await handle(desk, ask("subscribe redlines bananas"))

    assert page.tone is Tone.MISTAKE
    assert "bananas" in said(page)
    assert await followed(desk, channel) == []


@pytest.mark.parametrize("text", ["subscribe", "subscribe me", "unsubscribe", "subscribe channel"])
async def test_following_nothing_asks_which_topic(desk, text):
    page = await handle(desk, ask(text))

    assert page.tone is Tone.MISTAKE
    assert "which topic" in said(page)


async def test_me_is_direct_messages_and_open_to_any_reader(desk):
    page = await handle(desk, ask("subscribe redlines me", SERVER, may=False))

    mine = Channel.directly_to(Person("u1"), SERVER.space)
    assert page.tone is Tone.DONE
    assert await followed(desk, mine) == ["redlines"]
    assert await followed(desk, SERVER) == []
    plan = await subscriptions.planned(desk.database.reader, mine)
    assert plan.next_due > desk.now()


async def test_the_last_topic_that_one_leaves_ends_ones_own_digest(desk):
    mine = Channel.directly_to(Person("u1"), SERVER.space)
    await handle(desk, ask("subscribe redlines me", SERVER))

    page = await handle(desk, ask("unsubscribe redlines me", SERVER))

    assert "ended" in said(page)
    assert (await subscriptions.planned(desk.database.reader, mine)).next_due is None


async def test_what_is_not_followed_cannot_be_left(desk):
    page = await handle(desk, ask("unsubscribe redlines"))

    assert page.tone is Tone.MISTAKE
    assert "does not follow Red lines" in said(page)


@pytest.mark.parametrize(
    "text",
    [
        "subscribe redlines",
        "unsubscribe redlines",
        "digest at 09:00 UTC",
        "digest now",
        "digest off",
        "dossier ukraine-talks",
        "follow redlines",
    ],
)
async def test_somebody_who_may_not_changes_nothing(desk, database, text):
    before = await everything(database)

    page = await handle(desk, ask(text, SERVER, may=False))

    assert page.tone is Tone.MISTAKE
    assert "Only people who manage this channel" in said(page)
    assert await everything(database) == before


async def test_a_schedule_says_when_the_first_digest_comes(desk, channel):
    page = await handle(desk, ask("digest at 09:00 Europe/Berlin weekdays"))

    assert page.title == "Digest every weekday at 09:00 (Europe/Berlin)."
    assert "23 November 2026, 08:00 UTC" in said(page)
    plan = await subscriptions.planned(desk.database.reader, channel)
    assert plan.next_due == datetime(2026, 11, 23, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("digest at 09:00 New York", "Digest every day at 09:00 (America/New_York)."),
        ("digest at 9:00 new york weekdays", "Digest every weekday at 09:00 (America/New_York)."),
        ("digest at 09:00 berlin mon,wed", "Digest every Monday and Wednesday at 09:00 (Europe/Berlin)."),
        ("DIGEST AT 09:00 utc Mondays and Thursdays", "Digest every Monday and Thursday at 09:00 (UTC)."),
        ("digest schedule 09:00 Europe/Berlin", "Digest every day at 09:00 (Europe/Berlin)."),
    ],
)
async def test_a_schedule_is_read_as_people_type_it(desk, text, title):
    assert (await handle(desk, ask(text))).title == title


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("digest at", "At what time, in which zone?"),
        ("digest at 09:00", "At what time, in which zone?"),
        ("digest at 25:00 Europe/Berlin", "from 00:00 to 23:59"),
        ("digest at 9 Europe/Berlin", "Write it as 09:00"),
        ("digest at 09:00 Mars/Olympus", "There is no time zone called “Mars/Olympus”"),
        ("digest at 09:00 Europe/Berlim", "Did you mean Europe/Berlin"),
        ("digest at 09:00 GMT+1", "Write a place"),
        ("digest at 09:00 Europe/Berlin banana", "“banana” are not days"),
        ("digest at 09:00 New York banana", "“banana” are not days"),
        ("digest banana", "but not “banana”"),
        ("digest off", "No digest is planned here"),
    ],
)
async def test_a_digest_that_cannot_be_is_refused_with_a_way_out(desk, channel, text, hint):
    page = await handle(desk, ask(text))

    assert page.tone is Tone.MISTAKE
    assert hint in said(page)
    assert await subscriptions.planned(desk.database.reader, channel) is None


async def test_the_longest_schedule_of_all_can_be_said(desk):
    zone = max(available_timezones(), key=len)
    days = ",".join(DAY_NAMES[:6])

    page = await handle(desk, ask(f"digest at 09:00 {zone} {days}", Channel(LOCAL, "@u1")))

    assert page.tone is Tone.DONE
    assert zone in page.title


async def test_a_digest_without_a_verb_says_what_is_planned(desk):
    await handle(desk, ask("digest at 09:00 Europe/Berlin"))
    await handle(desk, ask("subscribe redlines"))

    page = await handle(desk, ask("digest"))

    assert page == await handle(desk, ask("subscriptions"))
    assert "Redlines. The digest comes every day at 09:00 (Europe/Berlin)" in said(page)


async def test_a_preview_posts_nothing_and_counts_for_nothing(desk, chat, database, clock):
    page = await handle(desk, ask("digest preview"))

    assert "A preview, for you alone" in said(page)
    assert await send_waiting(database, {Platform.LOCAL: chat}, clock) == 0
    assert (await handle(desk, ask("digest preview"))) == page


async def test_an_edition_asked_for_now_is_posted_and_moves_no_schedule(desk, chat, database, channel, clock):
    await handle(desk, ask("digest at 12:30 UTC"))
    await handle(desk, ask("digest now"))

    assert await send_waiting(database, {Platform.LOCAL: chat}, clock) == 1
    clock.forward(minutes=31)
    await make_due_digests(database, clock())
    assert await send_waiting(database, {Platform.LOCAL: chat}, clock) == 1
    assert chat.sent[0].page.title == "Ukraine peace talks, 22 November 2026"
    shown = [{option.command for option in sent.page.select.options} for sent in chat.sent]
    assert not shown[0] & shown[1]  # the cards of the first count as seen


async def test_a_digest_carried_over_midnight_does_not_cost_the_next_day_its_own(desk, chat, database, clock):
    clock.now = datetime(2026, 3, 28, 12, tzinfo=UTC)
    await handle(desk, ask("digest at 23:30 America/Scoresbysund"))
    plan = Schedule.parse("23:30", "America/Scoresbysund")

    for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 3, 30)):
        clock.now = plan.on(day) + timedelta(seconds=1)
        assert await make_due_digests(database, clock.now) == 1


async def test_a_digest_switched_off_says_how_to_have_it_again(desk, channel):
    await handle(desk, ask("digest at 09:00 UTC"))

    page = await handle(desk, ask("digest off"))

    assert "digest at 09:00 Europe/Berlin" in said(page)
    assert (await subscriptions.planned(desk.database.reader, channel)).next_due is None


async def test_what_one_space_follows_no_other_space_is_told(desk):
    await handle(desk, ask("subscribe redlines", SERVER))

    page = await handle(desk, ask("subscriptions", Channel(Space(Platform.DISCORD, "2"), "general")))

    assert "redlines" not in said(page)


async def test_one_may_follow_in_more_spaces_than_a_page_has_room_for(desk):
    reason = "The person does not accept direct messages of this bot any more. " * 5
    for number in range(8):
        server = Channel(Space(Platform.DISCORD, str(number)), "general")
        await handle(desk, ask("subscribe redlines leverage outlook facts history players obstacles me", server))
        async with desk.database.transaction() as db:
            mine = Channel.directly_to(Person("u1"), server.space)
            await subscriptions.switch_off(db, mine, reason)
            if number % 2:
                await lost.lose(db, mine, reason, desk.now())

    here = Channel(Space(Platform.DISCORD, "dm"), "@u1")
    for text in ("subscriptions", "subscribe redlines", "digest at 08:00 Europe/Berlin", "digest off"):
        page = await handle(desk, Request(text, here, Person("u1", "Ada")))
        assert "our fault" not in said(page)


async def lose(desk, channel, because="I was removed from it. Invite me again."):
    """As the outbox does when a channel cannot be posted in any more."""
    async with desk.database.transaction() as db:
        await lost.lose(db, channel, because, desk.now())
        await subscriptions.switch_off(db, channel, because)


async def test_a_channel_that_cannot_be_posted_in_says_since_when_and_why_and_that_it_goes_on(desk, channel):
    await handle(desk, ask("subscribe redlines"))
    await handle(desk, ask("digest at 09:00 Europe/Berlin"))
    await lose(desk, channel)
    async with desk.database.transaction() as db:
        [found] = await lost.to_look_at(db, desk.now() + timedelta(days=1))
        await lost.still(db, found, "It is archived. Unarchive it.", desk.now())

    page = await handle(desk, ask("subscriptions"))

    stopped = "Stopped 22 November 2026, 12:00 UTC: It is archived. Unarchive it. It goes on by itself"
    assert f"Redlines. The digest comes every day at 09:00 (Europe/Berlin). {stopped}" in said(page)
    assert Time(desk.now()) in [part for block in page.blocks for part in block.markup]
    assert [button.label for button in page.buttons] == ["Preview the digest", "What became of the latest edition"]


async def test_what_is_followed_at_once_says_too_that_it_has_stopped(desk, channel):
    await handle(desk, ask("subscribe redlines at once"))
    await lose(desk, channel)

    assert "Redlines at once. Stopped 22 November 2026, 12:00 UTC: I was removed" in said(
        await handle(desk, ask("subscriptions"))
    )


async def test_a_digest_that_is_switched_off_where_it_cannot_be_posted_stays_off(desk, channel):
    await handle(desk, ask("digest at 09:00 Europe/Berlin"))
    await lose(desk, channel)

    assert "The digest is off." in said(await handle(desk, ask("digest off")))

    async with desk.database.transaction() as db:
        assert not await subscriptions.switch_on(db, channel)


async def test_all_spellings_of_a_topic_are_one_subscription(desk, channel):
    for spelling in itertools.chain(("redlines", "Red-Lines", "red line", "RED LINES"), ("nato",)):
        await handle(desk, ask(f"subscribe {spelling}"))

    assert await followed(desk, channel) == ["redlines"]


async def test_a_topic_of_another_dossier_is_named_with_it_and_can_be_ended_from_here(desk):
    await handle(desk, ask("subscribe redlines leverage"))
    await handle(desk, ask("dossier new river The river"))
    await handle(desk, ask("subscribe outlook"))

    listed = said(await handle(desk, ask("subscriptions")))
    ended = await handle(desk, ask("unsubscribe redlines"))

    assert "river: outlook; ukraine-talks: leverage, redlines" in listed
    assert "Still followed: river: outlook; ukraine-talks: leverage" in said(ended)


async def walked(desk, request) -> str:
    """All that the pages of a list say, from Next to Next."""
    page, told = await handle(desk, request), ""
    while True:
        told += said(page)
        turn = next((button.command for button in page.buttons if button.label == "Next"), None)
        if turn is None:
            return told
        page = await handle(desk, replace(request, text=turn))


async def test_every_dossier_is_listed_and_can_be_chosen_however_many_there_are(desk):
    names = [f"lake-{number}" for number in range(30)]
    for name in names:
        await handle(desk, ask(f"dossier new {name} The lake", SERVER))

    told = await walked(desk, ask("dossiers", SERVER))

    assert [name for name in names if f"{name} " not in told] == []
    last = await handle(desk, ask("dossiers 4", SERVER))
    assert "dossier lake-9" in [option.command for option in last.select.options]
    assert "no page 5" in said(await handle(desk, ask("dossiers 5", SERVER)))


async def test_every_subscription_is_listed_however_many_spaces_somebody_follows_from(desk):
    me = Person("u1", "Ada")
    for number in range(12):
        there = Channel(Space(Platform.DISCORD, str(number)), "general")
        await handle(desk, ask(f"dossier new lake-{number} The lake", there))
        await handle(desk, ask("subscribe redlines me", there))
        if number % 2:
            await handle(desk, ask("digest at 09:00 UTC", Channel.directly_to(me, there.space)))

    told = await walked(desk, ask("subscriptions", Channel.directly_to(me, Space(Platform.DISCORD, "@u1"))))

    assert told.count("Redlines") == 12


async def test_the_local_page_has_no_direct_messages_so_what_one_follows_there_comes_to_it(desk, database):
    for text in ("subscribe redlines me", "subscribe", "subscriptions", "help", "help subscribe", "forget me"):
        assert "direct message" not in said(await handle(desk, ask(text, PAGE))), text

    assert [one.channel for one in await subscriptions.of(database.reader, PAGE)] == [PAGE]
    assert "No longer followed" in said(await handle(desk, ask("unsubscribe redlines me", PAGE)))


async def test_who_follows_everything_of_many_dossiers_is_told_of_some(desk):
    for number in range(40):
        await handle(desk, ask(f"dossier new the-lake-of-long-names-{number} The lake", SERVER))
        page = await handle(desk, ask("subscribe redlines positions leverage obstacles players history", SERVER))
        assert page.tone is Tone.DONE

    assert "…" in said(await handle(desk, ask("subscriptions", SERVER)))
    assert (await handle(desk, ask("unsubscribe players", SERVER))).tone is Tone.DONE
