"""RSS and Atom: what a feed lists."""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from urllib.parse import urljoin

import feedparser
from yarl import URL

from bot.sources.charsets import decode
from bot.sources.entries import Feed, FeedEntry
from bot.sources.taken import Unreadable, iso_date, one_line

MOST_ENTRIES = 200
_NO_FEED = "This address holds no feed (RSS or Atom). Give the feed's own address."
_PARSED = ("published", "issued", "created", "updated")
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|ref|source|cmpid|at_medium|at_campaign)\Z", re.IGNORECASE
)
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
        FeedEntry(link, title, published, _keys(id, "" if link in shared else link, title))
        for id, link, title, published in found
        if link
    )
    return Feed(one_line(_plain(parsed.feed.get("title", "")), 120), entries)


def _named_feed(text: str, address: str) -> str:
    """The address of the feed that a web page names, or ""."""
    for link in _FEED_LINK.findall(text[:300_000])[:20]:
        named = re.search(r"\bhref\s*=\s*[\"']?([^\"'\s>]{1,500})", link, re.IGNORECASE)
        if named and "comment" not in link.lower():
            return _clean(_joined(address, named[1].replace("&amp;", "&")))
    return ""


def _read_entry(entry: feedparser.FeedParserDict, address: str) -> tuple[str, str, str, str]:
    id = str(entry.get("id") or "")[:1000]
    link = str(entry.get("link") or "") or (id if re.match(r"https?://", id) else "")
    title = one_line(_plain(str(entry.get("title") or "")))
    return id, _clean(_joined(address, link)), title, _published(entry)


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


def _clean(link: str) -> str:
    """The address without the marks by which sites follow their readers; "" for what is no address of the web."""
    try:
        url = URL(link)
        if url.scheme not in ("http", "https") or not url.host:
            return ""
        kept = [(name, value) for name, value in url.query.items() if not _TRACKING.match(name)]
        return str((url.with_query(kept) if len(kept) != len(url.query) else url).with_fragment(None))
    except (ValueError, UnicodeError):
        return ""


def _keys(id: str, link: str, title: str) -> tuple[str, ...]:
    named = [f"id {id}"] if id else []
    named += [f"link {re.sub(r'^https?://(?:www[.])?', '', link).rstrip('/')}"] if link else []
    return tuple(hashlib.sha256(name.encode()).hexdigest()[:32] for name in named or [f"title {title}"])


def _plain(text: str) -> str:
    return re.sub(r"<[^>]{0,300}>", "", text[:2000])
