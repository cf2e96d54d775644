"""RSS and Atom: what a feed lists."""

from __future__ import annotations

import io
import re
from collections import Counter
from urllib.parse import urljoin

import feedparser

from bot.sources.charsets import decode
from bot.sources.entries import Feed, FeedEntry, clean_address, keys_of
from bot.sources.taken import Unreadable, iso_date, one_line

MOST_ENTRIES = 200
_NO_FEED = "This address holds no feed (RSS or Atom). Give the feed's own address."
_PARSED = ("published", "issued", "created", "updated")
_FEED_LINK = re.compile(
    r"<link\b[^>]{0,500}\btype\s*=\s*[\"']?application/(?:rss|atom)\+xml[^>]{0,500}>", re.IGNORECASE
)
_ROOT = re.compile(r"<(?![?!])")


def read_feed(content: bytes, address: str = "") -> Feed:
    """What a feed lists, or which feed a web page names in its place. Raises Unreadable.

    Takes as long as it takes: call it through `Workers`.
    """
    text = decode(content)
    root = _ROOT.search(text)
    head = text[: root.start() if root else 2000]
    if re.search(r"<!doctype\s+html", head, re.IGNORECASE) or re.match(r"<html", text[len(head) :], re.IGNORECASE):
        instead = _named_feed(text, address)
        if not instead:
            raise Unreadable("This is a web page, not a feed (RSS or Atom). Give the feed's own address.")
        return Feed("", (), instead)
    if "<!" in head.replace("<!--", ""):  # a document type: entities, and bombs made of them
        raise Unreadable("This feed begins with a document type, which no feed needs. Give another feed of the site.")
    if not root:
        raise Unreadable(_NO_FEED)
    # In our decoding and without what stood before it: feedparser guesses at length and searches the head slowly.
    body = b'<?xml version="1.0" encoding="utf-8"?>' + text[root.start() :].encode("utf-8", "replace")
    # As a stream, since feedparser takes a text for an address or the name of a file.
    try:
        parsed = feedparser.parse(io.BytesIO(body), sanitize_html=False, resolve_relative_uris=False)
    except Exception as broken:  # parsers of strangers' texts raise whatever they like
        raise Unreadable("This feed is damaged. Tell the site, or give another feed of it.") from broken
    if not parsed.get("version") and not parsed.entries:
        raise Unreadable(_NO_FEED)
    found = [_read_entry(entry, address) for entry in parsed.entries[:MOST_ENTRIES]]
    shared = {link for link, times in Counter(link for _, link, _, _ in found).items() if times > 1}
    entries = tuple(
        FeedEntry(link, title, published, keys_of(id, "" if link in shared else link, title))
        for id, link, title, published in found
        if link
    )
    return Feed(one_line(_plain(parsed.feed.get("title", "")), 120), entries)


def _named_feed(text: str, address: str) -> str:
    """The address of the feed that a web page names, or ""."""
    for link in _FEED_LINK.findall(text[:300_000])[:20]:
        named = re.search(r"\bhref\s*=\s*[\"']?([^\"'\s>]{1,500})", link, re.IGNORECASE)
        if named and "comment" not in link.lower():
            return clean_address(_joined(address, named[1].replace("&amp;", "&")))
    return ""


def _read_entry(entry: feedparser.FeedParserDict, address: str) -> tuple[str, str, str, str]:
    id = str(entry.get("id") or "")[:1000]
    link = str(entry.get("link") or "") or (id if re.match(r"https?://", id) else "")
    title = one_line(_plain(str(entry.get("title") or "")))
    return id, clean_address(_joined(address, link)), title, _published(entry)


def _published(entry: feedparser.FeedParserDict) -> str:
    for name in _PARSED:
        moment = dict.get(entry, f"{name}_parsed")  # its own `get` warns of names that changed
        if moment:
            return iso_date(f"{moment[0]:04d}-{moment[1]:02d}-{moment[2]:02d}")
    return ""


def _joined(address: str, link: str) -> str:
    try:
        return urljoin(address, link.strip())[:2000] if link.strip() else ""
    except ValueError:
        return ""


def _plain(text: str) -> str:
    return re.sub(r"<[^>]{0,300}>", "", text[:2000])
