"""Feeds that a space follows: a look at one, and its trouble in words that one can act on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.sources.addresses import site
from bot.sources.entries import FeedEntry
from bot.sources.fetch import Fetched, Fetcher
from bot.sources.taken import Unreadable
from bot.sources.workers import Workers
from bot.store.feeds import Feed

LONGEST_WAIT = timedelta(days=7)  # a feed that asks for more is asked again after a week


@dataclass(frozen=True)
class FeedNews:
    """What a look at a feed found: entries, or nothing new, or trouble."""

    title: str = ""
    entries: tuple[FeedEntry, ...] = ()
    etag: str = ""
    modified: str = ""
    moved: str = ""  # where it has moved for good
    wait: timedelta | None = None  # how long it asks to be left alone
    trouble: str = ""  # what happened, and what to do; "" when all is well
    gone: bool = False  # for good: do not look again
    instead: str = ""  # a web page stands there, and names this feed


async def look_at(fetcher: Fetcher, workers: Workers, feed: Feed, now: datetime) -> FeedNews:
    """What the feed says now. Never raises for what a feed does: that is its trouble, in words."""
    try:
        got = await fetcher.get(feed.address, etag=feed.etag, modified=feed.modified)
    except Unreadable as reason:
        return FeedNews(trouble=without_pasting(str(reason)))
    wait = read_wait(got.retry_after, now)
    if got.status == 304:
        return FeedNews(feed.title, (), feed.etag, feed.modified, got.moved, wait)
    if got.status != 200:
        since = feed.trouble_since or now
        return FeedNews(trouble=_trouble(got, since, now, wait), wait=wait, gone=got.status == 410)
    try:
        answer = await workers.read("feed", got.body, address=got.address)
    except Unreadable as reason:
        return FeedNews(trouble=without_pasting(str(reason)), wait=wait)
    if instead := answer["instead"]:
        return FeedNews(trouble=f"This is a web page, not a feed. Its feed is at {instead}", wait=wait, instead=instead)
    entries = tuple(FeedEntry(**{**entry, "keys": tuple(entry["keys"])}) for entry in answer["entries"])
    return FeedNews(answer["title"], entries, got.etag, got.modified, got.moved, wait)


def read_wait(text: str, now: datetime) -> timedelta | None:
    """How long `Retry-After` asks to be left alone: seconds, or a date."""
    try:
        wait = timedelta(seconds=int(text)) if text.strip().isdecimal() else _moment(text) - now
    except (ValueError, TypeError, OverflowError, IndexError):
        return LONGEST_WAIT if text.strip().isdecimal() else None
    return min(wait, LONGEST_WAIT) if wait > timedelta() else None


def _moment(text: str) -> datetime:
    moment = parsedate_to_datetime(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _trouble(got: Fetched, since: datetime, now: datetime, wait: timedelta | None) -> str:
    """What a status means, and since when, for somebody who can do something about it."""
    name = site(got.address)
    dated = f"since {since.day} {since:%B}" + ("" if since.year == now.year else f" {since.year}")
    match got.status:
        case 410:
            return f"{name} says that this feed is gone for good. Remove it, or give its new address."
        case 401 | 403:
            return f"{name} has refused us this feed {dated} ({got.status}). Ask the site to let us in, or remove it."
        case 404:
            return f"The feed has answered 404 {dated}: remove it or give its new address."
        case 429:
            again = f" in {_spoken(wait)}" if wait else " less often"
            return f"{name} says that we ask too often {dated}. We ask again{again}."
        case status if status >= 500:
            return f"{name} has been out of order {dated} ({status}). We keep trying; remove the feed if it stays so."
        case status:
            return f"The feed has answered {status} {dated}: see whether its address is right."


def _spoken(wait: timedelta) -> str:
    minutes = max(round(wait.total_seconds() / 60), 1)
    if minutes < 90:
        return "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"{round(minutes / 60)} hours"


def without_pasting(reason: str) -> str:
    """The reason without the way out that only an essay has."""
    kept = re.sub(r"[,;]? or paste (?:the text|it)(?: instead)?(?=\.)", "", reason)
    return re.sub(r"(?<=[.])\s[^.]*\b[Pp]aste the text[^.]*\.", "", kept)
