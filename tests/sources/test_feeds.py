"""Feeds: what they list, whatever their dialect; and their trouble in words that one can act on."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web

from bot.chat import LOCAL
from bot.sources.entries import all_keys
from bot.sources.feeds import read_feed
from bot.sources.fetch import Fetcher
from bot.sources.followed import LONGEST_WAIT, look_at, read_wait
from bot.sources.taken import Unreadable
from bot.sources.workers import Workers
from bot.store import feeds as stored
from tests.sources.web import site

RSS = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand --><rss version="2.0"><channel><title>Harbour &amp; <![CDATA[<b>Review</b>]]></title><link>https://example.org</link>
<item><title>The harbour</title><link>/2026/harbour?utm_source=rss&amp;id=7</link><guid isPermaLink="false">7</guid>
<pubDate>Fri, 20 Nov 2026 23:30:00 -0500</pubDate></item>
<item><title>Two keepers</title><link>https://example.org/keepers#top</link><description>x</description></item>
<item><title>No address</title></item>
</channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour</title>
<entry><id>tag:example.org,2026:7</id><title>The harbour</title>
<link rel="alternate" href="https://example.org/harbour"/><published>2026-11-20T10:00:00Z</published><updated>2026-11-22T10:00:00Z</updated>
</entry></feed>"""


def test_rss_lists_articles_with_whole_addresses_without_tracking_marks():
    feed = read_feed(RSS, "https://example.org/feeds/all.xml")

    assert feed.title == "Harbour & Review"
    assert [entry.address for entry in feed.entries] == [
        "https://example.org/2026/harbour?id=7",
        "https://example.org/keepers",
    ]
    assert (feed.entries[0].title, feed.entries[0].published) == ("The harbour", "2026-11-21")


def test_atom_dates_an_article_by_its_first_appearance():
    (entry,) = read_feed(ATOM).entries

    assert (entry.address, entry.published) == ("https://example.org/harbour", "2026-11-20")


def test_a_feed_is_read_in_the_encoding_that_it_names():
    feed = (
        "<?xml version='1.0' encoding='windows-1251'?><rss version='2.0'><channel><title>Гавань</title></channel></rss>"
    )

    assert read_feed(feed.encode("cp1251")).title == "Гавань"


def test_an_edited_article_goes_by_a_key_that_it_had():
    (before,) = read_feed(ATOM).entries
    for old, new in (
        (b"The harbour", b"The harbor"),
        (b":7<", b":8<"),
        (b'"https://example.org', b'"http://www.example.org'),
    ):
        (after,) = read_feed(ATOM.replace(old, new)).entries
        assert set(before.keys) & set(after.keys)


def test_articles_that_share_an_address_are_told_apart_by_their_ids():
    items = b"".join(
        b"<item><guid>%d</guid><link>https://example.org/live</link><title>t</title></item>" % n for n in range(3)
    )
    entries = read_feed(b"<rss version='2.0'><channel>" + items + b"</channel></rss>").entries

    assert len(set(all_keys(entries))) == len(all_keys(entries)) == 3


def test_a_web_page_in_a_feed_s_place_names_its_feed():
    page = b'<!DOCTYPE html><html><head><link rel=alternate type="application/rss+xml" href="/feed.xml"></head></html>'

    assert read_feed(page, "https://example.org/").instead == "https://example.org/feed.xml"


BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "content",
    [
        b"", b"hello", b"{}", b"<rss", b"<html><p>x", BOMB + RSS, b'<?xml version="1.0"?>\n' + BOMB + ATOM,
        b"\xff\xfe\x00",
        ('<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY a "b">]><rss/>').encode("utf-16"),
        b"/etc/passwd", b"file:///etc/passwd", b"http://127.0.0.1/", b"%PDF-1.4",
        b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x"><rss version="2.0"><channel/></rss>',
        b"<opml version='2.0'><body/></opml>",
    ],
)  # fmt: skip
def test_what_is_no_feed_or_carries_a_bomb_is_refused_with_a_sentence(content):
    with pytest.raises(Unreadable, match=r"\.$"):
        read_feed(content, "https://example.org/")


@pytest.mark.parametrize(
    "content",
    [
        b"<rss version='2.0'><channel>" + b"<item>" * 20_000,
        b"<rss version='2.0'><channel><item><title>" + b"a" * 2_000_000 + b"</title></item></channel></rss>",
        b"<rss version='2.0'><channel>" + b"<a>" * 50_000,
        b"<feed xmlns='http://www.w3.org/2005/Atom'><title type='xhtml'>" + b"<div>" * 5000 + b"</title></feed>",
        b"\n" * 200_000 + b"<!--" + b"\n" * 200_000 + b"--><rss version='2.0'><channel/></rss>",
    ],
    ids=["items", "title", "deep", "xhtml", "head"],
)  # fmt: skip
def test_a_hostile_feed_ends_within_two_seconds(content):
    begin = time.process_time()
    try:
        feed = read_feed(content, "https://example.org/")
    except Unreadable:
        feed = None
    assert time.process_time() - begin < 2
    assert feed is None or len(feed.entries) <= 200


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(minutes=2)),
        ("Sun, 22 Nov 2026 13:00:00 GMT", timedelta(hours=1)),
        ("Sun, 22 Nov 2026 11:00:00 GMT", None),
        ("99999999999999999999", LONGEST_WAIT),
        ("9" * 90, LONGEST_WAIT),
        ("-5", None),
        ("soon", None),
        ("", None),
        ("0", None),
    ],
)
def test_a_wait_is_read_as_seconds_or_a_date(text, wait, now):
    assert read_wait(text, now) == wait


@pytest.fixture
async def workers():
    async with Workers(patience=20) as workers:
        yield workers


@pytest.fixture
async def feed(database, now):
    async with database.transaction() as db:
        return await stored.add(db, LOCAL, "ukraine-talks", "http://127.0.0.1:1/feed", "Harbour", "Ada", now)


def serving(status: int = 200, body: bytes = ATOM, **headers: str):
    async def answer(request: web.Request) -> web.Response:
        if request.headers.get("If-None-Match") == '"1"':
            return web.Response(status=304)
        return web.Response(status=status, body=body, headers={"ETag": '"1"', **headers})

    return answer


async def looked(feed, workers, now, answer):
    async with site(feed=answer) as port:
        fetcher = Fetcher(allow={("127.0.0.1", port)}, patience=3)
        return await look_at(fetcher, workers, replace(feed, address=f"http://127.0.0.1:{port}/feed"), now)


async def test_a_look_brings_what_the_feed_lists_and_then_nothing_new(feed, workers, now):
    first = await looked(feed, workers, now, serving())
    again = await looked(replace(feed, etag=first.etag), workers, now, serving())

    assert [entry.title for entry in first.entries] == ["The harbour"]
    assert (first.title, first.etag, first.trouble) == ("Harbour", '"1"', "")
    assert (again.entries, again.etag, again.trouble) == ((), '"1"', "")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (404, "The feed has answered 404 since 3 November: remove it or give its new address."),
        (410, "127.0.0.1 says that this feed is gone for good. Remove it, or give its new address."),
        (403, "127.0.0.1 has refused us this feed since 3 November (403). Ask the site to let us in, or remove it."),
        (
            500,
            "127.0.0.1 has been out of order since 3 November (500). We keep trying; remove the feed if it stays so.",
        ),
        (429, "127.0.0.1 says that we ask too often since 3 November. We ask again in 2 hours."),
        (418, "The feed has answered 418 since 3 November: see whether its address is right."),
    ],
)
async def test_trouble_says_what_since_when_and_what_to_do(feed, workers, now, status, words):
    news = await looked(
        replace(feed, trouble_since=now - timedelta(days=19)), workers, now, serving(status, **{"Retry-After": "7200"})
    )

    assert news.trouble == words
    assert news.wait == timedelta(hours=2)
    assert news.gone is (status == 410)


async def test_a_feed_that_became_a_web_page_or_cannot_be_reached_says_so(feed, workers, now):
    page = await looked(feed, workers, now, serving(body=b"<!doctype html><html></html>"))
    away = await look_at(Fetcher(patience=3), workers, feed, now)

    assert "web page" in page.trouble
    assert away.trouble == "127.0.0.1 is not on the public internet, and only what is there is read."


async def test_the_whole_way_from_a_feed_to_what_is_new(database, feed, workers, now):
    news = await looked(feed, workers, now, serving())
    (entry,) = news.entries
    async with database.transaction() as db:
        assert await stored.is_new(db, feed, entry.keys)
        await stored.note_seen(db, feed, entry.keys, now)
        await stored.note_success(db, feed, now, title=news.title, etag=news.etag, modified=news.modified)

    edited = await looked(feed, workers, now, serving(body=ATOM.replace(b"The harbour", b"The harbour, again")))
    assert not await stored.is_new(database.reader, feed, edited.entries[0].keys)
