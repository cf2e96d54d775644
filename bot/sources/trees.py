"""HTML as a tree: parsed without network or entities, and without anything that a reader would not see."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree, html

from bot.sources.taken import Unreadable

Element = Any  # lxml carries no types
NEVER_TEXT = (
    "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed", "canvas", "audio", "video",
    "select", "option", "datalist", "textarea", "input", "button", "dialog", "title", "meta", "link",
)  # fmt: skip
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,300}\?>", re.IGNORECASE)
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_HUGE_TAG = re.compile(r"(<[a-zA-Z][\w:-]{0,40})\s[^<>]{20000,}>")  # libxml2 compares each attribute with each
_ZERO = r"0(?:\.0+)?(?:px|pt|em|rem|%|vh|vw)?"
_HIDING = re.compile(
    rf"""(?:^|[;{{\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*{_ZERO}\s*(?:[;!}}]|$)
        |font-size\s*:\s*{_ZERO}\s*(?:[;!}}]|$)|(?:max-)?(?:height|width)\s*:\s*[01](?:px)?\s*(?:[;!}}]|$)
        |text-indent\s*:\s*-\s*\d{{3}}|(?:left|top|right|bottom)\s*:\s*-\s*\d{{3}}|clip\s*:\s*rect\(\s*[01]
        |clip-path\s*:\s*inset\(\s*(?:50|100)%|transform\s*:\s*scale\(\s*0\s*\)|content-visibility\s*:\s*hidden
        |color\s*:\s*transparent)""",
    re.IGNORECASE | re.VERBOSE,
)
_UNSEEN = frozenset(
    "sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader-text u-hidden hidden"
    " a11y-hidden assistive-text d-none is-hidden offscreen".split()
)
_SHOWN_WIDE = re.compile(r"(?:sm|md|lg|xl|2xl):(?:block|flex|grid|inline|contents)|d-(?:sm|md|lg|xl)-(?!none)")
_RULE = re.compile(r"([^{}]{1,300})\{([^{}]{0,2000})\}")
_SIMPLE = re.compile(r"\s*[a-z]{0,12}([.#])([\w-]{1,80})\s*\Z", re.IGNORECASE)


def parse(text: str) -> Element:
    """The whole document. Raises Unreadable when nothing in it is HTML."""
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
    )
    clean = _HUGE_TAG.sub(r"\1>", _clean(_DECLARATION.sub("", text)))
    try:
        return html.document_fromstring(clean.encode(), parser=parser)
    except (etree.LxmlError, ValueError, AssertionError):
        raise Unreadable("This page is empty or damaged. Give another address, or paste the text.") from None


def drop_unseen(tree: Element) -> None:
    """Take out scripts, styles, forms' innards and whatever is hidden: by attribute, inline style or a simple rule."""
    names = _hidden_names(tree)
    for node in list(tree.iter(etree.Element)):
        if node.tag in NEVER_TEXT or (node.tag not in ("html", "body") and _is_hidden(node, names)):
            _drop(node)


def _is_hidden(node: Element, names: set[str]) -> bool:
    style = node.get("style")
    if node.get("hidden") is not None or node.get("aria-hidden", "").strip().lower() == "true":
        return True
    if style and _HIDING.search(style):
        return True
    classes = node.get("class", "").split()
    if _UNSEEN.intersection(map(str.lower, classes)) and not any(map(_SHOWN_WIDE.match, classes)):
        return True
    return bool(names) and (f"#{node.get('id')}" in names or any(f".{name}" in names for name in classes))


def _hidden_names(tree: Element) -> set[str]:
    """Classes and ids that a style sheet in the page hides outright; rules for some screens only do not count."""
    names: set[str] = set()
    for sheet in list(tree.iter("style"))[:50]:
        for selectors, rule in _RULE.findall(_without_media("".join(sheet.itertext())[:200_000])):
            if _HIDING.search(rule):
                found = (_SIMPLE.match(selector) for selector in selectors.split(","))
                names.update(match[1] + match[2] for match in found if match)
    return names


def _without_media(sheet: str) -> str:
    """The sheet without its @-blocks, which nest one deep."""
    return re.sub(r"@[a-z-]{3,30}[^{}]{0,300}\{(?:[^{}]{0,2000}\{[^{}]{0,2000}\}){0,500}[^{}]{0,200}\}", "", sheet)


def _drop(node: Element) -> None:
    """Remove an element but not the text behind it."""
    parent, above = node.getparent(), node.getprevious()
    if parent is None:
        return
    if node.tail and above is not None:
        above.tail = _clean((above.tail or "") + node.tail)
    elif node.tail:
        parent.text = _clean((parent.text or "") + node.tail)
    node.tail = None
    parent.remove(node)


def _clean(text: str) -> str:
    """The text without characters that references like &#1; bring in and a tree does not take back."""
    return _FORBIDDEN.sub("", text)
