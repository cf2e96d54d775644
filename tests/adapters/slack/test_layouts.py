"""A headline with its cards in its thread on Slack: replies, seen in the thread alone, each once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat import Channel, Delivery, Platform, SendFailed, Space, Thread
from bot.outbox import send_waiting
from bot.view.page import Page
from tests.standins.slack import Fault

ROOM = Channel(Space(Platform.SLACK, "T1"), "C1")


def delivery(title: str, key: str = "", **more) -> Delivery:
    known: dict[str, Any] = {"attempts": 1, "first_tried": datetime.now(UTC), "unsure": False}
    return Delivery(id=1, key=key or title, channel=ROOM, page=Page(title), **known | more)


@pytest.fixture
async def adapter(connect):
    return await connect()


@pytest.fixture
async def thread(adapter) -> Thread:
    """A headline, in whose thread nothing is yet."""
    return Thread(await adapter.send(delivery("Headline")), "Headline")


def in_channel(slack) -> list[str]:
    return [post.said for post in slack.workspace.posted_in("C1") if not post.thread or post.broadcast]


def in_thread(slack, thread: Thread) -> list[str]:
    ts = thread.message.split("/")[1]
    return [post.said for post in slack.workspace.posted_in("C1") if post.thread == ts and not post.broadcast]


async def test_cards_come_as_replies_that_the_channel_does_not_show(adapter, slack, thread):
    ids = [await adapter.send(delivery(f"Card {n}", thread=thread)) for n in (1, 2)]

    assert in_channel(slack) == ["Headline"]
    assert in_thread(slack, thread) == ["Card 1", "Card 2"]
    assert all(id.endswith(f"/{thread.message.split('/')[1]}") for id in ids)
    assert not any(call.get("reply_broadcast") for call in slack.api.called("chat.postMessage"))


@pytest.mark.parametrize("fault", [Fault(unheard=True), Fault(dropped=True)], ids=["posted", "not posted"])
async def test_a_lost_answer_leaves_one_reply(adapter, slack, thread, fault):
    slack.fail("chat.postMessage", fault)

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery("Card 1", thread=thread))
    id = await adapter.send(delivery("Card 1", thread=thread, unsure=True))

    assert failed.value.unsure
    assert in_thread(slack, thread) == ["Card 1"]
    assert id == await adapter.send(delivery("Card 1", thread=thread, unsure=True))


async def test_a_reply_is_put_right_in_the_thread_alone(adapter, slack, thread):
    id = await adapter.send(delivery("Card 1", thread=thread))

    await adapter.send(delivery("Put right", replaces=id, thread=thread))
    assert in_thread(slack, thread) == ["Put right"]
    await adapter.send(delivery("Put right below", answers=id, thread=thread))

    assert in_thread(slack, thread) == ["Put right", "Put right below"]
    assert in_channel(slack) == ["Headline"]


@pytest.mark.parametrize("code", ["cannot_reply_to_message", "restricted_action_non_threadable_channel"])
async def test_a_channel_without_threads_is_told_and_not_lost(adapter, slack, thread, code):
    slack.fail("chat.postMessage", Fault(error=code))

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery("Card 1", thread=thread))

    assert failed.value.threadless
    assert not failed.value.permanent
    assert not failed.value.gone


@pytest.mark.parametrize("unsure", [False, True])
async def test_a_headline_that_was_deleted_is_gone(adapter, slack, thread, unsure):
    slack.workspace.posts[0].deleted = True

    for known in (thread, Thread("", "Headline")):
        with pytest.raises(SendFailed) as failed:
            await adapter.send(delivery("Card 1", thread=known, unsure=unsure))
        assert failed.value.threadless
        assert failed.value.gone
    assert in_channel(slack) == []


async def test_a_channel_that_is_closed_is_lost_also_for_a_reply(adapter, slack, thread):
    slack.archive("C1")

    with pytest.raises(SendFailed) as failed:
        await adapter.send(delivery("Card 1", thread=thread))

    assert failed.value.permanent


async def test_an_edition_comes_in_its_thread_the_whole_way(connect, slack, desk):
    adapter = await connect()

    assert "with the cards in its thread" in (await slack.command("settings layout thread", "U0OWNER")).said
    await slack.command("digest now", "U0OWNER")
    await send_waiting(desk.database, {Platform.SLACK: adapter}, desk.now)

    [headline] = [post for post in slack.workspace.posted_in("C1") if not post.thread]
    replies = [post for post in slack.workspace.posted_in("C1") if post.thread == headline.id]
    assert "new cards" in headline.said
    assert len(replies) >= 6
    assert not any(post.broadcast for post in replies)
