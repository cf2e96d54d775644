"""OPML: lists of feeds, as readers of feeds write and take them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from bot.sources.taken import Unreadable, one_line

LARGEST = 5_000_000  # bytes
MOST = 1000  # feeds of one list
_NO_LIST = "This is no list of feeds (OPML). Let your reader of feeds export one."


@dataclass(frozen=True)
class Listed:
    """A feed that a list names."""

    address: str
    title: str


def read_opml(content: bytes) -> list[Listed]:
    """The feeds of a list, however deep they stand in folders, each once. Raises Unreadable.

    Nothing that the file names is fetched, and no entity of its own is put in: neither is needed by any list.
    """
    if len(content) > LARGEST:
        raise Unreadable(f"This list has more than {LARGEST // 1_000_000} MB. Export fewer feeds.")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as broken:
        raise Unreadable(_NO_LIST) from broken
    if root is None or str(etree.QName(root).localname).lower() != "opml":
        raise Unreadable(_NO_LIST)
    found: dict[str, Listed] = {}
    for outline in root.iter("{*}outline"):
        said = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        address = said.get("xmlurl", "").strip()
        if address and len(found) < MOST:
            found.setdefault(address, Listed(address, one_line(said.get("title") or said.get("text") or "", 120)))
    if not found:
        raise Unreadable("This list names no feed: none of its entries has an xmlUrl.")
    return list(found.values())


def write_opml(title: str, feeds: Iterable[Listed]) -> str:
    """A list of feeds."""
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = title
    body = etree.SubElement(root, "body")
    for feed in feeds:
        title = _fits(feed.title or feed.address)
        etree.SubElement(body, "outline", type="rss", text=title, title=title, xmlUrl=_fits(feed.address))
    text: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return text.decode()


def _fits(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return one_line(text, 2000)
