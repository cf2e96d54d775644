"""What feeds list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


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
