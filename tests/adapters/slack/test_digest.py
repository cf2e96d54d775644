"""From a command to a post: the real desk, the real outbox, the real libraries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat import Platform
from bot.outbox import send_waiting
from tests.standins.slack import Fault


@pytest.fixture
async def send(connect, desk, clock, slack):
    """Send what waits, a while later."""
    adapter = await connect()
    slack.workspace.now = lambda: clock().timestamp()

    async def send() -> int:
        clock.now += timedelta(minutes=20)  # longer than any wait between two tries
        return await send_waiting(desk.database, {Platform.SLACK: adapter}, clock)

    return send


async def test_a_page_is_shared_with_the_channel(send, slack):
    seen = await slack.command("redlines")

    await slack.click(seen, "Share")
    assert await send() == 1

    [post] = slack.workspace.posted_in("C1")
    assert "Red lines" in post.said
    turned = await slack.click(post, next(iter(post.buttons)))
    assert turned.only_for == "U1"


async def test_an_edition_asked_for_now_arrives_once_whatever_the_network_does(send, slack):
    await slack.command("digest now", user="U0OWNER")
    slack.fail("chat.postMessage", Fault(status=429, retry_after=1), Fault(dropped=True), Fault(unheard=True))

    for _ in range(5):
        await send()

    assert len(slack.workspace.posted_in("C1")) == 1
    assert len(slack.api.called("chat.postMessage")) == 3


async def test_a_subscription_of_ones_own_is_taken_in_a_channel(send, slack):
    seen = await slack.command("subscribe redlines me")

    assert "Only people" not in seen.said


async def test_whoever_set_a_digest_up_is_told_that_it_has_stopped(send, slack):
    await slack.command("digest at 09:00 Europe/Berlin", user="U0OWNER")
    await slack.command("digest now", user="U0OWNER")
    slack.workspace.channels["C1"].archived = True

    await send()
    await send()

    assert not slack.workspace.posted_in("C1")
    [told] = slack.workspace.posted_in("D0OWNER")
    assert "archived" in told.said
