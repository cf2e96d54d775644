"""What a web page says of itself beside its text: title, author, publisher, date, and whether it is for subscribers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from bot.sources.taken import iso_date, one_line
from bot.sources.trees import Element

_ARTICLE = re.compile(r"article|posting|report|opinion|column|review|interview|analysis", re.IGNORECASE)
_TITLES = ("og:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "twitter:title")
_AUTHORS = ("author", "citation_author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
            "article:author", "twitter:creator:name")  # fmt: skip
_DATES = ("article:published_time", "og:article:published_time", "citation_publication_date", "citation_date",
          "parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date",
          "datepublished", "publishdate", "pubdate", "date")  # fmt: skip
_WRITTEN = ("%B %d, %Y", "%B %d %Y", "%d %B %Y", "%b %d, %Y", "%b. %d, %Y", "%d %b %Y", "%A, %B %d, %Y", "%A, %d %B %Y",
            "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y")  # fmt: skip


@dataclass(frozen=True)
class About:
    """What a page says of itself; "" is what it does not say."""

    title: str = ""
    author: str = ""
    publisher: str = ""
    published: str = ""  # ISO
    is_article: bool = False
    for_subscribers: bool = False


def read_about(tree: Element) -> About:
    """What the page says, in the forms made for machines first. Read it before anything is taken out of the tree."""
    said = _meta(tree)
    data = _linked_data(tree)
    publisher = said.get("og:site_name", "") or _name(data.get("publisher"))
    heads = (said.get(name, "") for name in _TITLES)
    title = _text(data.get("headline")) or _first(heads) or _h1(tree) or _words(tree.find(".//title"))
    return About(
        title=_without_site(one_line(title), one_line(publisher)),
        author=_author(tree, said, data),
        publisher=one_line(publisher, 80),
        published=_published(tree, said, data),
        is_article=bool(data) or said.get("og:type", "").lower() == "article",
        for_subscribers=str(data.get("isAccessibleForFree", "")).lower() == "false"
        or said.get("article:content_tier", "").lower() in ("locked", "metered"),
    )


def read_date(text: str) -> str:
    """A date as machines and editors write it, in ISO; "" where none is understood."""
    text = one_line(text, 60)
    if found := iso_date(text):
        return found
    for form in _WRITTEN:
        try:
            return iso_date(datetime.strptime(text, form).date().isoformat())  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    try:
        return iso_date(parsedate_to_datetime(text).date().isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return ""


def _meta(tree: Element) -> dict[str, str]:
    said: dict[str, str] = {}
    for node in list(tree.iter("meta"))[:300]:
        name = (node.get("property") or node.get("name") or node.get("itemprop") or "").strip().lower()
        if name and node.get("content"):
            said.setdefault(name, one_line(node.get("content"), 300))
    return said


def _linked_data(tree: Element) -> dict[str, Any]:
    """The first article that the page's JSON-LD describes."""
    for node in list(tree.iter("script"))[:200]:
        if "ld+json" in (node.get("type") or "").lower():
            try:
                described = json.loads("".join(node.itertext())[:500_000], strict=False)
            except (ValueError, RecursionError):
                continue
            for thing in _things(described):
                if _ARTICLE.search(str(thing.get("@type", ""))[:200]):
                    return thing
    return {}


def _things(described: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(described, list) and depth < 4:
        for one in described[:50]:
            yield from _things(one, depth + 1)
    elif isinstance(described, dict):
        yield described
        yield from _things(described.get("@graph"), depth + 1)
        yield from _things(described.get("mainEntity"), depth + 1) if depth < 4 else ()


def _author(tree: Element, said: dict[str, str], data: dict[str, Any]) -> str:
    found = _names(data.get("author") or data.get("creator")) or _first(
        said.get(name, "") for name in _AUTHORS if not re.match(r"https?:|@", said.get(name, ""))
    )
    if not found:
        by = tree.xpath(
            "//*[@rel='author' or @itemprop='author' or contains(concat(' ', @class, ' '), ' byline ')"
            " or contains(concat(' ', @class, ' '), ' author ')]"
        )
        found = _first(words for words in map(_words, by[:5]) if len(words) <= 80)
    found = re.sub(r"^\W*(?:by|von|par)\b[:\s]*", "", one_line(found, 120), flags=re.IGNORECASE)
    return "" if re.match(r"https?:|www\.", found) else found.strip(" |,·")


def _published(tree: Element, said: dict[str, str], data: dict[str, Any]) -> str:
    dates = [_text(data.get("datePublished")), *(said.get(name, "") for name in _DATES)]
    times = tree.xpath("//time[@datetime and not(ancestor::aside) and not(ancestor::nav) and not(ancestor::footer)]")
    times = sorted(times[:10], key=lambda node: "publish" not in str(sorted(node.attrib.values())))
    return _first(map(read_date, (*dates, *(node.get("datetime") for node in times[:3]))))


def _names(said: Any) -> str:
    if isinstance(said, list):
        names = [name for name in map(_name, said[:6]) if name]
        return " and ".join(([", ".join(names[:-1])] if names[1:] else []) + names[-1:])
    return _name(said)


def _name(said: Any) -> str:
    if isinstance(said, list):
        return _name(said[0]) if said else ""
    return _text(said.get("name")) if isinstance(said, dict) else _text(said)


def _text(said: Any) -> str:
    return one_line(said, 300) if isinstance(said, str) else ""


def _h1(tree: Element) -> str:
    heads = [_words(node) for node in list(tree.iter("h1"))[:3]]
    return heads[0] if len(heads) == 1 else ""


def _words(node: Element) -> str:
    return one_line("".join(node.itertext())[:2000], 300) if node is not None else ""


def _first(texts: Iterator[str] | Any) -> str:
    return next((text for text in texts if text), "")


def _without_site(title: str, publisher: str) -> str:
    """The title without the site's name behind it."""
    found = re.fullmatch(r"(.{8,}?)\s+[|·–—-]\s+(.{2,60})", title)
    if found and (not publisher or found[2].casefold() == publisher.casefold()) and len(found[2].split()) <= 5:
        return found[1].strip()
    return title
