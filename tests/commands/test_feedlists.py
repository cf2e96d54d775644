"""A list of feeds that is sent along is followed, as far as we would go to each."""

from __future__ import annotations

from dataclasses import replace

from bot.chat import Upload
from bot.commands import handle
from bot.commands.feedlists import list_of
from bot.store import feeds
from bot.view.page import Tone
from tests.commands.editors import ADA, OURS, THEIRS, by
from tests.commands.pages import said
from tests.conftest import ask
from tests.sources.test_opml import LIST


def sent(request, content: bytes, name: str = "Feeds.OPML"):
    async def read() -> bytes:
        return content

    return replace(request, upload=Upload(name, len(content), read))


def listing(*addresses: str) -> bytes:
    return "<opml><body>{}</body></opml>".format("".join(f'<outline xmlUrl="{one}"/>' for one in addresses)).encode()


async def test_its_feeds_are_followed_from_now_on(desk, database):
    page = await handle(desk, sent(by(ADA, "add"), LIST))

    assert "2 feeds are followed" in said(page)
    held = await feeds.of(database.reader, OURS.space)
    assert [(feed.title, feed.added_by, feed.checked_at) for feed in held] == [
        ("Harbour & Quay", ADA.id, None),
        ("Lake", ADA.id, None),
    ]
    assert [feed.id for feed in await feeds.due(database.reader, desk.now())] == [feed.id for feed in held]
    assert await feeds.of(database.reader, THEIRS.space) == []
    again = await handle(desk, sent(by(ADA, "add"), LIST))
    assert "Nothing new is followed. Followed already: 2." in said(again)


async def test_where_we_would_not_go_is_said_and_the_rest_is_followed(desk, database):
    page = await handle(
        desk, sent(by(ADA, "add"), listing("file:///etc/passwd", "http://127.0.0.1:9/", "https://example.org/rss", "x"))
    )

    assert "1 feed is followed" in said(page)
    assert "Not followed: http://127.0.0.1:9/. 127.0.0.1 is not on the public internet" in said(page)
    assert "Not followed: file:///etc/passwd. An address begins with https://" in said(page)
    assert "paste the text" not in said(page)
    assert [feed.address for feed in await feeds.of(database.reader, OURS.space)] == ["https://example.org/rss"]


async def test_there_is_room_for_so_many(desk, database):
    page = await handle(desk, sent(by(ADA, "add"), listing(*(f"https://example.org/{n}" for n in range(40)))))

    assert "For 10 more there is no room" in said(page)
    assert len(await feeds.of(database.reader, OURS.space)) == feeds.MOST


async def test_what_is_no_list_or_comes_from_a_reader_changes_nothing(desk, database):
    for request in (sent(by(ADA, "add"), b"<html/>"), sent(ask("add", OURS, may=False), LIST)):
        page = await handle(desk, request)
        assert page.tone is Tone.MISTAKE

    assert await feeds.of(database.reader, OURS.space) == []


async def test_what_is_followed_becomes_a_list(desk):
    await handle(desk, sent(by(ADA, "add"), LIST))
    written = await list_of(desk, OURS.space)

    page = await handle(desk, sent(by(ADA, "add", THEIRS), written.encode()))

    assert "2 feeds are followed" in said(page)
