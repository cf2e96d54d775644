"""One topic's Markdown file, as an editor writes it: a title, a bottom line, and cards under headings.

    # Red lines
    aliases: red line, neutrality
    bottom line: Moscow will not talk about the one thing that Kyiv wants.

    ## Neutrality comes first {#neutrality}
    kind: position
    party: russia
    issue: neutrality
    stance: red line
    as of: 2024-12~
    evidence: bryant-peace-terms p14 s6 0123456789abcdef

    One paragraph, attributed where it is not a plain fact.

This module knows the shape of the file and where everything stands in it. What the words must say is for `rules.py`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

MAX_BYTES = 250_000  # twenty times a long topic; whatever is larger was not written by hand
MAX_LINE = 5_000
MAX_TITLE = 60

TOPIC_KEYS = ("aliases", "bottom line")
CARD_KEYS = ("kind", "party", "issue", "stance", "as of", "likelihood", "evidence")
REPEATED = ("aliases", "evidence")  # the keys that may stand more than once

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADING = re.compile(r"(#{1,6})\s+(\S.*)")
_HEADING_SLUG = re.compile(r"\{#([^{}]*)\}$")
_BIDIRECTIONAL = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  # they can show a text in another order


@dataclass(frozen=True)
class Problem:
    """Something in a dossier that its editor can put right, and where."""

    file: str
    line: int  # from 1
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


@dataclass(frozen=True)
class Value:
    """What a line says, and where it stands."""

    text: str
    line: int


@dataclass
class RawCard:
    """A card as it is written, before anybody has asked whether it makes sense."""

    headline: Value
    slug: Value | None
    keys: dict[str, list[Value]] = field(default_factory=dict)
    text: list[Value] = field(default_factory=list)  # one for each line

    def first(self, key: str) -> Value | None:
        """The value of a key that may stand once."""
        return self.keys[key][0] if key in self.keys else None

    @property
    def paragraph(self) -> str:
        """The text as one line."""
        return " ".join(line.text for line in self.text)


@dataclass
class RawTopic:
    """A topic's file as it is written."""

    file: str
    title: Value | None = None
    keys: dict[str, list[Value]] = field(default_factory=dict)
    cards: list[RawCard] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def complain(self, line: int, message: str) -> None:
        """Note a problem of this file."""
        self.problems.append(Problem(self.file, line, message))


def read_text(path: Path) -> tuple[str, list[Problem]]:
    """The file's text with plain line ends, or an empty text and the reason why it cannot be had."""
    try:
        if not path.is_file():
            return "", [Problem(path.name, 1, "is missing; every dossier has this file.")]
        if path.stat().st_size > MAX_BYTES:
            return "", [Problem(path.name, 1, f"is larger than {MAX_BYTES:,} bytes; shorten or split it.")]
        raw = path.read_bytes()
    except OSError as error:
        return "", [Problem(path.name, 1, f"cannot be read ({error.strerror}); look at its permissions.")]
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        return "", [Problem(path.name, line, "is not UTF-8 here; save the file in UTF-8.")]
    text = text.replace("\r\n", "\n")
    return text, list(_check_lines(path.name, text))


def _check_lines(file: str, text: str) -> Iterator[Problem]:
    for number, line in enumerate(text.split("\n"), start=1):
        if len(line) > MAX_LINE:
            yield Problem(file, number, f"is a line of {len(line):,} characters; keep it below {MAX_LINE:,}.")
        control = control_character(line)
        if control:
            yield Problem(file, number, f"has the control character {control}; delete it.")


def control_character(text: str) -> str:
    """The first character that a reader cannot see but a screen obeys, as U+0007; empty when there is none."""
    for character in text:
        control = unicodedata.category(character) in {"Cc", "Zl", "Zp"} and character != "\t"
        if control or character in _BIDIRECTIONAL:
            return f"U+{ord(character):04X}"
    return ""


def parse_topic(file: str, text: str) -> RawTopic:
    """Read a topic's file line by line; what has no place in it becomes a problem, and reading goes on."""
    topic = RawTopic(file)
    in_text = False  # below the blank line that ends a card's keys
    for number, raw in enumerate(_without_comments(text).split("\n"), start=1):
        line = raw.strip()
        heading = _HEADING.fullmatch(line)
        if heading:
            _read_heading(topic, heading, number)
            in_text = False
        elif line.startswith("#"):
            topic.complain(number, "begins with '#' but is no heading; write '## Headline {#a-short-name}'.")
        elif not line:
            in_text = bool(topic.cards and topic.cards[-1].keys)
        elif in_text:
            _read_text_line(topic, topic.cards[-1], Value(line, number))
        else:
            _read_key(topic, line, number)
    if topic.title is None:
        topic.complain(1, "has no title; begin the file with a line like '# Red lines'.")
    return topic


def _without_comments(text: str) -> str:
    """The text with every `<!-- note -->` gone and every line still on its line."""
    kept: list[str] = []
    while True:
        before, opened, rest = text.partition("<!--")
        note, closed, text = rest.partition("-->")
        if not closed:
            return "".join([*kept, before, opened, rest])
        kept += [before, "\n" * note.count("\n")]


def _read_heading(topic: RawTopic, heading: re.Match[str], number: int) -> None:
    marks, words = heading.groups()
    if marks == "#" and topic.title is None and not topic.cards:
        topic.title = Value(words, number)
        if len(words) > MAX_TITLE:
            topic.complain(number, f"has a title of {len(words)} characters; shorten it to {MAX_TITLE} at most.")
    elif marks == "##":
        topic.cards.append(_card_heading(words, number))
    else:
        topic.complain(number, f"has a heading with '{marks}'; the title has one '#', once, and each card has '##'.")


def _card_heading(words: str, number: int) -> RawCard:
    named = _HEADING_SLUG.search(words)
    if not named:
        return RawCard(Value(words, number), None)
    return RawCard(Value(words[: named.start()].rstrip(), number), Value(named.group(1).strip(), number))


def _read_text_line(topic: RawTopic, card: RawCard, line: Value) -> None:
    key = line.text.partition(":")[0].lower()
    if key in CARD_KEYS:
        topic.complain(line.line, f"says '{key}:' below the blank line; move it up under the headline.")
    elif card.text and card.text[-1].line != line.line - 1:
        topic.complain(line.line, "begins a second paragraph; a card has one. Join them or make it a card of its own.")
    else:
        card.text.append(line)


def _read_key(topic: RawTopic, line: str, number: int) -> None:
    key, colon, value = line.partition(":")
    key, value = " ".join(key.lower().split()), value.strip()
    card = topic.cards[-1] if topic.cards else None
    allowed = CARD_KEYS if card else TOPIC_KEYS
    keys = card.keys if card else topic.keys
    if not colon:
        way_out = "leave a blank line between a card's keys and its text" if card else "text belongs under a '##'"
        topic.complain(number, f"is neither 'key: value' nor a heading; {way_out}.")
    elif key not in allowed:
        owner = "a card" if card else "a topic"
        topic.complain(number, f'has the unknown key "{_short(key)}"; {owner} has {listed(allowed)}.')
    elif not value:
        topic.complain(number, f"says nothing after '{key}:'; fill it in or delete the line.")
    elif key in keys and key not in REPEATED:
        topic.complain(number, f"says '{key}:' again (first on line {keys[key][0].line}); keep one.")
    else:
        keys.setdefault(key, []).append(Value(value, number))


def listed(words: Sequence[str], joint: str = "and") -> str:
    """'a, b and c'; nothing for nothing."""
    return f"{', '.join(words[:-1])} {joint} {words[-1]}" if len(words) > 1 else "".join(words)


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:39] + "…"
