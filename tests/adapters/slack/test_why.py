"""`/brief why` on Slack, of real posts in real channels."""

from __future__ import annotations

from bot.chat import Platform
from tests.adapters.days import Days
from tests.standins.slack import Fault

OWNER = "U0OWNER"


async def test_from_a_messages_link_to_an_archived_channel_and_back(slack, desk, clock, adapter):
    slack.workspace.now = lambda: clock().timestamp()
    slack.workspace.channel("C2")
    days = Days(desk, clock, {Platform.SLACK: adapter})

    async def why(typed: str = "", channel: str = "C1") -> str:
        return (await slack.command(f"why {typed}", channel=channel)).said

    await slack.command("digest at 12:00 UTC", user=OWNER)
    await slack.command("settings quiet 11:00-13:30 UTC", user=OWNER)
    await days.pass_by()
    assert "Quiet hours hold it until" in await why()
    clock.forward(hours=1.5)
    slack.faults.add("chat.postMessage", Fault(status=429, retry_after=1))
    await days.turn()
    assert "Slack asked me to wait." in await why()
    clock.forward(seconds=2)
    assert await days.turn() == 1

    [post] = slack.workspace.posted_in("C1")
    link = f"https://example.slack.com/archives/C1/p{post.id.replace('.', '')}"
    for typed in (link, f"<{link}>", post.id):
        told = await why(typed)
        assert "It came" in told
        assert "Quiet hours held it until" in told
        assert "Tried 2 times" in told
    assert "Nothing here goes by" in await why(link, "C2")
    assert "Nothing here goes by" in await why(post.id, "C2")

    slack.archive("C1")
    await slack.command("settings quiet off", user=OWNER)
    days.until_midday()
    await days.turn()
    stopped = await why("today")
    assert "It was missed: That channel is archived." in stopped
    assert "Unarchive it." in stopped
    await slack.unarchive("C1")
    await days.changed()
    await days.look()
    days.until_midday()
    await days.turn()
    assert "What was new then came with the edition of" in await why("yesterday")


async def test_direct_messages_tell_of_what_came_there(slack, desk, clock, adapter):
    days = Days(desk, clock, {Platform.SLACK: adapter})
    await slack.command("subscribe redlines me")
    await days.pass_by()
    [post] = slack.workspace.posted_in("D1")

    by_id = (await slack.direct_message(f"why {post.id}")).said
    by_link = (
        await slack.direct_message(f"why https://example.slack.com/archives/D1/p{post.id.replace('.', '')}")
    ).said

    assert "Edition of 23 November 2026" in by_id
    assert by_id == by_link
