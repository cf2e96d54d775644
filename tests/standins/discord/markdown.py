"""Read Discord's Markdown as its clients do (their rules, in their order), to see what becomes of a text."""

from __future__ import annotations

import re

# Of the start of a line: the kind, and what has to stand there.
_LINES = (
    ("heading", re.compile(r"#{1,3} +(?=\S)")),
    ("small", re.compile(r"-# +(?=\S)")),
    ("quote", re.compile(r">(?:>>)? ?")),
    ("list", re.compile(r" *(?:[-*]|\d+\.) +(?=\S)")),
)
_ESCAPE = re.compile(r"\\([^0-9A-Za-z\s])")
_LIVE = (
    ("mention", re.compile(r"<@[!&]?\d+>|<#\d+>|<id:\w+>|</[^:>]+:\d+>|@everyone|@here")),
    ("time", re.compile(r"<t:(-?\d{1,17})(?::([tTdDfFRsS]))?>")),
    ("emoji", re.compile(r"<a?:\w+:\d+>|:[^\s:]+:|<sound:[^>]*>")),
    ("address", re.compile(r"<((?:https?|mailto|tel|steam):[^\s>]+|[^\s<>]+@[^\s<>]+|\+\d+)>")),
    ("address", re.compile(r"((?:https?|steam)://[^\s<]+[^<.,:;\"'\]\s])")),
    ("link", re.compile(r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]\(\s*<?((?:\([^)]*\)|[^\s\\)]|\\.)*?)>?\s*\)")),
    ("code", re.compile(r"(`+)([\s\S]*?[^`])\1(?!`)")),
    ("bold", re.compile(r"\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)")),
    ("underline", re.compile(r"__((?:\\[\s\S]|[^\\])+?)__(?!_)")),
    ("italic", re.compile(r"\*(?=\S)((?:\*\*|\\[\s\S]|\s+(?:\\[\s\S]|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)")),
    ("italic", re.compile(r"\b_((?:__|\\[\s\S]|[^\\_])+?)_\b")),
    ("strike", re.compile(r"~~([\s\S]+?)~~(?!_)")),
    ("spoiler", re.compile(r"\|\|([\s\S]+?)\|\|")),
)
_INSIDE = {"bold", "italic", "underline", "strike", "spoiler", "link"}

Token = tuple[str, str]


def read(text: str) -> list[Token]:
    """What a reader sees: pieces of text with what was done to them."""
    return _joined(_pieces(text))


def shown(text: str) -> str:
    """The words alone."""
    return "".join(words for _, words in read(text))


def kinds(text: str) -> set[str]:
    """What is done in a text, but for showing it."""
    return {kind for kind, _ in read(text)} - {"text"}


def _pieces(text: str, at: int = 0) -> list[Token]:
    tokens: list[Token] = []
    while at < len(text):
        if at == 0 or text[at - 1] == "\n":
            kind, end = _line(text, at)
            if end > at:
                tokens.append((kind, ""))
                at = end
                continue
        escaped = _ESCAPE.match(text, at)
        if escaped:
            tokens.append(("text", escaped[1]))
            at = escaped.end()
            continue
        for kind, pattern in _LIVE:
            found = pattern.match(text, at)
            if found:
                inner = found[1] if found.groups() and kind != "code" else found[0]
                pieces = _pieces(inner) if kind in _INSIDE else [("text", inner)]
                tokens += [(other, "") for other, _ in pieces if other != "text"]
                tokens.append((kind, "".join(words for _, words in pieces)))
                at = found.end()
                break
        else:
            tokens.append(("text", text[at]))
            at += 1
    return tokens


def _line(text: str, at: int) -> tuple[str, int]:
    """What begins at the start of a line, and where its marker ends."""
    for kind, pattern in _LINES:
        found = pattern.match(text, at)
        if found and found.end() > at:
            return kind, found.end()
    return "", at


def _joined(tokens: list[Token]) -> list[Token]:
    joined: list[Token] = []
    for kind, words in tokens:
        if joined and kind == "text" and joined[-1][0] == "text":
            joined[-1] = ("text", joined[-1][1] + words)
        else:
            joined.append((kind, words))
    return joined
