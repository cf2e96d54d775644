"""Feeds from end to end: whatever a site does, "feeds" says it in words that one can act on."""

from __future__ import annotations

import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web

from bot.commands import Desk, handle
from bot.commands.desk import Sources
from bot.commands.feeds import look_at_due
from bot.sources.fetch import Fetcher
from bot.sources.workers import Workers
from bot.store import feeds
from bot.store.feeds import Feed
from bot.view.page import Page, Tone
from tests.commands.editors import THEIRS
from tests.commands.pages import said
from tests.conftest import Clock, ask

RSS = "<rss version='2.0'><channel><title>The Letter</title>{items}</channel></rss>"
ITEM = "<item><guid>{0}</guid><link>https://example.org/{0}</link><title>{0}</title></item>"
HTML = "<!doctype html><html><head>{head}</head><body>News</body></html>"


class Site:
    """A site with a feed, which answers as a test says."""

    def __init__(self) -> None:
        self.address = ""
        self.status = 200
        self.headers: dict[str, str] = {}
        self.body = RSS.format(items=ITEM.format("a"))
        self.asked: list[web.Request] = []

    @property
    def feed(self) -> str:
        return f"{self.address}/feed"

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        if request.path == "/moved":
            return web.Response(text=self.body)
        if self.headers.get("ETag") and request.headers.get("If-None-Match") == self.headers["ETag"]:
            return web.Response(status=304)
        return web.Response(status=self.status, text=self.body, headers=self.headers)


async def serving(site: Site, how: ssl.SSLContext | None = None) -> AsyncIterator[Site]:
    app = web.Application()
    app.router.add_get("/{path:.*}", site.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=how).start()
    site.address = f"http{'s' if how else ''}://127.0.0.1:{runner.addresses[0][1]}"
    yield site
    await runner.cleanup()


def may_read(desk: Desk, site: Site, workers: Workers) -> Desk:
    port = int(site.address.rpartition(":")[2])
    return replace(desk, sources=Sources(Fetcher(allow=[("127.0.0.1", port)], patience=5), workers))


@pytest.fixture
async def workers() -> AsyncIterator[Workers]:
    async with Workers(patience=20) as workers:
        yield workers


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async for site in serving(Site()):
        yield site


@pytest.fixture
async def reading(desk: Desk, site: Site, workers: Workers) -> Desk:
    return may_read(desk, site, workers)


@pytest.fixture
async def followed(reading: Desk, site: Site) -> Feed:
    page = await handle(reading, ask(f"feeds add {site.feed}"))
    assert page.tone is Tone.DONE, said(page)
    assert "It lists 1 essay now" in said(page)
    return await the_feed(reading)


async def the_feed(desk: Desk) -> Feed:
    [feed] = await feeds.of(desk.database.reader, ask("").space)
    return feed


async def later(desk: Desk, clock: Clock, **by: float) -> str:
    """What "feeds" says after the next look."""
    clock.forward(**by or {"hours": 2})
    await look_at_due(desk)
    return said(await handle(desk, ask("feeds")))


TROUBLE = [
    (404, {}, "", "The feed has answered 404 since 22 November: remove it or give its new address."),
    (403, {}, "", "has refused us this feed since 22 November (403). Ask the site to let us in, or remove it."),
    (429, {"Retry-After": "10800"}, "", "says that we ask too often since 22 November. We ask again in 3 hours."),
    (503, {}, "", "has been out of order since 22 November (503). We keep trying"),
    (302, {}, "", "The feed has answered 302 since 22 November: see whether its address is right."),
    (200, {}, "plainly no feed", "This address holds no feed (RSS or Atom). Give the feed's own address."),
    (200, {}, HTML.format(head=""), "This is a web page, not a feed (RSS or Atom). Give the feed's own address."),
    (200, {}, "<!DOCTYPE x [<!ENTITY a 'a'>]><rss/>", "begins with a document type, which no feed needs."),
]


@pytest.mark.parametrize(("status", "headers", "body", "sentence"), TROUBLE)
async def test_trouble_is_said_in_the_list_and_ends_when_it_is_over(
    reading, site, clock, followed, status, headers, body, sentence
):
    well = site.body
    site.status, site.headers, site.body = status, headers, body

    troubled = await later(reading, clock)
    site.status, site.headers, site.body = 200, {}, well
    mended = await later(reading, clock, days=1)

    assert sentence in troubled
    assert "paste" not in troubled.casefold()
    assert ", next " in troubled
    assert "All is well." in mended


@pytest.mark.parametrize(("status", "headers", "body", "sentence"), TROUBLE)
async def test_trouble_at_the_beginning_follows_nothing_and_says_why(reading, site, status, headers, body, sentence):
    site.status, site.headers, site.body = status, headers, body

    page = await handle(reading, ask(f"feeds add {site.feed}"))

    assert page.tone is Tone.MISTAKE
    assert sentence in said(page)
    assert "No feed is followed" in said(await handle(reading, ask("feeds")))


async def test_a_feed_that_is_gone_is_not_looked_at_any_more_until_somebody_adds_it_again(
    reading, site, clock, followed
):
    site.status = 410
    assert "gone for good. Remove it, or give its new address." in await later(reading, clock)
    asked = len(site.asked)

    assert "not any more" in await later(reading, clock, days=30)
    assert len(site.asked) == asked

    site.status = 200
    assert (await handle(reading, ask(f"feeds add {site.feed}"))).tone is Tone.DONE
    assert "All is well." in await later(reading, clock)


async def test_a_feed_that_asks_to_be_left_alone_is(reading, site, clock, followed):
    site.status, site.headers = 429, {"Retry-After": "10800"}
    await later(reading, clock)
    asked = len(site.asked)

    await later(reading, clock, hours=2.9)
    assert len(site.asked) == asked
    await later(reading, clock, hours=0.2)
    assert len(site.asked) == asked + 1


async def test_a_web_page_that_names_its_feed_has_that_offered(reading, site):
    link = '<link rel="alternate" type="application/rss+xml" href="/moved?utm_source=page">'
    site.body = HTML.format(head=link)

    page = await handle(reading, ask(f"feeds add {site.feed}"))
    assert f"Its feed is at {site.address}/moved" in said(page)
    [offered] = page.buttons
    site.body = RSS.format(items="")
    done = await handle(reading, ask(offered.command))

    assert done.tone is Tone.DONE, said(done)
    assert (await the_feed(reading)).address == f"{site.address}/moved"


async def test_an_empty_feed_is_followed_and_its_first_essay_is_new(reading, site, clock):
    site.body = RSS.format(items="")
    assert "It lists nothing yet." in said(await handle(reading, ask(f"feeds add {site.feed}")))
    assert "All is well." in await later(reading, clock)

    site.body = RSS.format(items=ITEM.format("first"))
    feed = await the_feed(reading)
    rows = "SELECT * FROM feed_entries"
    assert not list(await reading.database.reader.execute_fetchall(rows))
    await later(reading, clock)
    assert list(await reading.database.reader.execute_fetchall(rows))
    assert feed.title == "The Letter"


async def test_an_essay_of_a_feed_that_gave_no_card_is_named_with_what_to_do_for_a_week(reading, site, clock, followed):
    assert "Lately" not in await later(reading, clock)
    link = f"{site.address}/wall"
    site.body = RSS.format(items=f"<item><link>{link}</link><title>Wall</title></item>")

    listed = await later(reading, clock)

    assert f"Lately no card came of\n• {link}: " in listed
    assert "All is well." in listed
    assert "Lately" not in said(await handle(reading, ask("feeds", THEIRS)))
    clock.forward(days=8)
    assert "Lately" not in said(await handle(reading, ask("feeds")))


@pytest.mark.parametrize(("status", "where"), [(301, "/moved"), (308, "/moved"), (302, "/feed"), (307, "/feed")])
async def test_a_feed_that_has_moved_for_good_is_followed_where_it_is_now(
    reading, site, clock, followed, status, where
):
    site.status, site.headers = status, {"Location": "/moved"}

    listed = await later(reading, clock)

    assert f"{site.address}{where}\n" in listed
    assert "All is well." in listed


async def test_what_has_not_changed_is_not_sent_again(reading, site, clock, followed):
    site.headers = {"ETag": '"1"'}
    await later(reading, clock)

    listed = await later(reading, clock)

    assert site.asked[-1].headers["If-None-Match"] == '"1"'
    assert "The Letter" in listed
    assert "All is well." in listed
    assert (await the_feed(reading)).etag == '"1"'


async def test_adding_a_feed_again_looks_at_it_and_says_what_came(reading, site, followed):
    page = await handle(reading, ask(f"feeds add {site.feed}"))

    assert page.title == "The Letter was followed already."
    assert "It was looked at just now. No new essay gave drafts." in said(page)
    assert (await the_feed(reading)).id == followed.id


async def test_adding_a_feed_again_while_it_is_in_trouble_does_not_lose_it(reading, site, followed):
    site.status = 500

    page = await handle(reading, ask(f"feeds add {site.feed}"))

    assert "It stays followed" in said(page)
    assert (await the_feed(reading)).id == followed.id


@pytest.fixture
def certificate(tmp_path: Path) -> ssl.SSLContext:
    """One that nobody vouches for."""
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("no openssl to make a certificate with")
    key, held = tmp_path / "key.pem", tmp_path / "certificate.pem"
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2")
    command = [openssl, "req", "-x509", *curve, "-subj", "/CN=localhost", "-keyout", str(key), "-out", str(held)]
    subprocess.run(command, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(held, key)
    return context


async def test_a_site_that_does_not_prove_who_it_is_is_not_read(desk, workers, certificate):
    async for site in serving(Site(), certificate):
        page = await handle(may_read(desk, site, workers), ask(f"feeds add {site.feed}"))

    assert "its certificate is wrong. Tell the site, or try another address." in said(page)
    assert not site.asked


async def test_a_site_without_https_says_so(reading, site):
    page = await handle(reading, ask(f"feeds add {site.feed.replace('http:', 'https:')}"))

    assert "does not speak https as it should" in said(page)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("file:///etc/passwd", "An address begins with https:// or http://."),
        ("feed://example.org/rss.xml", "An address begins with https:// or http://."),
        ("example.org/rss.xml", "do you mean https://example.org/rss.xml ?"),
        ("http://10.0.0.1/feed", "is not on the public internet, and only what is there is read."),
        ("https://ada:word@example.org/feed", "This address holds a name or password. Give it without."),
    ],
)
async def test_what_cannot_be_the_address_of_a_feed_is_said(reading, address, sentence):
    page = await handle(reading, ask(f"feeds add {address}"))

    assert page.tone is Tone.MISTAKE
    assert sentence in said(page)
    assert "paste" not in said(page).casefold()


async def test_as_many_feeds_as_there_can_be_in_the_longest_trouble_fit_on_the_pages_of_the_list(reading, clock):
    space = ask("").space
    async with reading.database.transaction() as db:
        for number in range(feeds.MOST):
            address = f"https://example.org/{number}?{'*_' * 200}"
            feed = await feeds.add(db, space, "ukraine-talks", address, "*_<>" * 50, "Ada", clock())
            await feeds.note_trouble(db, feed, clock() + timedelta(seconds=number), "<&>*_ trouble. " * 40)

    page: Page = await handle(reading, ask("feeds"))
    listed = said(page)
    while "Next" in [button.label for button in page.buttons]:
        page = await handle(reading, ask(next(one.command for one in page.buttons if one.label == "Next")))
        listed += said(page)

    held = await feeds.of(reading.database.reader, space)
    assert all(f"{feed.id} · " in listed for feed in held)
    assert "There is no page 99" in said(await handle(reading, ask("feeds 99")))
