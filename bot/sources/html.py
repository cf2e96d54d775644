"""A web page's article as text: found by readability-lxml, without what surrounds or hides in it."""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import replace

from lxml import etree
from readability import Document
from readability.readability import Unparseable
from yarl import URL

from bot.sources import gate
from bot.sources.about import About, read_about
from bot.sources.addresses import site
from bot.sources.charsets import decode
from bot.sources.markdown import to_markdown
from bot.sources.taken import Reading, Unreadable, checked
from bot.sources.trees import Element, drop_unseen, parse

_PLACE = "data-place"
_BODIES = (
    "//*[contains(concat(' ', @itemprop, ' '), ' articleBody ')]",
    "//article[not(ancestor::article) and not(.//article)]",
    "//main",
    "//*[@role='main']",
)


def read_html(content: bytes, *, address: str = "", charset: str = "") -> Reading:
    """The article of a page. Raises Unreadable for a page that has none, with the reason."""
    text = decode(content, charset)
    if not text.strip():
        raise Unreadable("This page is empty. Give another address, or paste the text.")
    tree = parse(text)
    about = read_about(tree)
    shell = gate.read_shell(tree, root=bool(address) and URL(address).path in ("", "/"))
    drop_unseen(tree)
    shell = replace(shell, words=" ".join("".join(tree.itertext()).split()))
    article = _article(tree)
    found = to_markdown(article)
    if reason := gate.refusal(found, article, about, shell):
        raise Unreadable(reason)
    return Reading(
        checked(_with_title(found, about.title), "This page"),
        about.title,
        about.author,
        about.publisher or (site(address) if address else ""),
        about.published,
        address,
    )


def read_bare_html(content: bytes, charset: str = "") -> Reading:
    """All the text of HTML that is no web page, such as a letter's: nothing is judged and nothing left out."""
    tree = parse(decode(content, charset))
    about: About = read_about(tree)
    drop_unseen(tree)
    return Reading(to_markdown(tree), about.title, about.author)


def _article(tree: Element) -> Element:
    """The part that holds the article: readability's choice, unless the page itself marks one with much more in it."""
    for number, node in enumerate(tree.iter(etree.Element)):
        node.set(_PLACE, str(number))
    try:
        summary = Document(etree.tostring(tree, encoding="unicode", method="html")).summary(html_partial=True)
        chosen = parse(summary)
    except (Unparseable, Unreadable, etree.LxmlError, ValueError, TypeError, AttributeError, IndexError):
        chosen = tree
    else:
        _bring_back(tree, chosen)
    have = _prose(chosen)
    for path in _BODIES:
        marked = tree.xpath(path)
        if len(marked) == 1 and _prose(marked[0]) > have * 1.3 + 200:
            return marked[0]
    return chosen if have or not _prose(tree) else tree


def _bring_back(tree: Element, chosen: Element) -> None:
    """Put lists, quotations and headings between two chosen paragraphs back: readability drops the short ones."""
    kept = {node.get(_PLACE): node for node in chosen.iter(etree.Element)}
    last = {node.getparent(): node for node in tree.iter(etree.Element) if node.get(_PLACE) in kept}
    for node in tree.iter("ul", "ol", "dl", "blockquote", "h2", "h3", "h4", "p", "pre"):
        above = node.getprevious()
        if node.get(_PLACE) in kept or above is None or above.get(_PLACE) not in kept:
            continue
        until = last.get(node.getparent())
        if until is None or int(until.get(_PLACE)) < int(node.get(_PLACE)) or _link_share(node) > 0.3:
            continue
        copied = deepcopy(node)
        copied.tail = None
        kept[above.get(_PLACE)].addnext(copied)
        kept[node.get(_PLACE)] = copied


def _link_share(node: Element) -> float:
    whole = len("".join(node.itertext()).strip())
    return sum(len("".join(link.itertext())) for link in node.iter("a")) / whole if whole else 1.0


def _prose(node: Element) -> int:
    """How many characters of paragraphs it has, links not counted."""
    count = 0
    for paragraph in node.iter("p", "blockquote", "li"):
        whole = len("".join(paragraph.itertext()).strip())
        linked = sum(len("".join(link.itertext())) for link in paragraph.iter("a"))
        count += whole if whole >= 60 and linked < whole / 2 else 0
    return count


def _with_title(text: str, title: str) -> str:
    """The text under its title, as a reader saw it."""
    if not title:
        return text
    head = re.sub(r"\W+", "", text[: len(title) + 40].casefold())
    return text if head.startswith(re.sub(r"\W+", "", title.casefold())) else f"# {title}\n\n{text}"
