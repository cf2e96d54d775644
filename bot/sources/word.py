"""The text of a Word file: a zip of XML, of which two or three small parts are read."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from lxml import etree

from bot.sources.taken import Reading, Unreadable, checked

LARGEST_PART = 20_000_000  # bytes, unpacked
MOST_PARTS = 5000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DAMAGED = "This Word file is damaged. Open it, save it again as .docx, and upload that; or paste the text."


def read_docx(content: bytes) -> Reading:
    """The text of a Word file with its headings and lists, as if all its changes were accepted. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if len(packed.namelist()) > MOST_PARTS:
                raise Unreadable(_DAMAGED)
            body = _part(packed, "word/document.xml")
            styles = _part(packed, "word/styles.xml")
            core = _part(packed, "docProps/core.xml")
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        raise Unreadable(_DAMAGED) from None
    if body is None:
        raise Unreadable("This file is no Word file of today's kind. Open it and save it as .docx, or paste the text.")
    levels = _heading_levels(styles)
    blocks = (_block(paragraph, levels) for paragraph in body.iter(f"{_W}p"))
    text = "\n\n".join(block for block in blocks if block)
    title = core.findtext(f"{_DC}title", "") if core is not None else ""
    author = core.findtext(f"{_DC}creator", "") if core is not None else ""
    return Reading(checked(text, "This Word file"), title, author if " " in author.strip() else "")


def _part(packed: zipfile.ZipFile, name: str) -> Any:
    """A part of the file as a tree; None where there is none. What it unpacks to is counted, not believed."""
    try:
        with packed.open(name) as opened:
            held = opened.read(LARGEST_PART + 1)
    except KeyError:
        return None
    except Exception as broken:  # zlib, lzma and bz2 each have errors of their own
        raise Unreadable(_DAMAGED) from broken
    if len(held) > LARGEST_PART:
        raise Unreadable(f"This Word file unpacks to more than {LARGEST_PART // 1_000_000} MB. Paste the text instead.")
    return _parse(held)


def _parse(held: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        tree = etree.fromstring(held, parser)
    except (etree.LxmlError, ValueError):
        raise Unreadable(_DAMAGED) from None
    if tree.getroottree().docinfo.internalDTD is not None:  # Word never writes one
        raise Unreadable(_DAMAGED)
    return tree


def _heading_levels(styles: Any) -> dict[str, int]:
    """Heading levels by style id: ids are in the writer's language, names are not."""
    levels = {f"Heading{level}": level for level in range(1, 7)}
    for style in styles.iter(f"{_W}style") if styles is not None else ():
        name = style.find(f"{_W}name")
        found = re.fullmatch(
            r"(?:heading ([1-6])|(title))", name.get(f"{_W}val", "").lower() if name is not None else ""
        )
        if found:
            levels[style.get(f"{_W}styleId", "")] = int(found[1] or 1)
    return levels


def _block(paragraph: Any, levels: dict[str, int]) -> str:
    text = re.sub(r"[ \t\xa0]+", " ", "".join(_pieces(paragraph))).strip()
    if not text:
        return ""
    properties = paragraph.find(f"{_W}pPr")
    style = properties.find(f"{_W}pStyle") if properties is not None else None
    name = style.get(f"{_W}val", "") if style is not None else ""
    level = levels.get(name, 0)
    if level and len(text) <= 200:
        return f"{'#' * level} {' '.join(text.split())}"
    if properties is not None and properties.find(f"{_W}numPr") is not None:
        return f"- {' '.join(text.split())}"
    return text


def _pieces(paragraph: Any) -> list[str]:
    """The text of the paragraph's visible runs; a text box within it is a paragraph of its own."""
    pieces: list[str] = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        above = list(node.iterancestors())
        nearest = next((one for one in above if one.tag == f"{_W}p"), None)
        if nearest is not paragraph or any(one.tag in (_FALLBACK, f"{_W}del", f"{_W}pPr") for one in above):
            continue
        if any(one.tag == f"{_W}r" and _is_hidden(one) for one in above[:2]):
            continue
        mark = node.tag.removeprefix(_W)
        pieces.append({"t": node.text or "", "tab": " ", "noBreakHyphen": "-"}.get(mark, "\n"))
    return pieces


def _is_hidden(run: Any) -> bool:
    properties = run.find(f"{_W}rPr")
    hidden = properties.find(f"{_W}vanish") if properties is not None else None
    return hidden is not None and hidden.get(f"{_W}val", "true") not in ("0", "false")
