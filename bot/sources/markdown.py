"""A tree of HTML as Markdown with nothing but structure: paragraphs, headings, list items and quotations."""

from __future__ import annotations

import re

from bot.sources.trees import NEVER_TEXT, Element

_LEFT_OUT = frozenset((*NEVER_TEXT, "figcaption", "img", "picture", "nav", "aside", "footer", "form"))
_BLOCKS = frozenset(
    "p div section article main header h1 h2 h3 h4 h5 h6 ul ol li blockquote pre table tbody thead tr td th dl dt dd"
    " figure hr address body html details summary center".split()
)
_HEADINGS = {"h1": "# ", "h2": "## ", "h3": "### ", "h4": "#### ", "h5": "##### ", "h6": "###### "}
_NOTE_MARK = re.compile(r"\s*[\[(]?\s*(?:\d{1,3}|[*†‡])\s*[\])]?\s*\Z")


class _Writer:
    """The blocks so far, and the one being written."""

    def __init__(self) -> None:
        self.blocks: list[str] = []
        self.prefix = ""  # of the next block: "- ", "## "
        self.quoted = 0
        self._line: list[str] = []

    def say(self, text: str | None) -> None:
        if text:
            self._line.append(re.sub(r"[ \t\r\n\f\xa0\u200b\u2060\ufeff]+", " ", text).replace("\xad", ""))

    def break_line(self) -> None:
        self._line.append("\n")

    def end_block(self) -> None:
        whole = re.sub(r" *\n *", "\n", re.sub(r" {2,}", " ", "".join(self._line))).strip()
        self._line.clear()
        for paragraph in re.split(r"\n{2,}", whole):
            if paragraph:
                mark = ("> " if self.quoted else "") + self.prefix
                text = paragraph.replace("\n", " ") if self.prefix else paragraph
                self.blocks.append(mark + text)
                self.prefix = ""


def to_markdown(tree: Element) -> str:
    """The text of a tree, one blank line between two blocks."""
    writer = _Writer()
    _write(tree, writer, 0)
    writer.end_block()
    return "\n\n".join(_without_repeats(writer.blocks))


def _write(node: Element, writer: _Writer, depth: int) -> None:
    if not isinstance(node.tag, str) or node.tag in _LEFT_OUT or depth > 250:
        return
    if node.tag == "br":
        writer.break_line()
    elif node.tag == "sup" and _NOTE_MARK.match("".join(node.itertext())[:20]):
        return
    elif node.tag in _BLOCKS:
        writer.end_block()
        _write_block(node, writer, depth)
        writer.end_block()
        writer.prefix = ""
    else:
        _write_inside(node, writer, depth)


def _write_block(node: Element, writer: _Writer, depth: int) -> None:
    writer.prefix = _HEADINGS.get(node.tag, "- " if node.tag == "li" else writer.prefix)
    quotes = node.tag == "blockquote"
    writer.quoted += quotes
    bold = _all_bold(node)
    writer.say("**" if bold else "")
    _write_inside(node, writer, depth)
    writer.say("**" if bold else "")
    writer.end_block()
    writer.quoted -= quotes


def _write_inside(node: Element, writer: _Writer, depth: int) -> None:
    writer.say(node.text)
    for child in node:
        _write(child, writer, depth + 1)
        writer.say(child.tail)


def _all_bold(node: Element) -> bool:
    """Whether a paragraph is one bold line: what editors write who do not know headings."""
    if node.tag != "p" or len(node) != 1 or node[0].tag not in ("b", "strong") or len(node[0]):
        return False
    text = (node[0].text or "").strip()
    beside = (node.text or "") + (node[0].tail or "")
    return bool(text) and len(text) <= 110 and not beside.strip() and not text.endswith((".", ",", ";", ":"))


def _without_repeats(blocks: list[str]) -> list[str]:
    """Without a long block that only says again what a block before it said: a pull quote, a teaser."""
    kept: list[str] = []
    said: set[str] = set()
    for block in blocks:
        words = re.sub(r"\W+", " ", block.casefold()).strip()
        if len(words) < 60 or words not in said:
            kept.append(block)
        said.add(words)
    return kept
