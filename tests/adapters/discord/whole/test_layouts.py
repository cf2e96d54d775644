"""A headline with its cards in its thread on Discord: begun once, each card once, and what is in the way is named."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.chat import Platform, SendFailed, Thread
from bot.outbox import send_waiting
from bot.view.page import Page
from tests.adapters.discord.pages import delivery
from tests.standins.discord import Trouble
from tests.standins.discord.limits import walk
from tests.standins.discord.world import CREATE_PUBLIC_THREADS, OURS, SEND_IN_THREADS

EDITION = Page("The talks, 22 November 2026")


@pytest.fixture
def clock():
    """The real time: Discord says when a message came."""
    return lambda: datetime.now(UTC)


@pytest.fixture(autouse=True)  # there before we are
def forum(discord, guild):
    return discord.add_channel(guild, "briefings", kind=15)


async def headline(adapter, channel) -> Thread:
    return Thread(await adapter.send(delivery(channel, EDITION)), EDITION.title)


def titles(channel) -> list[str]:
    return [
        next(part["content"] for part in walk(post["components"]) if "content" in part).removeprefix("## ")
        for post in channel.posts
    ]


async def test_cards_come_in_one_thread_below_the_headline(discord, adapter, talks):
    thread = await headline(adapter, talks)

    ids = [await adapter.send(delivery(talks, Page(f"Card {n}"), key=f"part {n}", thread=thread)) for n in (1, 2)]

    begun = discord.channels[thread.message]
    assert (begun.name, begun.parent) == (EDITION.title, talks)
    assert titles(begun) == ["Card 1", "Card 2"]
    assert ids == [f"{begun.id}/{post['id']}" for post in begun.posts]
    assert titles(talks) == [EDITION.title]
    assert discord.count("POST /channels/.*/threads") == 1


async def test_a_thread_that_was_begun_before_we_died_is_gone_on_with(discord, adapter, talks):
    thread = await headline(adapter, talks)
    await adapter.send(delivery(talks, Page("Card 1"), key="part 1", thread=thread))
    adapter._posting._begun.clear()

    await adapter.send(delivery(talks, Page("Card 2"), key="part 2", thread=thread))

    assert titles(discord.channels[thread.message]) == ["Card 1", "Card 2"]


@pytest.mark.parametrize(
    "trouble",
    [
        Trouble("POST /channels/.*/threads", drop="after"),
        Trouble("POST /channels/.*/threads", drop="before"),
        Trouble(r"POST /channels/\d+/messages$", drop="after"),
        Trouble(r"POST /channels/\d+/messages$", drop="before"),
    ],
    ids=["thread begun", "thread not begun", "card posted", "card not posted"],
)
@pytest.mark.parametrize("ago", [5, 300])
async def test_a_lost_answer_leaves_one_card_in_one_thread(discord, adapter, talks, trouble, ago):
    thread = await headline(adapter, talks)
    discord.troubles = [Trouble(trouble.where, drop=trouble.drop)]

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(talks, Page("Card 1"), key="part 1", thread=thread))
    if ago > 180:
        for channel in discord.channels.values():
            channel.nonces.clear()  # Discord has forgotten
    id = await adapter.send(delivery(talks, Page("Card 1"), key="part 1", thread=thread, unsure=True, ago=ago))

    assert failed.value.unsure
    begun = discord.channels[thread.message]
    assert [f"{begun.id}/{post['id']}" for post in begun.posts] == [id]


async def test_a_card_in_a_thread_is_put_right_there(discord, adapter, talks):
    thread = await headline(adapter, talks)
    id = await adapter.send(delivery(talks, Page("Card 1"), key="part 1", thread=thread))
    begun = discord.channels[thread.message]

    await adapter.send(delivery(talks, Page("Put right"), key="edit 1", replaces=id, thread=thread))
    assert titles(begun) == ["Put right"]
    await discord.close(begun, archived=True, locked=False)
    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(talks, Page("Again"), key="edit 2", replaces=id, thread=thread))
    assert failed.value.uneditable
    await adapter.send(delivery(talks, Page("Again"), key="edit 2", answers=id, thread=thread))

    assert titles(begun) == ["Put right", "Again"]
    assert titles(talks) == [EDITION.title]


async def test_in_a_forum_the_post_is_the_thread(discord, adapter, guild, forum):
    thread = await headline(adapter, forum)

    await adapter.send(delivery(forum, Page("Card 1"), key="part 1", thread=thread))

    [post] = [channel for channel in guild.channels if channel.parent is forum]
    assert titles(post) == [EDITION.title, "Card 1"]


@pytest.mark.parametrize("lacking", [CREATE_PUBLIC_THREADS, SEND_IN_THREADS])
async def test_a_right_that_is_lacking_is_named_and_loses_no_channel(discord, adapter, talks, lacking):
    thread = await headline(adapter, talks)
    talks.allowed = OURS & ~lacking

    with pytest.raises(SendFailed, match="give me Create Public Threads and Send Messages in Threads") as failed:
        await adapter.send(delivery(talks, Page("Card 1"), key="part 1", thread=thread))

    assert failed.value.threadless
    assert not failed.value.permanent
    assert not failed.value.gone


async def test_threads_that_are_locked_deleted_or_too_many_are_told(discord, adapter, talks):
    for does, says in (("locked", "locked"), ("deleted", "was deleted"), ("crowded", "archive some")):
        thread = Thread(await adapter.send(delivery(talks, EDITION, key=f"edition {does}")), EDITION.title)
        if does == "crowded":
            discord.troubles = [Trouble("POST /channels/.*/threads", status=400, code=160006)]
        else:
            await adapter.send(delivery(talks, Page("Card 1"), key=f"part 1 {does}", thread=thread))
            begun = discord.channels[thread.message]
            await (discord.close(begun, archived=False, locked=True) if does == "locked" else discord.delete(begun))
        with pytest.raises(SendFailed, match=says) as failed:
            await adapter.send(delivery(talks, Page("Card 2"), key=f"part 2 {does}", thread=thread))
        assert failed.value.threadless


@pytest.mark.parametrize("known", [True, False])
async def test_a_headline_that_was_deleted_is_gone(discord, adapter, talks, known):
    thread = await headline(adapter, talks)
    talks.messages.clear()

    belongs = thread if known else Thread("", thread.title)
    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery(talks, Page("Card 1"), key="part 1", thread=belongs))

    assert failed.value.threadless
    assert failed.value.gone


async def test_the_choice_names_what_is_in_its_way(discord, adapter, guild, talks, forum, bo):
    thread = discord.add_channel(guild, "reading", kind=11, parent=talks)
    voice = discord.add_channel(guild, "voice", kind=2)
    for channel in (thread, voice):
        await discord.appear(channel)
    await discord.allow(talks, OURS & ~CREATE_PUBLIC_THREADS)

    async def choose(channel) -> str:
        return (await discord.slash("settings", {"what": "layout thread", "in": channel}, bo, talks)).text

    assert "Create Public Threads" in await choose(talks)
    assert "have no threads of their own" in await choose(thread)
    assert "That channel has no threads" in await choose(voice)
    assert "with the cards in its thread" in await choose(forum)
    await discord.allow(talks, OURS)
    assert "with the cards in its thread" in await choose(talks)


async def test_an_edition_falls_back_to_one_message_the_whole_way(discord, adapter, desk, talks, bo):
    async def deliver() -> None:
        for _ in range(3):
            await send_waiting(desk.database, {Platform.DISCORD: adapter}, lambda: datetime.now(UTC))

    discord.direct_channel(bo)
    discord.message_limit = (50, 5.0)
    await discord.slash("settings", {"what": "layout thread"}, bo, talks)
    await discord.slash("digest now", {}, bo, talks)
    await deliver()
    [first] = talks.posts
    begun = discord.channels[first["id"]]
    assert len(begun.posts) >= 6
    assert "new cards" in str(first)

    talks.allowed = OURS & ~SEND_IN_THREADS
    await discord.slash("digest now", {}, bo, talks)
    await deliver()
    assert len(talks.posts) == 2
    assert "Open a card" in str(talks.posts[1]) or len(str(talks.posts[1])) > 2 * len(str(first))
    assert "Send Messages in Threads" in str(discord.direct_channel(bo).posts)
    assert discord.pinged == []
