"""Editions in forums: a post each, once, with its title and its tag; and threads as channels."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.adapters.discord.posting import mark
from bot.chat import Platform, SendFailed
from bot.outbox import send_waiting
from bot.view.page import Page
from tests.adapters.discord.pages import delivery
from tests.standins.discord import Trouble
from tests.standins.discord.limits import walk
from tests.standins.discord.world import (
    MANAGE_CHANNELS,
    MANAGE_THREADS,
    OURS,
    READ_HISTORY,
    SEND_IN_THREADS,
    SEND_MESSAGES,
    VIEW_CHANNEL,
    Tag,
)

EDITION = Page("Ukraine peace talks, 22 November 2026", cards=("ukraine-talks redlines/neutrality",))


@pytest.fixture
def clock():
    """The real time: Discord says when a message came."""
    return lambda: datetime.now(UTC)


@pytest.fixture(autouse=True, params=[15, 16], ids=["forum", "media"])  # there before we are
def forum(discord, guild, request):
    return discord.add_channel(guild, "briefings", kind=request.param)


@pytest.fixture
def allow(discord, adapter, guild, bo):
    """Let the bot do this in a channel, and wait until it knows."""

    async def allow(channel, allowed: int = OURS) -> None:
        await discord.allow(channel, allowed)
        await discord.slash("topics", {}, bo, guild.channels[0])

    return allow


def posts(guild, forum):
    """The threads of a forum."""
    return [channel for channel in guild.channels if channel.parent is forum]


async def test_an_edition_is_a_post_with_its_title(discord, adapter, guild, forum):
    id = await adapter.send(delivery(forum, EDITION, key="edition 1"))

    (thread,) = posts(guild, forum)
    assert thread.name == EDITION.title
    assert id == f"{thread.id}/{thread.id}"
    (message,) = thread.posts
    assert message["id"] == thread.id
    assert message["components"][0]["id"] == mark("edition 1")
    assert discord.pinged == []


async def test_a_long_title_is_cut_to_what_a_thread_takes(adapter, guild, forum):
    await adapter.send(delivery(forum, Page("A title with many words " * 6)))

    (thread,) = posts(guild, forum)
    assert thread.name.startswith("A title with many words")
    assert len(thread.name) <= 100


@pytest.mark.parametrize(
    ("tags", "chosen"),
    [
        (["News", "Ukraine talks", "Digest"], "Ukraine talks"),
        (["Ukraine peace talks", "Digest"], "Ukraine peace talks"),
        (["News", "Digest"], "Digest"),
        (["News"], None),
        ([], None),
    ],
)
async def test_a_post_has_the_tag_of_its_dossier_or_digests(discord, adapter, allow, guild, forum, tags, chosen):
    forum.tags = [Tag(name) for name in tags]
    await allow(forum)

    await adapter.send(delivery(forum, EDITION))

    (thread,) = posts(guild, forum)
    assert [tag.name for tag in forum.tags if tag.id in thread.applied] == ([chosen] if chosen else [])


async def test_a_forum_that_wants_a_tag_and_has_none_for_us_says_which(discord, adapter, allow, guild, forum):
    forum.tags, forum.needs_tag = [Tag("News"), Tag("Digest", moderated=True)], True
    await allow(forum)

    with pytest.raises(SendFailed, match="make one called “digest”") as failed:
        await adapter.send(delivery(forum, EDITION))

    assert failed.value.permanent
    known = delivery(forum).channel
    assert await adapter.objection(known) == failed.value.reason
    await allow(forum, OURS | MANAGE_THREADS)  # with which a moderated tag is ours to use
    assert await adapter.objection(known) == ""
    await adapter.send(delivery(forum, EDITION))
    assert len(posts(guild, forum)) == 1


@pytest.mark.parametrize(
    "trouble",
    [{"drop": "after"}, {"status": 502, "done": True}],
    ids=["the answer is dropped", "a gateway loses the answer"],
)
async def test_a_post_whose_answer_is_lost_is_found_and_not_repeated(discord, adapter, guild, forum, trouble):
    discord.troubles = [Trouble("POST /channels/.*/threads", **trouble)]

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(forum, EDITION))
    assert failed.value.unsure
    assert discord.count("POST /channels/.*/threads") == 1
    id = await adapter.send(delivery(forum, EDITION, unsure=True, ago=5))

    (thread,) = posts(guild, forum)
    assert id == f"{thread.id}/{thread.id}"


async def test_a_post_that_is_archived_by_now_is_found(discord, adapter, guild, forum):
    id = await adapter.send(delivery(forum, EDITION))
    (thread,) = posts(guild, forum)
    await discord.close(thread, archived=True, locked=False)

    assert await adapter.send(delivery(forum, EDITION, unsure=True, ago=300)) == id
    assert len(posts(guild, forum)) == 1


async def test_other_posts_are_not_taken_for_ours(discord, adapter, guild, forum, bo):
    await adapter.send(delivery(forum, EDITION, key="another"))
    theirs = discord.add_channel(guild, EDITION.title, kind=11, parent=forum)
    discord.write("Mine", bo, theirs)
    (ours, _) = posts(guild, forum)
    ours.messages.clear()  # somebody deleted it; a thread without its first message stays

    await adapter.send(delivery(forum, EDITION, unsure=True, ago=300))

    assert len(posts(guild, forum)) == 3


async def test_a_post_that_never_left_is_made_later(discord, adapter, guild, forum):
    discord.troubles = [Trouble("POST /channels/.*/threads", drop="before")]

    with pytest.raises(SendFailed):
        await adapter.send(delivery(forum, EDITION))
    await adapter.send(delivery(forum, EDITION, unsure=True, ago=5))

    assert len(posts(guild, forum)) == 1


async def test_without_its_history_a_forum_still_gets_its_post(discord, adapter, allow, guild, forum):
    await allow(forum, OURS & ~READ_HISTORY)

    await adapter.send(delivery(forum, EDITION, unsure=True, ago=5))

    assert len(posts(guild, forum)) == 1


async def test_a_post_is_edited_in_its_thread(adapter, guild, forum):
    id = await adapter.send(delivery(forum, EDITION))

    again = await adapter.send(delivery(forum, Page("Put right"), key="edit 1", replaces=id))

    (thread,) = posts(guild, forum)
    (message,) = thread.posts
    assert again == id
    assert message["components"][0]["components"][0]["content"] == "## Put right"


async def test_a_post_that_is_archived_is_put_right_below_it(discord, adapter, guild, forum):
    id = await adapter.send(delivery(forum, EDITION))
    (thread,) = posts(guild, forum)
    await discord.close(thread, archived=True, locked=False)

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(forum, Page("Put right"), key="edit 1", replaces=id))
    assert failed.value.uneditable
    below = await adapter.send(delivery(forum, Page("Put right"), key="edit 1", answers=id))
    await adapter.send(delivery(forum, Page("And again"), key="edit 2", replaces=below))

    assert not thread.archived
    assert [post["components"][0]["components"][0]["content"] for post in thread.posts] == [
        f"## {EDITION.title}",
        "## And again",
    ]
    assert below == f"{thread.id}/{thread.posts[1]['id']}"


@pytest.mark.parametrize(
    ("allowed", "gone", "says"),
    [(0, False, "give me View Channel"), (VIEW_CHANNEL, False, "Send Messages"), (0, True, "is gone")],
)
async def test_a_forum_that_is_closed_to_us_is_given_up_with_a_way_out(discord, adapter, forum, allowed, gone, says):
    forum.allowed, forum.gone = allowed, gone

    with pytest.raises(SendFailed, match=says) as failed:
        await adapter.send(delivery(forum, EDITION))

    assert failed.value.permanent


async def test_a_crowded_forum_is_tried_again_later(discord, adapter, forum):
    discord.troubles = [Trouble("POST /channels/.*/threads", status=400, code=160006)]

    with pytest.raises(SendFailed, match="archive some") as failed:
        await adapter.send(delivery(forum, EDITION))

    assert not failed.value.permanent
    assert failed.value.retry_after >= timedelta(minutes=1)


async def test_a_right_that_we_lack_in_a_forum_is_named_at_once(discord, adapter, allow, guild, forum, bo):
    await allow(forum, OURS & ~SEND_MESSAGES)
    bo.roles.append(await discord.add_role(guild, "Editors", MANAGE_CHANNELS))

    options = {"time": "09:00", "zone": f"UTC in <#{forum.id}>"}
    seen = await discord.slash("digest schedule", options, bo, guild.channels[0])

    assert "I lack a right in that channel: Send Messages" in seen.text


async def test_a_forum_is_set_up_from_beside_it_and_its_post_corrected(discord, adapter, desk, guild, forum, bo):
    bo.roles.append(await discord.add_role(guild, "Editors", MANAGE_CHANNELS))
    talks = guild.channels[0]

    async def deliver() -> None:
        await send_waiting(desk.database, {Platform.DISCORD: adapter}, lambda: datetime.now(UTC))

    await discord.slash("subscribe", {"topic": "redlines", "in": forum}, bo, talks)
    await discord.slash("digest now", {"in": forum}, bo, talks)
    await deliver()

    (thread,) = posts(guild, forum)
    assert "Red lines" in str(thread.posts[0])
    card = await discord.slash("card", {"id": "redlines/neutrality"}, bo, talks)
    form = await discord.click(card.message, card.buttons["Edit"], bo, talks)
    await discord.submit(form.modal, {"headline": "Moscow wants Ukraine strictly neutral, say some"}, bo, talks)
    await deliver()
    assert "say some" in str([part.get("content") for part in walk(thread.posts[0]["components"])])


# Threads


@pytest.fixture
def thread(discord, guild):
    return discord.add_channel(guild, "reading", kind=11, parent=guild.channels[0])


async def test_what_is_asked_in_a_thread_comes_there(discord, adapter, desk, thread, bo):
    await discord.slash("digest now", {}, bo, thread)
    await send_waiting(desk.database, {Platform.DISCORD: adapter}, lambda: datetime.now(UTC))

    assert len(thread.posts) == 1
    assert thread.parent.posts == []


async def test_an_archived_thread_is_opened_by_the_post(discord, adapter, thread):
    await discord.close(thread, archived=True, locked=False)

    await adapter.send(delivery(thread, EDITION))

    assert not thread.archived
    assert len(thread.posts) == 1


@pytest.mark.parametrize("archived", [False, True])
async def test_a_locked_thread_is_given_up_by_its_name(discord, adapter, allow, thread, archived):
    await discord.close(thread, archived=archived, locked=True)

    with pytest.raises(SendFailed, match="thread is (locked|closed)") as failed:
        await adapter.send(delivery(thread, EDITION))

    assert failed.value.permanent
    await allow(thread.parent, OURS | MANAGE_THREADS)
    await adapter.send(delivery(thread, EDITION))


async def test_a_deleted_thread_is_gone(discord, adapter, thread):
    await discord.delete(thread)

    with pytest.raises(SendFailed, match="is gone") as failed:
        await adapter.send(delivery(thread, EDITION))

    assert failed.value.permanent


async def test_a_thread_needs_the_right_to_send_in_threads(discord, adapter, allow, thread):
    await allow(thread.parent, OURS & ~SEND_IN_THREADS)

    assert "Send Messages in Threads" in await adapter.objection(delivery(thread).channel)
    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(thread, EDITION))
    assert failed.value.permanent
