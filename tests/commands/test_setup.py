"""`setup`: what comes to a channel and when, in one form."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.chat import LOCAL, Channel, Often, Platform, Request, Space, Standing, Subscription
from bot.commands import handle
from bot.outbox import send_waiting
from bot.store import audit, subscriptions
from bot.view.page import Tone
from tests.commands.editors import ADA
from tests.commands.pages import everything, said
from tests.conftest import PAGE

SPACE = Space(Platform.SLACK, "T1")
HERE, THERE, HIDDEN, DIRECT = (Channel(SPACE, id) for id in ("C1", "C2", "C3", "@u1"))
FILLED = {"time": "09:00", "zone": "Europe/Berlin", "days": "weekdays", "topics": "redlines leverage"}


class Someone(Standing):
    """Who manages these channels, and sees all but the hidden one."""

    def __init__(self, *manages: Channel, zone: str = "", group: str = "") -> None:
        self.channels, self.clock, self.in_group = manages, zone, group

    async def sees(self, channel):
        return channel != HIDDEN

    async def manages(self, channel):
        return channel in self.channels

    async def belongs_to(self, group):
        return group == self.in_group

    async def zone(self):
        return self.clock


def by(who: Someone, text: str = "setup", channel: Channel = HERE, /, **fields: str) -> Request:
    async def may() -> bool:
        return channel in who.channels

    return Request(text, channel, ADA, may, fields, standing=who)


CHIEF = Someone(HERE, THERE, HIDDEN, DIRECT, PAGE)


async def plan(database, channel):
    found = await subscriptions.planned(database.reader, channel)
    return str(found.schedule) if found and found.next_due else ""


async def topics(database, channel):
    return [one.filter for one in await subscriptions.of(database.reader, channel)]


def answers(page):
    return {question.name: question.value for question in page.form.questions}


async def test_the_form_begins_with_this_channel_and_a_guess(desk):
    page = await handle(desk, by(Someone(HERE, zone="Asia/Tokyo")))

    assert answers(page) == {"channel": "C1", "time": "09:00", "zone": "Asia/Tokyo", "days": "weekdays", "topics": ""}
    assert [one.kind for one in page.form.questions] == ["channel", "time", "zone", "choice", "choices"]
    assert "A guess" in page.form.questions[2].hint


async def test_what_is_sent_is_planned_followed_and_shown_by_a_post(desk, database, chat):
    page = await handle(desk, by(CHIEF, "setup", HERE, **FILLED, channel="C1"))

    assert page.tone is Tone.DONE, said(page)
    assert "every weekday at 09:00 (Europe/Berlin), with Red lines, Leverage" in said(page)
    assert "settings managers" in said(page)
    assert await plan(database, HERE) == "every weekday at 09:00 (Europe/Berlin)"
    assert await topics(database, HERE) == ["leverage", "redlines"]
    await send_waiting(database, {Platform.SLACK: chat}, desk.now)
    [post] = chat.sent
    assert post.channel == HERE
    assert "Every weekday at 09:00 (Europe/Berlin). The first one: 23 November 2026, 08:00 UTC." in said(post.page)
    assert "Red lines, Leverage" in said(post.page)
    assert "Set up by Ada" in said(post.page)


async def test_without_topics_there_is_every_topic(desk, database):
    page = await handle(desk, by(CHIEF, "setup", HERE, **{**FILLED, "topics": ""}, channel="C1"))

    assert "with every topic" in said(page)
    assert await topics(database, HERE) == []


async def test_another_channel_is_set_up_by_who_manages_it(desk, database):
    who = Someone(THERE)
    refused = await handle(desk, by(who))
    form = (await handle(desk, by(who, next(one.command for one in refused.buttons if one.opens_form)))).form
    assert {question.name: question.value for question in form.questions}["channel"] == ""

    page = await handle(desk, by(who, form.command, HERE, **FILLED, channel="C2"))

    assert page.tone is Tone.DONE, said(page)
    assert "In channel C2 the state of the talks" in said(page)
    assert await plan(database, THERE)
    assert not await plan(database, HERE)


@pytest.mark.parametrize(
    ("who", "channel"),
    [
        (Someone(HERE), "C2"),
        (Someone(THERE), "C1"),
        (Someone(THERE), ""),
        (Someone(HERE, HIDDEN), "C3"),
        (CHIEF, "@u2"),
        (CHIEF, "../C2"),
        (CHIEF, "C2/C1"),
        (Someone(HERE), "<#C1>"),
    ],
)
async def test_nobody_sets_up_what_they_do_not_manage_or_see(desk, database, who, channel):
    before = await everything(database)

    page = await handle(desk, by(who, "setup", HERE, **FILLED, channel=channel))

    assert page.tone is Tone.MISTAKE
    assert await everything(database) == before


async def test_a_channel_that_there_is_not_is_answered_like_one_that_is_hidden(desk):
    there_is, there_is_not = [
        said(await handle(desk, by(Someone(HERE), "setup", HERE, **FILLED, channel=id))) for id in ("C3", "C999")
    ]

    assert there_is == there_is_not


async def test_who_is_in_the_chosen_group_sets_up_each_channel_that_they_see(desk, database):
    async with database.transaction() as db:
        await db.execute("INSERT INTO managers VALUES ('slack:T1', 'S7', '@editors')")
    who = Someone(group="S7")

    assert (await handle(desk, by(who, "setup", HERE, **FILLED, channel="C2"))).tone is Tone.DONE
    assert (await handle(desk, by(who, "setup", HERE, **FILLED, channel="C3"))).tone is Tone.MISTAKE


@pytest.mark.parametrize(
    ("wrong", "question", "told"),
    [
        ({"time": ""}, "time", "not a time of day"),
        ({"time": "nine"}, "time", "“nine” is not a time of day. Write it as 09:00"),
        ({"zone": ""}, "zone", "In which time zone?"),
        ({"zone": "Berln"}, "zone", "Did you mean Europe/Berlin?"),
        ({"zone": "xyzzy"}, "zone", "no time zone called “xyzzy”"),
        ({"zone": "UTC+2"}, "zone", "no summer time moves"),
        ({"days": "someday"}, "days", "are not days"),
        ({"topics": "redlines weather"}, "topics", "no topic called “weather”"),
    ],
)
async def test_a_mistake_names_its_question_and_changes_nothing(desk, database, wrong, question, told):
    before = await everything(database)

    page = await handle(desk, by(CHIEF, "setup", HERE, **{**FILLED, **wrong}, channel="C1"))

    assert (page.tone, page.wrong) == (Tone.MISTAKE, question)
    assert told in said(page)
    assert await everything(database) == before


async def test_days_that_nobody_chose_are_all_days(desk, database):
    await handle(desk, by(CHIEF, "setup", HERE, **{**FILLED, "days": ""}, channel="C1"))

    assert await plan(database, HERE) == "every day at 09:00 (Europe/Berlin)"


async def test_where_a_post_would_not_arrive_what_to_mend_is_said_first(desk, database):
    class Closed(Someone):
        async def objection(self, channel):
            return "I am not in that channel. Invite me with /invite @Communiqué there." if channel == THERE else ""

    before = await everything(database)
    page = await handle(desk, by(Closed(HERE, THERE), "setup", HERE, **FILLED, channel="C2"))

    assert (page.tone, page.wrong) == (Tone.MISTAKE, "channel")
    assert "/invite @Communiqué there. Nothing was changed: then send it again." in said(page)
    assert await everything(database) == before


async def test_what_a_channel_follows_by_filters_stays_and_is_told(desk, database):
    async with database.transaction() as db:
        for filter in ("outlook", "party:russia"):
            await subscriptions.add(db, Subscription(HERE, "ukraine-talks", filter, ADA), desk.now())

    page = await handle(desk, by(CHIEF))
    assert answers(page)["topics"] == "outlook"
    assert "Now it follows Outlook, 1 further follow of its own, and no digest is planned." in said(page)
    page = await handle(desk, by(CHIEF, "setup", HERE, **{**FILLED, "topics": ""}, channel="C1"))

    assert "with 1 further follow of its own" in said(page)
    assert await topics(database, HERE) == ["party:russia"]


async def test_what_is_set_up_here_stands_in_the_form(desk):
    await handle(desk, by(CHIEF, "digest at 07:30 Asia/Tokyo mon,thu"))
    await handle(desk, by(CHIEF, "subscribe outlook"))

    page = await handle(desk, by(CHIEF))

    assert answers(page) == {
        "channel": "C1",
        "time": "07:30",
        "zone": "Asia/Tokyo",
        "days": "mon,thu",
        "topics": "outlook",
    }
    assert "every Monday and Thursday at 07:30 (Asia/Tokyo), with Outlook" in said(page)
    assert "A guess" not in page.form.questions[2].hint


async def test_what_is_sent_takes_its_place_and_what_came_at_once_still_does(desk, database):
    for text in ("subscribe outlook history", "subscribe redlines at once", "digest at 07:30 Asia/Tokyo"):
        await handle(desk, by(CHIEF, text))

    await handle(desk, by(CHIEF, "setup", HERE, **FILLED, channel="C1"))

    followed = {one.filter: one.often for one in await subscriptions.of(database.reader, HERE)}
    assert followed == {"redlines": Often.AT_ONCE, "leverage": Often.DAILY}
    assert await plan(database, HERE) == "every weekday at 09:00 (Europe/Berlin)"


async def test_another_channel_that_is_set_up_already_is_changed_only_when_asked_twice(desk, database):
    await handle(desk, by(CHIEF, "digest at 07:30 Asia/Tokyo", THERE))
    before = await everything(database)

    asked = await handle(desk, by(CHIEF, "setup", HERE, **FILLED, channel="C2"))
    assert asked.tone is Tone.PLAIN
    assert "nothing was changed yet. Now it has a digest every day at 07:30 (Asia/Tokyo), with every topic." in said(
        asked
    )
    assert answers(asked) == {**FILLED, "channel": "C2"}
    assert await everything(database) == before

    assert (await handle(desk, by(CHIEF, asked.form.command, HERE, **answers(asked)))).tone is Tone.DONE
    assert await plan(database, THERE) == "every weekday at 09:00 (Europe/Berlin)"


async def test_in_the_second_form_a_third_channel_is_asked_for_again(desk, database):
    await handle(desk, by(CHIEF, "digest at 07:30 Asia/Tokyo", THERE))
    await handle(desk, by(CHIEF, "digest at 08:30 Asia/Tokyo", HIDDEN))

    class All(Someone):
        async def sees(self, channel):
            return True

    asked = await handle(desk, by(All(HERE, THERE, HIDDEN), "setup in C2", HERE, **FILLED, channel="C3"))

    assert "is set up already" in said(asked)
    assert await plan(database, HIDDEN) == "every day at 08:30 (Asia/Tokyo)"


async def test_what_a_channel_has_is_shown_to_nobody_who_does_not_manage_it(desk):
    await handle(desk, by(CHIEF, "digest at 07:30 Asia/Tokyo", HIDDEN))

    for text in ("setup in C3", "setup in C999"):
        page = await handle(desk, by(Someone(HERE), text))
        assert page.form is None
        assert "Tokyo" not in said(page)


async def test_the_zone_that_the_space_uses_goes_before_that_of_whoever_asks(desk):
    await handle(desk, by(CHIEF, "digest at 07:30 America/New_York", THERE))

    assert answers(await handle(desk, by(Someone(HERE, zone="Asia/Tokyo"))))["zone"] == "America/New_York"


@pytest.mark.parametrize("guess", ["", "nonsense", "<!channel>"])
async def test_without_a_guess_that_can_be_the_form_begins_with_utc(desk, guess):
    assert answers(await handle(desk, by(Someone(HERE, zone=guess))))["zone"] == "UTC"


@pytest.mark.parametrize(("typed", "zone"), [("Asia/Tokyo", "Asia/Tokyo"), ("new york", "America/New_York")])
async def test_a_zone_can_be_typed_behind_it(desk, typed, zone):
    assert answers(await handle(desk, by(CHIEF, f"setup {typed}")))["zone"] == zone


async def test_a_zone_that_is_none_is_said_with_a_way_out(desk):
    page = await handle(desk, by(CHIEF, "setup Berln"))

    assert "Did you mean Europe/Berlin?" in said(page)
    assert [one.command for one in page.buttons] == ["setup"]


@pytest.mark.parametrize(
    "channel",
    [Channel(LOCAL, "page"), Channel(Space(Platform.DISCORD, "@u1"), "@u1")],
    ids=["local page", "Discord's direct messages"],
)
async def test_where_one_is_alone_there_is_no_channel_to_choose(desk, database, channel):
    who = Someone(channel)
    page = await handle(desk, by(who, "setup", channel))
    assert "channel" not in answers(page)

    page = await handle(desk, by(who, "setup", channel, **FILLED, channel="C2"))

    assert page.tone is Tone.DONE, said(page)
    assert await plan(database, channel)
    assert "managers" not in said(page)


async def test_in_slacks_direct_messages_they_are_set_up_where_no_channel_is_chosen(desk, database):
    page = await handle(desk, by(CHIEF, "setup", DIRECT))
    assert answers(page)["channel"] == ""

    await handle(desk, by(CHIEF, "setup", DIRECT, **FILLED, channel=""))

    assert await plan(database, DIRECT)


async def test_each_change_is_in_the_audit(desk, database):
    await handle(desk, by(CHIEF, "setup", HERE, **FILLED, channel="C2"))

    lines = await audit.of(database.reader, SPACE)
    assert [line.noun for line in lines] == ["post", "digest", "subscription", "subscription"]
    assert {(line.by.id, line.asked, line.channel) for line in lines} == {(ADA.id, "setup", HERE)}
    assert {line.what.split()[0] for line in lines} == {THERE.key}


async def test_todays_edition_comes_once_however_often_one_sets_up(desk, database, clock):
    await handle(
        desk, by(CHIEF, "setup", HERE, **{**FILLED, "days": "daily", "time": "13:30", "zone": "UTC"}, channel="C1")
    )
    async with database.transaction() as db:
        await db.execute(
            "INSERT INTO editions (channel, date, planned, made, cards) VALUES (:key, '2026-11-22', :at, :at, 'x')",
            {"key": HERE.key, "at": "2026-11-22T13:30:00.000000Z"},
        )

    await handle(
        desk, by(CHIEF, "setup", HERE, **{**FILLED, "days": "daily", "time": "14:30", "zone": "UTC"}, channel="C1")
    )

    found = await subscriptions.planned(database.reader, HERE)
    assert found.next_due == datetime(2026, 11, 23, 14, 30, tzinfo=UTC)
