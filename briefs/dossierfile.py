"""`dossier.toml`: what a dossier is called, and the parties, issues and essays that its cards may name."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from briefs.model import Essay, Issue, Party
from briefs.rules import DATE_RULE, SLUG_RULE, is_date, is_slug
from briefs.topicfile import Problem, control_character, listed

FILE = "dossier.toml"

DOSSIER_KEYS = ("slug", "title", "parties", "issues", "essays")
NAME_KEYS = ("slug", "name", "aliases")
ESSAY_KEYS = ("id", "title", "author", "publisher", "published", "address", "hash")
MAX_NAME = 80
MAX_VALUE = 200  # an essay's title or address may be long

_PLACE = re.compile(r"\s*\(at (?:line ([0-9]+), column [0-9]+|end of document)\)$")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]\S*")


@dataclass(frozen=True)
class Head:
    """What stands in dossier.toml."""

    slug: str = ""
    title: str = ""
    parties: tuple[Party, ...] = ()
    issues: tuple[Issue, ...] = ()
    essays: tuple[Essay, ...] = ()


def read_head(text: str) -> tuple[Head, list[Problem]]:
    """What the file says, as far as it makes sense, and everything that does not."""
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # not only TOMLDecodeError: a number of 5,000 digits, 1,000 brackets
        return Head(), [_syntax_problem(text, error)]
    problems: list[Problem] = []
    lines = text.split("\n")
    top = _Table("a dossier", values, lines, range(len(lines)), problems)
    top.check_keys(DOSSIER_KEYS)
    head = Head(
        slug=top.slug("slug"),
        title=top.text("title", limit=MAX_NAME),
        parties=tuple(_party(table) for table in _tables(top, "parties", "a party", NAME_KEYS)),
        issues=tuple(_issue(table) for table in _tables(top, "issues", "an issue", NAME_KEYS)),
        essays=tuple(_essay(table) for table in _tables(top, "essays", "an essay", ESSAY_KEYS)),
    )
    return head, problems


def _syntax_problem(text: str, error: Exception) -> Problem:
    if isinstance(error, RecursionError):
        return Problem(FILE, 1, "has brackets within brackets without end; close them.")
    message = str(error)
    place = _PLACE.search(message)
    if not place:
        return Problem(FILE, 1, f"is not TOML: {message[:200]}.")
    line = int(place[1]) if place[1] else text.rstrip("\n").count("\n") + 1
    return Problem(FILE, line, f"is not TOML here: {message[: place.start()][:200]}.")


@dataclass(frozen=True)
class _Table:
    """A table of the file. TOML keeps no line numbers, so a key's line is searched for among the table's own."""

    name: str  # "a party"
    values: Mapping[str, Any]
    lines: list[str]
    span: range
    problems: list[Problem]

    @cached_property
    def _key_lines(self) -> dict[str, int]:
        lines: dict[str, int] = {}
        for i in self.span:
            key = self.lines[i].partition("=")[0].strip("[]\"' \t")
            lines.setdefault(key, i + 1)
        return lines

    def line_of(self, key: str) -> int:
        return self._key_lines.get(key, self.span.start + 1)

    def complain(self, key: str, message: str) -> None:
        self.problems.append(Problem(FILE, self.line_of(key), message))

    def check_keys(self, allowed: tuple[str, ...]) -> None:
        for key in self.values:
            if key not in allowed:
                self.complain(key, f'has the unknown key "{key[:40]}"; {self.name} has {listed(allowed)}.')

    def text(self, key: str, *, required: bool = True, limit: int = MAX_VALUE) -> str:
        value = self.values.get(key, "")
        if isinstance(value, date):  # without quotation marks, 2024-12-03 is a date to TOML
            value = value.isoformat()[:10]
        if not isinstance(value, str):
            self.complain(key, f'has a {key} that is no text; write {key} = "..." in quotation marks.')
            return ""
        text: str = " ".join(value.split())
        if required and not text:
            self.complain(key, f'has {self.name} that does not say its {key}; add {key} = "...".')
        if len(text) > limit:
            self.complain(key, f"has a {key} of {len(text)} characters; shorten it to {limit} at most.")
        if control_character(text):
            self.complain(key, f"has the control character {control_character(text)}; delete it.")
        return text

    def slug(self, key: str) -> str:
        value = self.text(key)
        if value and not is_slug(value):
            self.complain(key, f"has the {key} '{value[:60]}'; {SLUG_RULE}")
        return value

    def aliases(self) -> tuple[str, ...]:
        values = self.values.get("aliases", [])
        if not isinstance(values, list) or not all(isinstance(value, str) and value.strip() for value in values):
            self.complain("aliases", 'has aliases that are no list of names; write aliases = ["One", "Two"].')
            return ()
        for value in values:
            if len(value) > MAX_NAME:
                self.complain("aliases", f"has an alias of {len(value)} characters; shorten it to {MAX_NAME} at most.")
            if control_character(value):
                self.complain("aliases", f"has the control character {control_character(value)}; delete it.")
        return tuple(" ".join(value.split()) for value in values)


def _tables(top: _Table, key: str, name: str, allowed: tuple[str, ...]) -> Iterator[_Table]:
    """Each `[[key]]`, with complaints about names that are used twice."""
    values = top.values.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
        top.complain(key, f"has {key} that are no tables; begin each with a line [[{key}]].")
        return
    if not values:
        top.complain(key, f"has no {key}; add {name} below a line [[{key}]].")
    spans = _spans(top.lines, key)
    owners: dict[str, _Table] = {}
    for number, table_values in enumerate(values):
        span = spans[number] if number < len(spans) else range(top.line_of(key) - 1, len(top.lines))
        table = _Table(name, table_values, top.lines, span, top.problems)
        table.check_keys(allowed)
        _check_unique(table, owners)
        yield table


def _check_unique(table: _Table, owners: dict[str, _Table]) -> None:
    """A slug, a name and an alias each mean one thing among their own kind."""
    for key in ("id", "slug", "name", "aliases"):
        value = table.values.get(key)
        names = value if isinstance(value, list) else [value]
        for name in (one for one in names if isinstance(one, str)):
            owner = owners.setdefault(name.casefold(), table)
            if owner is not table:
                message = f"has '{name[:60]}', as {owner.name} from line {owner.span.start + 1} on has; keep it in one."
                table.complain(key, message)


def _spans(lines: list[str], key: str) -> list[range]:
    """The lines of each `[[key]]`, its own header included."""
    headers = [i for i, line in enumerate(lines) if re.match(r"\s*\[\[?\s*[\w\"'-]", line)]
    mine = re.compile(rf"\s*\[\[\s*{key}\s*\]\]")
    return [range(start, end) for start, end in pairwise([*headers, len(lines)]) if mine.match(lines[start])]


def _party(table: _Table) -> Party:
    return Party(table.slug("slug"), table.text("name", limit=MAX_NAME), table.aliases())


def _issue(table: _Table) -> Issue:
    return Issue(table.slug("slug"), table.text("name", limit=MAX_NAME), table.aliases())


def _essay(table: _Table) -> Essay:
    essay = Essay(
        id=table.slug("id"),
        title=table.text("title"),
        author=table.text("author"),
        publisher=table.text("publisher", required=False),  # many essays reach a desk without one
        published=table.text("published"),
        address=table.text("address", required=False),
        snapshot_hash=table.text("hash", required=False).lower(),
    )
    if essay.published and not is_date(essay.published):
        table.complain("published", f'says published "{essay.published[:60]}"; {DATE_RULE}')
    if essay.address and not _WEB_ADDRESS.fullmatch(essay.address):
        table.complain("address", "has an address that is none; begin it with https:// or delete the line.")
    if essay.snapshot_hash and not _SHA256.fullmatch(essay.snapshot_hash):
        table.complain("hash", "has a hash that is no SHA-256; `sha256sum FILE` prints its 64 characters.")
    return essay
