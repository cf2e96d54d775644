"""The only thing that pings on Slack: the user group that was chosen, above an edition or a card that comes at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.slack import render
from bot.chat import Channel, Delivery, Platform, SendFailed, Space
from bot.store import mentions
from bot.view.page import Page
from tests.adapters.discord.pages import pages
from tests.standins.slack import Fault
from tests.standins.slack.blocks import check_message
from tests.standins.slack.pings import pings

ROOM = Channel(Space(Platform.SLACK, "T1"), "C1")
PAGE = Page("An edition")


def delivery(key: str = "edition 1", **more) -> Delivery:
    known: dict[str, Any] = {"mention": "S7", "attempts": 1, "first_tried": datetime.now(UTC), "unsure": False}
    return Delivery(id=1, key=key, channel=ROOM, page=PAGE, **known | more)


@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(pages())
def test_whatever_a_page_says_only_our_own_mention_pings(page):
    if page is None:
        return

    quiet, loud = render.post(page), render.mentioning("S7", render.post(page))
    assert pings(quiet["text"], quiet["blocks"]) == pings(quiet["text"], []) == []
    assert pings(loud["text"], loud["blocks"]) == pings(loud["text"], []) == ["S7"]
    check_message(loud["text"], loud["blocks"])


@pytest.mark.parametrize("id", ["", "@here", "S7> <!here", "S7|a", "s7", "U1\n", "!here"])
def test_what_is_no_user_group_is_mentioned_by_nobody(id):
    assert render.mentioning(id, render.post(PAGE)) == render.post(PAGE)


@pytest.fixture(autouse=True)
def group(slack):
    slack.workspace.group("S7", "desk", "U1")


async def test_a_post_pings_its_group_and_a_further_try_does_not_again(connect, slack):
    adapter = await connect()
    slack.fail("chat.postMessage", Fault(unheard=True))

    with pytest.raises(SendFailed):
        await adapter.send(delivery())
    id = await adapter.send(delivery(unsure=True))
    await adapter.send(delivery("edit 1", replaces=id))

    assert slack.workspace.pinged == [("C1", "S7")]
    (post,) = slack.workspace.posted_in("C1")
    assert "subteam" not in str(post.blocks)  # it was put right, and mentions nobody any more


async def test_a_group_that_is_gone_is_left_out_and_told(connect, slack):
    adapter = await connect()
    await slack.command("settings mention @desk", "U0OWNER")
    del slack.workspace.groups["S7"]

    await adapter.send(delivery())

    assert slack.workspace.pinged == []
    assert "posts come without it: That user group is gone" in (await slack.command("settings")).said


async def test_where_slack_does_not_tell_of_groups_the_mention_is_sent(connect, slack):
    adapter = await connect()
    slack.api.scopes.remove("usergroups:read")

    await adapter.send(delivery())

    assert slack.workspace.pinged == [("C1", "S7")]


@pytest.mark.parametrize("typed", ["@desk", "S7"])
async def test_a_group_is_chosen_with_what_it_is_for(connect, slack, desk, typed):
    await connect()

    seen = await slack.command(f"settings mention {typed} for redlines at most 2 a day", "U0OWNER")

    assert "Posts here mention @desk" in seen.said
    chosen = await mentions.of(desk.database.reader, ROOM)
    assert chosen == mentions.Mention(chosen.group, "ukraine-talks", "redlines", 2)
    assert chosen.group.id == "S7"


async def test_a_group_is_chosen_in_a_form(connect, slack, desk):
    await connect()

    form = await slack.command("settings mention", "U0OWNER")
    assert await slack.complete(form, "group", "de", "U0OWNER") == ["@desk"]
    await slack.submit(form, "U0OWNER", group="S7", filter="", most="1")

    assert (await mentions.of(desk.database.reader, ROOM)).group.id == "S7"
    await slack.command("settings mention off", "U0OWNER")
    assert await mentions.of(desk.database.reader, ROOM) is None


@pytest.mark.parametrize("typed", ["@here", "@channel", "@everyone", "@nobody", "@ada"])
async def test_everybody_and_single_people_are_refused(connect, slack, desk, typed):
    await connect()

    for seen in (
        await slack.command(f"settings mention {typed}", "U0OWNER"),
        await slack.mention(f"settings mention {typed}", "U0OWNER"),
    ):
        assert "is never mentioned" in seen.said or "There is no role or user group" in seen.said
    assert await mentions.of(desk.database.reader, ROOM) is None


async def test_only_who_manages_the_channel_chooses_whom_it_mentions(connect, slack, desk):
    await connect()

    assert "Only people who manage" in (await slack.command("settings mention @desk", "U1")).said
    assert "alone here" in (await slack.direct_message("settings mention @desk", "U0OWNER")).said
    assert await mentions.of(desk.database.reader, ROOM) is None
