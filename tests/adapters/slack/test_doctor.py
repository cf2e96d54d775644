"""`/brief doctor` on Slack: whether we are in the channel, tokens and their scopes, the connection, the clock."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.adapters.slack.adapter import SlackAdapter
from bot.chat import Channel, Group, Platform, Space
from bot.clock import Clock
from bot.store import mentions
from bot.store.mentions import Mention
from tests.adapters.slack.conftest import settings_for
from tests.standins.slack import Fault

OWNER = "U0OWNER"


@pytest.fixture
async def adapter(slack, desk, clock):
    """The adapter at a desk that looks at it, as the app has it."""
    slack.date = lambda: clock().timestamp()
    known: list[SlackAdapter] = []
    looking = replace(desk, examinations=lambda channel: known[0].examinations(channel))
    adapter = SlackAdapter(settings_for(slack), looking, answer_within=0.5)
    known.append(adapter)
    await adapter.start()
    await Clock(desk, dict).make_digests()
    yield adapter
    await adapter.stop()


async def doctor(slack, user=OWNER, channel="C1") -> str:
    return (await slack.command("doctor", user=user, channel=channel)).said


async def test_all_is_well_for_a_manager_and_a_reader(slack, adapter):
    manager, reader = await doctor(slack), await doctor(slack, "U1")
    direct = (await slack.direct_message("doctor")).said

    for text in (manager, reader, direct):
        assert "Doctor: all is well" in text
        assert "✗" not in text
    for name in ("Slack token", "Slack scopes", "clock, by Slack", "Slack connection", "in this channel", "database"):
        assert name in manager
    assert "token" not in reader
    assert "in this channel" in reader


async def test_a_channel_that_we_are_not_in_and_one_that_is_archived(slack, adapter):
    slack.workspace.channel("C2", joined=False)
    slack.workspace.channel("C3", archived=True)

    assert "I am not in that channel. Invite me with /invite @Communiqué there." in await doctor(slack, "U1", "C2")
    assert "That channel is archived. Unarchive it." in await doctor(slack, "U1", "C3")


async def test_a_history_scope_that_is_missing_says_what_remains_possible(slack, adapter):
    slack.api.scopes -= {"channels:history"}

    text = await doctor(slack)

    assert "The app lacks channels:history" in text
    assert "so an edition may come twice after a crash" in text
    assert "install it to the workspace again" in text
    assert "✗" not in await doctor(slack, "U1")


async def test_a_mention_that_nobody_would_hear_and_the_scope_by_which_we_know(slack, adapter, desk):
    slack.workspace.group("S7", "desk", "U1")
    for group in ("S7", "S8"):
        async with desk.database.transaction() as db:
            room = Channel(Space(Platform.SLACK, "T1"), "C1")
            await mentions.choose(db, room, Mention(Group(group, "@desk"), "ukraine-talks"))
        assert ("*mention*: That user group is gone" in await doctor(slack, "U1")) == (group == "S8")
    slack.api.scopes -= {"usergroups:read"}

    assert "The app lacks usergroups:read, needed to know the user groups" in await doctor(slack)


async def test_a_token_that_is_refused_while_we_run(slack, adapter):
    slack.api.revoked = "token_revoked"

    for user in ("U1", OWNER):  # of whom Slack does not tell us now that they manage it
        text = await doctor(slack, user)
        assert "My token is revoked. Whoever runs me installs it again" in text
        assert slack.bot_token not in text


async def test_a_clock_that_is_off_and_a_slack_that_hangs(slack, adapter, clock):
    slack.date = lambda: clock().timestamp() + 3600
    off = await doctor(slack)
    slack.date = lambda: clock().timestamp()
    slack.faults.add("auth.test", Fault(delay=30))
    slack.patience = 9
    hung = await doctor(slack)

    assert "This machine's clock is 1 hour behind Slack's" in off
    assert "*Slack token*: It did not answer within 5 seconds." in hung
