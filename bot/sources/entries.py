"""What feeds list."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|ref|source|cmpid|at_medium|at_campaign)\Z", re.IGNORECASE
)


@dataclass(frozen=True)
class FeedEntry:
    """One article that a feed lists."""

    address: str
    title: str
    published: str  # ISO; "" where the feed does not say
    keys: tuple[str, ...]  # hashes of its id and its address: known by one of them, it is not new


@dataclass(frozen=True)
class Feed:
    """What a feed lists, in its own order, which is mostly the newest first."""

    title: str
    entries: tuple[FeedEntry, ...]
    instead: str = ""  # this is no feed but a web page, and names this one


def all_keys(entries: Iterable[FeedEntry]) -> list[str]:
    """The keys of several entries, as `store.feeds.note_seen` takes them."""
    return [key for entry in entries for key in entry.keys]


def clean_address(link: str) -> str:
    """The address without the marks by which sites follow their readers; "" for what is no address of the web."""
    from yarl import URL  # a question on the command line does without it

    try:
        url = URL(link)
        if url.scheme not in ("http", "https") or not url.host:
            return ""
        kept = [(name, value) for name, value in url.query.items() if not _TRACKING.match(name)]
        return str((url.with_query(kept) if len(kept) != len(url.query) else url).with_fragment(None))
    except (ValueError, UnicodeError):
        return ""


def keys_of(id: str, link: str, title: str) -> tuple[str, ...]:
    """By what an article is known again: hashes of its id and its address, or of its title where it has neither."""
    named = [f"id {id}"] if id else []
    named += [f"link {re.sub(r'^https?://(?:www[.])?', '', link).rstrip('/')}"] if link else []
    return tuple(hashlib.sha256(name.encode()).hexdigest()[:32] for name in named or [f"title {title}"])
