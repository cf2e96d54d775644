"""A newcomer sets a Slack channel up with setup alone, through every mistake that one makes."""

from __future__ import annotations

import pytest

from bot.chat import Channel, Platform, Space
from bot.store import subscriptions
from tests.adapters.newcomer import planned, until, whole_bot
from tests.standins.slack import Fault

OWNER = "U0OWNER"


@pytest.fixture
async def app(slack, tmp_path):
    tokens = {"slack_bot_token": slack.bot_token, "slack_app_token": slack.app_token}
    async with whole_bot(tmp_path, **tokens, slack_api_url=slack.url) as app:
        yield app


def key(channel):
    return Channel(Space(Platform.SLACK, "T1"), channel)


def values(modal):
    """What stands in a modal's inputs."""
    found = {}
    for name, block in modal.questions.items():
        element = block["element"]
        options = element.get("initial_options") or [element[one] for one in ("initial_option",) if one in element]
        stands = [option["value"] for option in options]
        stands += [element[one] for one in ("initial_time", "initial_conversation") if one in element]
        found[name] = " ".join(stands)
    return found


async def test_from_the_home_tab_to_the_test_post(slack, app):
    slack.workspace.users[OWNER].tz = "America/New_York"
    slack.workspace.channel("C2")
    home = await slack.open_home(OWNER)
    modal = await slack.click(home, "Set a channel up", OWNER)
    assert values(modal) == {
        "channel": "",
        "time": "09:00",
        "zone": "America/New_York",
        "days": "weekdays",
        "topics": "",
    }

    done = await slack.submit(modal, OWNER, channel="C2", time="08:15", topics="redlines leverage")

    assert done is home
    assert "It is set up." in done.said
    assert "<#C2>" in done.said
    assert "/brief settings managers" in done.said
    assert await planned(app, key("C2")) == "every weekday at 08:15 (America/New_York)"
    await until(lambda: slack.workspace.posted_in("C2"))
    [post] = slack.workspace.posted_in("C2")
    assert "Red lines, Leverage" in post.said
    assert "The first one: <!date^" in post.said
    assert "Set up by olena" in post.said


async def test_every_mistake_is_answered_with_what_to_mend_and_nothing_typed_is_lost(slack, app):
    slack.workspace.channel("C2", joined=False)
    modal = await slack.command("setup", OWNER)
    assert values(modal)["channel"] == "C1"

    assert await slack.complete(modal, "zone", "nonsense", OWNER) == []
    again = await slack.submit(modal, OWNER, channel="C2", zone="", topics="outlook")
    assert again is modal
    assert "In which time zone?" in again.errors["zone"]
    assert "Asia/Tokyo" in await slack.complete(modal, "zone", "tokyo", OWNER)
    typed = {"channel": "C2", "zone": "Asia/Tokyo", "topics": "outlook", "time": ""}
    again = await slack.submit(modal, OWNER, **typed)
    assert "is not a time of day" in again.errors["time"]
    again = await slack.submit(modal, OWNER, **{**typed, "time": "10:00"})
    assert "/invite @Communiqué" in again.errors["channel"]
    assert not await planned(app, key("C2"))
    await slack.let_in("C2")
    done = await slack.submit(modal, OWNER, **{**typed, "time": "10:00"})

    assert "It is set up." in done.said
    assert await planned(app, key("C2")) == "every weekday at 10:00 (Asia/Tokyo)"
    await until(lambda: slack.workspace.posted_in("C2"))


async def test_a_private_channel_that_the_bot_cannot_see_is_said_to_be_so(slack, app):
    slack.workspace.channel("C3", private=True, joined=False).members.add(OWNER)
    modal = await slack.command("setup", OWNER)

    again = await slack.submit(modal, OWNER, channel="C3")
    assert "I cannot see this channel" in again.said + str(again.errors)
    assert "/invite @Communiqué" in again.said + str(again.errors)
    await slack.let_in("C3")

    assert "It is set up." in (await slack.submit(modal, OWNER, channel="C3")).said


async def test_an_archived_channel_is_said_to_be_so(slack, app):
    modal = await slack.command("setup", OWNER)
    slack.archive("C1")

    again = await slack.submit(modal, OWNER)

    assert "That channel is archived. Unarchive it." in again.errors["channel"]


async def test_where_slack_does_not_tell_the_test_post_does(slack, app):
    modal = await slack.command("setup", OWNER)
    slack.fail("conversations.info", Fault(status=503))

    done = await slack.submit(modal, OWNER, topics="facts")

    assert "It is set up." in done.said
    await until(lambda: slack.workspace.posted_in("C1"))


async def test_without_topics_every_topic_comes(slack, app):
    done = await slack.submit(await slack.command("setup", OWNER), OWNER)

    assert "with every topic" in done.said
    assert await subscriptions.of(app.desk.database.reader, key("C1")) == []


async def test_a_member_is_told_who_could_and_may_set_up_the_channel_that_they_created(slack, app):
    slack.workspace.channel("C2", creator="U1")

    refused = await slack.command("setup")
    assert "Only people who manage this channel can set it up." in refused.said
    modal = await slack.click(refused, "Set up another channel")
    wrong = await slack.submit(modal, channel="C1")
    assert "Only people who manage this channel" in wrong.said + str(wrong.errors)
    done = await slack.submit(modal, channel="C2")

    assert "It is set up." in done.said
    assert await planned(app, key("C2"))


async def test_an_admin_does_not_set_up_a_private_channel_that_they_are_not_in(slack, app):
    slack.workspace.channel("C3", private=True)
    modal = await slack.command("setup", OWNER)
    modal.questions["channel"]["element"]["initial_conversation"] = "C3"  # as a client of their own could send it

    wrong = await slack.submit(modal, OWNER)

    assert "You do not manage that channel, or it is none of this space" in wrong.said + str(wrong.errors)
    assert not await planned(app, key("C3"))


async def test_a_channel_that_is_set_up_already_is_asked_about_and_then_changed(slack, app):
    slack.workspace.channel("C2")
    await slack.command("digest at 07:30 Asia/Tokyo", OWNER, "C2")
    here = await slack.command("setup", OWNER, "C2")
    assert "Change what comes" in here.said
    assert values(here) == {"channel": "C2", "time": "07:30", "zone": "Asia/Tokyo", "days": "daily", "topics": ""}

    modal = await slack.command("setup Europe/Berlin", OWNER)
    asked = await slack.submit(modal, OWNER, channel="C2", topics="facts")
    assert asked is modal
    assert "It is set up already. Now it has a digest every day at 07:30 (Asia/Tokyo)" in asked.said
    assert values(asked)["topics"] == "facts"
    assert await planned(app, key("C2")) == "every day at 07:30 (Asia/Tokyo)"
    done = await slack.submit(asked, OWNER)

    assert "It is set up." in done.said
    assert await planned(app, key("C2")) == "every weekday at 09:00 (Europe/Berlin)"


async def test_in_direct_messages_everybody_sets_up_their_own(slack, app):
    direct = slack.workspace.direct("U1").id
    modal = await slack.command("setup", "U1", direct)
    assert values(modal)["zone"] == "Europe/Berlin"

    done = await slack.submit(modal, "U1")

    assert "It is set up." in done.said
    assert await planned(app, key("@U1")) == "every weekday at 09:00 (Europe/Berlin)"
    await until(
        lambda: [post for post in slack.workspace.posted_in(direct) if "state of the talks comes here" in post.said]
    )


async def test_a_form_that_somebody_sends_without_the_right_by_now_changes_nothing(slack, app):
    modal = await slack.command("setup", OWNER)
    slack.workspace.users[OWNER].is_admin = slack.workspace.users[OWNER].is_owner = False
    slack.workspace.channels["C1"].creator = "U1"

    refused = await slack.submit(modal, OWNER)

    assert "Only people who manage this channel" in refused.said + str(refused.errors)
    assert not await planned(app, key("C1"))
