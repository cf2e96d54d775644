"""`why` of an essay: read, drafted, reviewed, shown; or turned away, by whichever door it came."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp import web

from bot.chat import LOCAL, Person, Platform, Upload
from bot.commands import Desk, handle
from bot.commands.desk import Sources
from bot.commands.essays import take_in
from bot.commands.feeds import look_at_due
from bot.commands.folder import look_into
from bot.digests import make_due_digests
from bot.outbox import send_waiting
from bot.sources.fetch import Fetcher
from bot.sources.taken import Reading, take
from bot.sources.workers import Workers
from bot.view.page import Page, Tone
from tests.commands.editors import THEIRS
from tests.commands.pages import said
from tests.conftest import ask

ESSAY = (Path(__file__).parents[2] / "briefs/content/demonstration/essay.md").read_text(encoding="utf-8")
RECIPE = "Peel the onions. Fry them slowly in butter for twenty minutes. Add the flour, then the stock. " * 12
SHELL = "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
WALL = "<p>The talks went on late. Subscribe to continue reading this article.</p>"


class Site:
    """A site with a feed, whose pages a test writes."""

    def __init__(self) -> None:
        self.address = ""
        self.pages: dict[str, str] = {}
        self.listed: list[str] = []
        self.away: set[str] = set()

    def at(self, name: str) -> str:
        return f"{self.address}/{name}"

    async def answer(self, request: web.Request) -> web.Response:
        name = request.path[1:]
        if name == "feed":
            items = "".join(f"<item><link>{self.at(one)}?utm_source=x</link></item>" for one in self.listed)
            text = f"<rss version='2.0'><channel><title>The Letter</title>{items}</channel></rss>"
            return web.Response(text=text, content_type="application/rss+xml")
        if name in self.away:
            return web.Response(status=503)
        if name == "moved":
            raise web.HTTPFound("/essay")
        return web.Response(text=self.pages.get(name, ""), content_type="text/html")


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    site = Site()
    app = web.Application()
    app.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    site.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    site.pages = {
        "essay": dressed("The River Keeps No Minutes", ESSAY.partition("\n\n")[2]),
        "recipe": dressed("Onion soup", RECIPE),
        "wall": dressed("The talks", "").replace("</h1>", "</h1>" + WALL),
    }
    yield site
    await runner.cleanup()


def dressed(title: str, text: str) -> str:
    paragraphs = "".join(f"<p>{block}</p>" for block in text.split("\n\n"))
    return SHELL.format(title=title, paragraphs=paragraphs)


@pytest.fixture
async def desk(desk: Desk, site: Site) -> AsyncIterator[Desk]:
    """A desk that may read the site, and speaks of the river."""
    port = int(site.address.rpartition(":")[2])
    async with Workers(patience=20) as workers:
        reading = replace(desk, sources=Sources(Fetcher(allow=[("127.0.0.1", port)]), workers))
        await handle(reading, ask("dossier new river The river"))
        await handle(reading, ask("digest at 09:00 UTC"))
        yield reading


async def why(desk: Desk, typed: str) -> str:
    page = await handle(desk, ask(f"why {typed}", may=False))
    assert page.tone is Tone.PLAIN, said(page)
    return said(page)


async def review(desk: Desk) -> Page:
    return await handle(desk, ask("review"))


async def press(desk: Desk, page: Page, label: str) -> Page:
    return await handle(desk, ask(next(one.command for one in page.buttons if one.label == label)))


async def test_an_essay_by_its_address_from_reading_to_the_channel(desk, site, chat, clock):
    await handle(desk, ask(f"add {site.at('essay')}"))
    read = await why(desk, site.at("essay"))
    await press(desk, await review(desk), "Publish")
    await press(desk, await review(desk), "Reject")
    coming = await why(desk, site.at("essay") + "?utm_source=letter")
    clock.forward(hours=21)
    await make_due_digests(desk.database, clock())
    await send_waiting(desk.database, {Platform.LOCAL: chat}, clock)
    shown = await why(desk, "The River Keeps No Minutes")

    assert "drafts of it wait for an editor." in read
    assert "“The River Keeps No Minutes”, taken in by Ada 22 November 2026, 12:00 UTC." in read
    assert "✓ 1 card published." in coming
    assert "✗ 1 draft rejected by editors." in coming
    assert "… 1 card coming with the next edition." in coming
    assert "✓ 1 card shown in this channel." in shown


async def test_an_essay_whose_address_leads_elsewhere_is_known_by_both(desk, site):
    await handle(desk, ask(f"add {site.at('moved')}"))

    assert await why(desk, site.at("moved")) == await why(desk, site.at("essay"))


async def test_a_topic_of_it_that_is_not_followed_here(desk, site):
    await handle(desk, ask(f"add {site.at('essay')}"))
    topic = (await press(desk, await review(desk), "Publish")) and await published_topic(desk)
    other = "redlines" if topic != "redlines" else "outlook"
    await handle(desk, ask(f"subscribe {other}"))

    assert f"✗ 1 card not followed here: {topic}." in await why(desk, site.at("essay"))


async def published_topic(desk: Desk) -> str:
    rows = await desk.database.reader.execute_fetchall(
        "SELECT topic FROM cards WHERE space <> '' AND state='published'"
    )
    return next(iter(rows))["topic"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("recipe", "does not seem to be about a negotiation"),
        ("wall", "Only the beginning of this article is free to read."),
        ("nothing", "This page"),
    ],
)
async def test_an_essay_that_gave_nothing_says_why_and_can_be_read_again(desk, site, name, reason):
    page = await handle(desk, ask(f"add {site.at(name)}"))
    assert page.tone is Tone.MISTAKE

    told = await handle(desk, ask(f"why {site.at(name)}", may=False))

    assert "No card came of it." in said(told)
    assert reason in said(told)
    assert [one.command for one in told.buttons if one.label == "Read it now"] == [f"add {site.at(name)}"]


async def test_a_copy_says_of_which_essay(desk, site):
    await handle(desk, ask(f"add {site.at('essay')}"))
    copied = ESSAY.partition("\n\n")[2]
    copy = take(
        Reading(f"# Elsewhere\n\n{copied}", "Elsewhere", "Somebody", "The Mirror", "", "https://b.example/copy")
    )
    await take_in(desk, copy, LOCAL, Person("u1", "Ada"), "river")

    text = await why(desk, "https://b.example/copy")

    assert "It is a copy of “The River Keeps No Minutes”" in text
    assert "✗ Read 22 November 2026, 12:00 UTC: It is a copy" in text


async def test_entries_of_a_feed_read_turned_away_left_for_later_and_passed_over(desk, site, clock):
    site.listed = ["old"]
    await handle(desk, ask(f"feeds add {site.at('feed')}"))
    site.listed = ["essay", "recipe", "away", "n1", "n2", "n3", "n4", "old"]
    site.away = {"away"}
    clock.forward(hours=1)
    await look_at_due(desk)

    told = {name: await why(desk, site.at(name)) for name in ("essay", "recipe", "away", "n4", "old")}

    for text in (told["essay"], told["recipe"], told["old"]):
        assert "✓ Listed by the feed “The Letter”." in text
    assert "wait for an editor" in told["essay"]
    assert "does not seem to be about a negotiation" in told["recipe"]
    assert "is out of order (503)" in told["away"]
    assert "More than 5 were new in the feed at once: it is read at one of the next looks." in told["n4"]
    assert "It stood in the feed before anybody here followed that" in told["old"]


async def test_a_file_of_the_watched_folder_and_an_upload_are_known_by_name(desk, tmp_path, clock):
    folder = tmp_path / "inbox"
    folder.mkdir()
    (folder / "soup.md").write_text(RECIPE)
    clock.forward(days=365)  # ... so that the file rests
    await look_into(desk, folder)

    async def read() -> bytes:
        return b"%PDF-1.4 nothing"

    await handle(desk, replace(ask("add"), upload=Upload("scan.pdf", 16, read)))

    assert "does not seem to be about a negotiation" in await why(desk, "soup.md")
    assert "No card came of it." in await why(desk, "scan.pdf")


async def test_another_space_knows_nothing_of_what_was_turned_away_here(desk, site):
    site.listed = ["old"]
    await handle(desk, ask(f"feeds add {site.at('feed')}"))
    await handle(desk, ask(f"add {site.at('recipe')}"))

    for name in ("recipe", "old", "never"):
        page = await handle(desk, ask(f"why {site.at(name)}", THEIRS))
        assert page.tone is Tone.MISTAKE
        assert "Nothing here goes by" in said(page)
