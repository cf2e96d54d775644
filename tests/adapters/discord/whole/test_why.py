"""`/why` on Discord, of real posts in real channels."""

from __future__ import annotations

from tests.standins.discord import Trouble
from tests.standins.discord.world import OURS, SEND_MESSAGES


async def test_from_a_messages_link_to_a_missing_right_and_back(discord, guild, talks, bo, days, clock):
    other, eve = discord.add_channel(guild, "other"), discord.add_person("Eve")

    async def why(id: str = "", channel=talks) -> str:
        return (await discord.slash("why", {"id": id} if id else {}, eve, channel)).text

    assert "No digest is planned here." in await why()
    await discord.slash("digest schedule", {"time": "12:00", "zone": "UTC"}, bo, talks)
    assert "The next edition is due" in await why()

    discord.troubles.append(Trouble(f"POST /channels/{talks.id}/messages", status=503))
    await days.pass_by()
    assert "Discord has trouble of its own." in await why()
    clock.forward(minutes=1)
    assert await days.turn() == 1
    link = f"https://discord.com/channels/{talks.guild.id}/{talks.id}/{talks.posts[-1]['id']}"
    told = await why(link)
    assert "It came <t:" in told
    assert "Tried 2 times" in told
    assert "with 16 cards" in told
    assert "Nothing here goes by" in await why(link, other)

    await discord.allow(talks, OURS & ~SEND_MESSAGES)
    await days.pass_by()
    stopped = await why("today")
    assert "It was missed: I may not post in that channel any more" in stopped
    assert "give me View Channel and Send Messages there" in stopped
    await discord.allow(talks, OURS)
    await days.changed()
    await days.look()
    await days.pass_by()
    assert "What was new then came with the edition of" in await why("yesterday")


async def test_completion_offers_days_and_cards(discord, adapter, talks):
    eve = discord.add_person("Eve")

    offered = await discord.autocomplete("why", "id", "", eve, talks)
    cards = await discord.autocomplete("why", "id", "neutr", eve, talks)

    assert [one["value"] for one in offered[:2]] == ["today", "yesterday"]
    assert "redlines/neutrality" in [one["value"] for one in cards]


async def test_of_a_card_in_a_thread_and_of_a_post_in_a_forum(discord, talks, bo, days, clock):
    forum = discord.add_channel(talks.guild, "briefings", kind=15)
    await discord.appear(forum)
    discord.message_limit = (50, 5.0)
    await discord.slash("settings", {"what": "layout thread"}, bo, talks)
    await discord.slash("digest now", {}, bo, talks)
    await discord.slash("digest now", {"in": forum}, bo, talks)
    while await days.turn():
        clock.forward(seconds=1)

    async def why(id: str, channel) -> str:
        return (await discord.slash("why", {"id": id}, bo, channel)).text

    thread = discord.channels[talks.posts[0]["id"]]
    at = f"https://discord.com/channels/{talks.guild.id}"
    for asked_in in (talks, thread):
        told = await why(f"{at}/{thread.id}/{thread.posts[0]['id']}", asked_in)
        assert "in the thread of its headline" in told
        assert "It came <t:" in told
    assert "with 16 cards" in await why(f"{at}/{talks.id}/{thread.id}", talks)
    assert "In the thread of the edition of" in await why(_card_of(thread), talks)
    [post] = [channel for channel in talks.guild.channels if channel.parent is forum]
    assert "with 16 cards" in await why(f"{at}/{post.id}/{post.id}", post)


def _card_of(thread) -> str:
    """The number of the card that a thread's first message shows."""
    return str(thread.posts[0]).partition("b:card ")[2].partition("'")[0]
