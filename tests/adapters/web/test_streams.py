"""Posts on their way to the open pages."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field

import pytest

from bot.adapters.web.streams import BACKLOG, Streams
from bot.chat import LOCAL, YOU, Channel
from bot.store import deliveries
from bot.store.deliveries import Post
from bot.view.page import Page
from tests.adapters.web.pages import NOON


@dataclass
class Stream:
    """One open page's stream."""

    response: object
    ids: list[str] = field(default_factory=list)

    async def until(self, kind):
        """What came until an event of this kind: (event, data)."""
        seen = []
        event = ""
        async with asyncio.timeout(5):
            async for line in self.response.content:
                name, _, value = line.decode().rstrip("\n").partition(": ")
                if name == "id":
                    self.ids.append(value)
                elif name == "event":
                    event = value
                elif name == "data":
                    seen.append((event, json.loads(value)))
                    if event == kind:
                        return seen
        return seen

    async def next_post(self):
        return (await self.until("post"))[-1][1]


@pytest.fixture
async def follow(client, local):
    opened = []

    async def follow(after="0", **headers):
        response = await client.get(f"{local.address}api/events?after={after}", headers=headers)
        assert response.status == 200
        opened.append(response)
        return Stream(response)

    yield follow
    for response in opened:
        response.close()


def titles(events):
    return [data["page"]["title"] for event, data in events if event == "post"]


async def test_a_post_arrives_on_every_open_page(local, follow):
    streams = [await follow(), await follow()]
    for stream in streams:
        await stream.until("ready")

    id = await local.post(Page("State of the talks"))

    for stream in streams:
        post = await stream.next_post()
        assert (post["id"], post["page"]["title"], post["at"]) == (
            id,
            "State of the talks",
            "2026-11-22T12:00:00+00:00",
        )
        assert stream.ids == [str(id)]


async def test_a_page_that_opens_later_is_shown_what_was_posted(local, follow):
    for title in ("One", "Two"):
        await local.post(Page(title))

    assert titles(await (await follow()).until("ready")) == ["One", "Two"]


async def test_a_page_that_comes_back_is_shown_only_what_it_missed(local, follow):
    first = await local.post(Page("One"))
    await local.post(Page("Two"))

    assert titles(await (await follow(after=first)).until("ready")) == ["Two"]
    assert titles(await (await follow(**{"Last-Event-ID": str(first)})).until("ready")) == ["Two"]


async def test_what_was_posted_before_a_restart_is_still_there(local, follow):
    await local.post(Page("One"), send=False)

    assert titles(await (await follow()).until("ready")) == ["One"]


async def test_posts_for_the_reader_alone_come_to_the_same_page(local, follow, desk):
    direct = Channel.directly_to(YOU, LOCAL)
    async with desk.database.transaction() as db:
        await deliveries.add(db, "direct", direct, Page("For you"), NOON)
        [delivery] = await deliveries.claim(db, ["local"], NOON)
        await deliveries.finish(db, delivery.id, "1", NOON)

    assert titles(await (await follow()).until("ready")) == ["For you"]


async def test_a_post_that_is_brought_up_to_date_replaces_the_old_one(local, follow):
    stream = await follow()
    id = await local.post(Page("One"))
    await stream.next_post()

    await local.correct(id, Page("One, corrected"))

    assert (await stream.next_post())["replaces"] == str(id)
    assert titles(await (await follow()).until("ready")) == ["One, corrected"]
    late = [data for event, data in await (await follow(after=id)).until("ready") if event == "post"]
    assert [(post["page"]["title"], post["replaces"]) for post in late] == [("One, corrected", str(id))]


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "9" * 40, "٣"])
async def test_a_place_that_is_none_gets_a_sentence(client, local, after):
    async with client.get(f"{local.address}api/events", params={"after": after}) as response:
        assert response.status == 400
        assert "number of the post" in await response.text()


async def test_stopping_ends_every_stream(local, follow):
    streams = [await follow() for _ in range(3)]

    await local.stop()

    for stream in streams:
        assert (await stream.until("never"))[-1][0] == "ready"


async def test_a_page_that_hangs_costs_no_memory():
    async def nothing(after):
        return []

    streams = Streams(nothing)
    queue = asyncio.Queue(BACKLOG)
    streams._open.add(queue)

    for id in range(BACKLOG + 10):
        streams.push(Post(id, Page("One"), NOON))

    assert queue.qsize() <= BACKLOG
    assert not streams._open
