"""A newcomer sets a Discord channel up with /setup alone, through every mistake that one makes."""

from __future__ import annotations

import pytest

from bot.chat import Channel, Platform, Space
from bot.store import subscriptions
from tests.adapters.discord.conftest import a_discord
from tests.adapters.newcomer import planned, until, whole_bot
from tests.standins.discord.limits import TEXT, walk
from tests.standins.discord.world import MANAGE_CHANNELS, MEMBER, OURS, SEND_MESSAGES


@pytest.fixture
async def discord():
    async with a_discord() as standin:
        guild = standin.add_guild()
        standin.add_channel(guild, "general")
        standin.add_channel(guild, "talks")
        yield standin


@pytest.fixture
async def app(discord, tmp_path):
    tokens = {"discord_token": discord.token, "discord_api_url": discord.api_url}
    async with whole_bot(tmp_path, **tokens, discord_gateway_url=discord.gateway_url) as app:
        yield app


@pytest.fixture
def general(discord):
    return discord.guilds[0].channels[0]


@pytest.fixture
def talks(discord):
    return discord.guilds[0].channels[1]


@pytest.fixture
def bo(discord):
    return discord.add_person("Bo", MEMBER | MANAGE_CHANNELS)


def key(channel):
    return Channel(Space(Platform.DISCORD, channel.guild.id), channel.id)


def words(message):
    return "\n".join(part["content"] for part in walk(message["components"]) if part["type"] == TEXT)


def values(modal):
    """What stands in a modal's inputs."""
    found = {}
    for label in modal["components"]:
        entry = label.get("component") or {}
        chosen = [one["value"] for one in entry.get("options", []) if one.get("default")]
        chosen += [one["id"] for one in entry.get("default_values", [])]
        if entry:
            found[entry["custom_id"]] = entry.get("value", "") or " ".join(chosen)
    return found


async def test_a_server_is_greeted_once_and_its_newcomer_sets_a_channel_up(discord, app):
    guild = discord.add_guild("Desk")
    guild.bot = None
    hall, talks = discord.add_channel(guild, "hall"), discord.add_channel(guild, "talks")
    guild.system_channel = hall
    ada = guild.owner = discord.add_person("Ada")
    ada.locale = "de"
    await discord.invite(guild)
    await until(lambda: hall.posts)
    [greeting] = hall.posts
    assert "/setup" in words(greeting)

    button = next(part for part in walk(greeting["components"]) if part.get("label") == "Set a channel up")
    opened = await discord.click(greeting, button["custom_id"], ada, hall)
    assert values(opened.modal) == {
        "channel": hall.id,
        "time": "09:00",
        "zone": "Europe/Berlin",
        "days": "weekdays",
        "topics": "",
    }
    done = await discord.submit(
        opened.modal, {"channel": talks.id, "topics": "redlines leverage"}, ada, hall, message=greeting
    )

    assert "It is set up." in done.text
    assert f"<#{talks.id}>" in done.text
    assert done.ephemeral
    assert await planned(app, key(talks)) == "every weekday at 09:00 (Europe/Berlin)"
    await until(lambda: talks.posts)
    [post] = talks.posts
    assert "The first one: <t:" in words(post)
    assert "Red lines, Leverage" in words(post)
    assert discord.pinged == []
    await discord.kick(guild)
    await discord.invite(guild)
    assert (await discord.slash("setup", {}, ada, talks)).modal
    assert len(hall.posts) == 1


async def test_a_server_without_such_a_channel_or_a_right_there_is_left_in_peace(discord, app):
    for allowed in (OURS, OURS & ~SEND_MESSAGES):
        guild = discord.add_guild()
        guild.bot = None
        hall = discord.add_channel(guild)
        hall.allowed = allowed
        guild.system_channel = hall if allowed != OURS else None
        await discord.invite(guild)
        assert (await discord.slash("topics", {}, discord.add_person(), hall)).text

        assert hall.posts == []


async def test_every_mistake_is_answered_with_what_to_mend_and_nothing_typed_is_lost(discord, app, general, talks, bo):
    await discord.allow(talks, OURS & ~SEND_MESSAGES)
    opened = await discord.slash("setup", {}, bo, general)
    typed = {"channel": talks.id, "time": "9 o'clock", "zone": "Berln", "days": "mon", "topics": "outlook"}

    wrong = await discord.submit(opened.modal, typed, bo, general)
    assert "“9 o'clock” is not a time of day" in wrong.text.replace("\\", "")
    wrong = await _again(discord, wrong, bo, general, typed, time="09:30")
    assert "Did you mean Europe/Berlin?" in wrong.text
    wrong = await _again(discord, wrong, bo, general, {**typed, "time": "09:30"}, zone="Berlin")
    assert "I lack a right in that channel: Send Messages. Give it to me there." in wrong.text.replace("\\", "")
    assert not await planned(app, key(talks))
    await discord.allow(talks, OURS)
    done = await _again(discord, wrong, bo, general, {**typed, "time": "09:30", "zone": "Berlin"})

    assert "It is set up." in done.text
    assert await planned(app, key(talks)) == "every Monday at 09:30 (Europe/Berlin)"
    await until(lambda: talks.posts)


async def _again(discord, wrong, person, place, stands, /, **better):
    """Open the form again, see that all that was typed is there, mend it and send it."""
    opened = await discord.click(wrong.message, wrong.buttons["Open the form again"], person, place)
    assert values(opened.modal) == stands
    return await discord.submit(opened.modal, better, person, place, message=wrong.message)


async def test_without_topics_every_topic_comes(discord, app, talks, bo):
    opened = await discord.slash("setup", {}, bo, talks)

    done = await discord.submit(opened.modal, {"topics": ""}, bo, talks)

    assert "with every topic" in done.text
    assert await subscriptions.of(app.desk.database.reader, key(talks)) == []


async def test_a_member_is_told_who_could_and_may_set_up_what_they_manage(discord, app, general, talks):
    cy = discord.add_person("Cy")
    talks.overwrites[cy.id] = (MANAGE_CHANNELS, 0)

    refused = await discord.slash("setup", {}, cy, general)
    assert "Only people who manage this channel can set it up." in refused.text
    opened = await discord.click(refused.message, refused.buttons["Set up another channel"], cy, general)
    wrong = await discord.submit(opened.modal, {"channel": general.id}, cy, general, message=refused.message)
    assert "Only people who manage this channel" in wrong.text
    done = await _again(discord, wrong, cy, general, values(opened.modal) | {"channel": general.id}, channel=talks.id)

    assert "It is set up." in done.text
    assert await planned(app, key(talks))


async def test_a_channel_that_is_set_up_already_is_asked_about_and_then_changed(discord, app, general, talks, bo):
    bo.roles = [await discord.add_role(general.guild, "Managers", MANAGE_CHANNELS)]
    await discord.slash("digest schedule", {"time": "07:30", "zone": "Asia/Tokyo"}, bo, talks)
    here = (await discord.slash("setup", {}, bo, talks)).modal
    assert here["title"] == "Change what comes"
    assert values(here) == {
        "channel": talks.id,
        "time": "07:30",
        "zone": "Asia/Tokyo",
        "days": "daily",
        "topics": "",
    }

    opened = await discord.slash("setup", {"zone": "Europe/Berlin"}, bo, general)
    asked = await discord.submit(opened.modal, {"channel": talks.id, "topics": "facts"}, bo, general)
    assert "is set up already, so nothing was changed yet" in asked.text
    assert "every day at 07\\:30" in asked.text
    assert await planned(app, key(talks)) == "every day at 07:30 (Asia/Tokyo)"
    again = await discord.click(asked.message, asked.buttons["Change what comes"], bo, general)
    assert values(again.modal)["topics"] == "facts"
    done = await discord.submit(again.modal, {}, bo, general, message=asked.message)

    assert "It is set up." in done.text
    assert await planned(app, key(talks)) == "every weekday at 09:00 (Europe/Berlin)"


async def test_in_a_thread_and_in_direct_messages_it_sets_up_just_these(discord, app, talks, bo):
    thread = discord.add_channel(talks.guild, "water", kind=11, parent=talks)
    await discord.gateway.dispatch("THREAD_CREATE", {**thread.described(), "newly_created": True})
    direct = discord.direct_channel(bo)

    for place in (thread, direct):
        opened = await discord.slash("setup", {}, bo, place)
        assert ("channel" in values(opened.modal)) is (place is thread)
        assert "It is set up." in (await discord.submit(opened.modal, {}, bo, place)).text
        await until(lambda place=place: place.posts)


async def test_a_forum_is_set_up_from_another_channel(discord, app, general, bo):
    forum = discord.add_channel(general.guild, "forum", kind=15)
    await discord.gateway.dispatch("CHANNEL_CREATE", forum.described())
    opened = await discord.slash("setup", {}, bo, general)

    done = await discord.submit(opened.modal, {"channel": forum.id}, bo, general)

    assert "It is set up." in done.text
    posts = [one for one in discord.channels.values() if one.parent is forum]
    await until(lambda: posts or posts.extend(one for one in discord.channels.values() if one.parent is forum))
    assert "The first one:" in words(posts[0].posts[0])


async def test_a_form_that_somebody_sends_without_the_right_by_now_changes_nothing(discord, app, talks, bo):
    opened = await discord.slash("setup", {}, bo, talks)
    bo.permissions = MEMBER

    refused = await discord.submit(opened.modal, {}, bo, talks)

    assert "Only people who manage this channel" in refused.text
    assert not await planned(app, key(talks))


async def test_a_zone_is_completed_behind_the_command(discord, app, talks, bo):
    offered = await discord.autocomplete("setup", "zone", "tok", bo, talks)

    assert offered[0]["value"] == "Asia/Tokyo"
    opened = await discord.slash("setup", {"zone": "Asia/Tokyo"}, bo, talks)
    assert values(opened.modal)["zone"] == "Asia/Tokyo"
