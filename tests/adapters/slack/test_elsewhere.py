"""Another channel named in a command, over sockets: seen with the asker's eyes, and ours. Threads are no channels."""

from __future__ import annotations

import pytest

from bot.chat import Channel, Platform, Space
from bot.store import subscriptions
from tests.standins.slack import Fault

OTHER = Channel(Space(Platform.SLACK, "T1"), "C2")
PLAN = "digest at 09:00 UTC in #c2"


@pytest.fixture(autouse=True)
def other(slack):
    return slack.workspace.channel("C2")


async def planned(desk) -> bool:
    return await subscriptions.planned(desk.database.reader, OTHER) is not None


async def test_a_channel_is_named_in_a_command_a_mention_and_a_direct_message(connect, slack, desk):
    await connect()

    seen = await slack.command(PLAN, "U0OWNER")
    assert "In\n" not in seen.said
    assert "<#C2>" in str(seen.blocks)
    assert await planned(desk)

    assert "no longer" not in (await slack.mention("settings quiet 22:00-07:00 UTC in #c2", "U0OWNER")).said
    assert (await subscriptions.timing(desk.database.reader, OTHER)).quiet

    await slack.direct_message("digest off in #c2", "U0OWNER")
    timing = await subscriptions.timing(desk.database.reader, OTHER)
    assert timing.plan
    assert timing.plan.next_due is None


async def test_only_who_manages_that_channel_changes_what_it_gets(connect, slack, desk, other):
    await connect()

    assert "Only people who manage this channel" in (await slack.command(PLAN, "U1")).said
    other.creator = "U1"
    assert "Digest every day" in (await slack.command(PLAN, "U1")).said


async def test_a_private_channel_is_there_for_its_members_alone(connect, slack, desk, other):
    await connect()
    other.private = True

    assert "I see no channel" in (await slack.command(PLAN, "U0OWNER")).said
    assert not await planned(desk)
    other.members |= {"U0OWNER", *(f"U9{number}" for number in range(1500))}
    assert "Digest every day" in (await slack.command(PLAN, "U0OWNER")).said


async def test_a_guest_sees_the_channels_that_they_are_in(connect, slack, other):
    slack.workspace.user("U2", is_restricted=True)
    await connect()

    assert "I see no channel" in (await slack.command("subscriptions in #c2", "U2")).said
    other.members.add("U2")
    assert "I see no channel" not in (await slack.command("subscriptions in #c2", "U2")).said


async def test_a_channel_that_slack_does_not_know_is_not_there(connect, slack):
    await connect()

    assert "I see no channel" in (await slack.command("digest at 09:00 UTC in #nowhere", "U0OWNER")).said
    assert "I cannot see this channel" in (await slack.command("digest at 09:00 UTC in <#C404>", "U0OWNER")).said


async def test_somebody_elses_direct_messages_are_no_channel(connect, slack):
    await connect()
    theirs = slack.workspace.direct("U1").id

    assert "I see no channel" in (await slack.command(f"subscriptions in <#{theirs}>", "U0OWNER")).said


async def test_a_channel_without_us_is_refused_with_the_way_in(connect, slack, desk):
    await connect()
    slack.put_out("C2")

    assert "/invite @Communiqué" in (await slack.command(PLAN, "U0OWNER")).said
    assert not await planned(desk)


async def test_a_missing_scope_and_a_fault_of_slacks_are_told(connect, slack):
    await connect()
    slack.fail("conversations.info", Fault(status=500))

    assert "Try again in a minute" in (await slack.command(PLAN, "U0OWNER")).said
    slack.api.scopes.remove("channels:read")
    assert "channels:read" in (await slack.command(PLAN, "U0OWNER")).said


async def test_a_change_asked_for_in_a_thread_is_the_channels_and_says_so(connect, slack, desk):
    await connect()
    talk = slack.says("What do we get here?", "U0OWNER", "C2")

    seen = await slack.mention("digest at 09:00 UTC", "U0OWNER", "C2", thread=talk.id)

    assert "no channel of its own in Slack" in seen.said
    assert await planned(desk)
    assert "no channel of its own" not in (await slack.mention("redlines", "U0OWNER", "C2", thread=talk.id)).said
    assert "no channel of its own" not in (await slack.mention("digest off", "U0OWNER", "C2")).said
