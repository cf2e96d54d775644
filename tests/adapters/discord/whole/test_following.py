"""Following on Discord: a filter typed with its completions, the cards that it brings, and its end."""

from __future__ import annotations


async def test_a_filter_is_completed_followed_brought_listed_and_ended(discord, talks, bo, days):
    eve = discord.add_person("Eve")

    async def offered(option: str, typed: str, **others: str) -> list[str]:
        choices = await discord.autocomplete("subscribe", option, typed, bo, talks, **others)
        return [choice["value"] for choice in choices]

    assert "party:russia" in await offered("topic", "mosc")
    assert "not kind:judgement and party:russia" in await offered("topic", "not kind:judgement and party:r")
    assert "weekly fri" in await offered("often", "fri", topic="redlines")

    wrong = await discord.slash("subscribe", {"topic": "party:rusia", "often": "weekly fri"}, bo, talks)
    assert "Did you mean russia?" in wrong.text
    seen = await discord.click(wrong.message, wrong.buttons["party:russia"], bo, talks)
    assert "with the first edition from Friday on" in seen.text
    assert "every Friday at 09:00 (UTC)" in seen.text.replace("\\", "")
    refused = await discord.slash("subscribe", {"topic": "not kind:fact"}, eve, talks)
    assert "Only people who manage this channel" in refused.text
    mine = await discord.slash("subscribe", {"topic": "not kind:fact", "often": "daily", "for": "me"}, eve, talks)
    assert "You follow all but reported facts" in mine.text

    await days.pass_by(7)
    [edition] = talks.posts
    assert "27 November 2026" in str(edition)

    async def choose(which: int) -> str:
        listed = await discord.slash("subscriptions", {}, eve, talks)
        [select] = [part for part in _parts(listed.message) if part["type"] == 3]
        return (await discord.choose(listed.message, select["options"][which]["value"], eve, talks)).text

    listed = await discord.slash("subscriptions", {}, eve, talks)
    assert "Cards of Russia · weekly on Fridays" in listed.text.replace("\\", "")
    assert "Only people who manage" in await choose(0)
    assert "Your digest has ended" in await choose(1)
    assert "party:russia" in [one["value"] for one in await discord.autocomplete("unsubscribe", "topic", "", bo, talks)]
    ended = await discord.slash("unsubscribe", {"topic": "party:russia"}, bo, talks)
    assert "No longer followed: cards of Russia" in ended.text


def _parts(message):
    """Every component of a message."""
    found = list(message["components"])
    for part in found:
        found += part.get("components", [])
    return found
