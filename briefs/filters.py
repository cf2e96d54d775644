"""Filters: which cards somebody follows, as people type it: "redlines and (party:russia or party:ukraine)".

    either = both {"or" both}
    both   = one {"and" one | ["and"] "not" one}
    one    = "not" one | "(" either ")" | [key ":"] value

A value alone is a topic. It is words in a row, or anything in quotation marks. The parser is our own, and no library's:
these are rules that people meet, and each mistake has to be told in their words.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache

from briefs.model import Card, Essay

MOST = 20  # conditions
DEEPEST = 8  # of "and", "or" and "not" within one another
LONGEST_VALUE = 100  # characters
LONGEST = 3000  # characters: as many as such a filter can have


class Key(StrEnum):
    """What a condition looks at."""

    TOPIC = "topic"
    PARTY = "party"  # its slug
    ISSUE = "issue"  # its slug
    SOURCE = "source"  # the publisher, the author or the id of an essay that the card rests on
    KIND = "kind"


Trait = tuple[Key, str]  # something that holds for a card; its value without case


@dataclass(frozen=True)
class Is:
    """One condition: "party:russia". What a card has none of, it is not: one without a party is `not party:russia`."""

    key: Key
    value: str  # see `plain`

    @cached_property
    def trait(self) -> Trait:
        """What has to hold for a card."""
        return self.key, plain(self.value).casefold()

    def __str__(self) -> str:
        """As it is typed."""
        bare = re.fullmatch(r"[\w.'-]+", self.value) and self.value.casefold() not in _WORDS
        value = self.value if bare else f'"{self.value}"'
        return value if self.key is Key.TOPIC else f"{self.key}:{value}"


@dataclass(frozen=True)
class Not:
    """What does not hold."""

    of: Filter

    def __str__(self) -> str:
        """As it is typed."""
        return f"not {_within(self.of)}"


@dataclass(frozen=True)
class And:
    """What holds together: two at least."""

    of: tuple[Filter, ...]

    def __str__(self) -> str:
        """As it is typed."""
        return " and ".join(map(_within, self.of))


@dataclass(frozen=True)
class Or:
    """Of which one holds at least."""

    of: tuple[Filter, ...]

    def __str__(self) -> str:
        """As it is typed; brackets around "and" say what most people would otherwise have to know."""
        return " or ".join(map(_within, self.of))


Filter = Is | Not | And | Or


class BadFilter(ValueError):
    """Nobody can follow this. The text says why, and how to write it."""


class Gap(BadFilter):
    """Two conditions with nothing between them."""

    def __init__(self, before: str, after: str) -> None:
        """Take what stands on either side."""
        self.readings = (f"{before} and {after}", f"{before} or {after}")
        super().__init__(f"Both at once, or either? Write “{self.readings[0]}” or “{self.readings[1]}”.")


def traits(card: Card, essays: Mapping[str, Essay]) -> frozenset[Trait]:
    """All that holds for a card; `essays`, by id, are those that it rests on."""
    said = [Is(Key.TOPIC, card.topic), Is(Key.KIND, card.kind)]
    said += [Is(Key.PARTY, card.party)] if card.party else []
    said += [Is(Key.ISSUE, card.issue)] if card.issue else []
    for id in {evidence.essay for evidence in card.evidence}:
        essay = essays.get(id)
        names = (id, essay.author, essay.publisher) if essay else (id,)
        said += [Is(Key.SOURCE, name) for name in names if name]
    return frozenset(one.trait for one in said)


def matches(filter: Filter, traits: frozenset[Trait]) -> bool:
    """Whether a filter lets a card with these traits in."""
    match filter:
        case Is():
            return filter.trait in traits
        case Not(of):
            return not matches(of, traits)
        case And(of):
            return all(matches(one, traits) for one in of)
        case Or(of):
            return any(matches(one, traits) for one in of)


def lets_in(text: str, traits: frozenset[Trait]) -> bool:
    """The same of a filter's text. One that is none (any more) lets nothing in: no reason for others to go without."""
    try:
        return matches(parse(text), traits)
    except BadFilter:
        return False


def conditions(filter: Filter) -> list[Is]:
    """All its conditions, in the order in which they stand."""
    match filter:
        case Is():
            return [filter]
        case Not(of):
            return conditions(of)
        case And(of) | Or(of):
            return [condition for one in of for condition in conditions(one)]


def each(filter: Filter, change: Callable[[Is], Filter]) -> Filter:
    """The same filter with each condition changed."""
    match filter:
        case Is():
            return change(filter)
        case Not(of):
            return Not(each(of, change))
        case And(of) | Or(of):
            return type(filter)(tuple(each(one, change) for one in of))


def at_odds(filter: Filter) -> tuple[Is, Is] | None:
    """Two conditions that are asked for together and that no card meets together: it has one topic, one party."""
    match filter:
        case Is():
            return None
        case Not(of):
            return at_odds(of)
        case And(of) | Or(of):
            within = [found for one in of if (found := at_odds(one))]
            return within[0] if within else _at_odds_among(of) if isinstance(filter, And) else None


def _at_odds_among(filters: Iterable[Filter]) -> tuple[Is, Is] | None:
    first: dict[Key, Is] = {}
    for one in filters:
        if isinstance(one, Is) and one.key is not Key.SOURCE and first.setdefault(one.key, one).trait != one.trait:
            return first[one.key], one
    return None


def plain(value: str) -> str:
    """A value as it is compared and kept, but for its case: in one line, without quotation marks and what is unseen."""
    text = unicodedata.normalize("NFC", re.sub(f"[{_QUOTES}{_UNSEEN}]", " ", value))
    return " ".join(text.split()).strip("'‘’ ")


_SIMPLER = "Make several subscriptions of it."
_TOO_DEEP = f"Brackets and “not” stand at most {DEEPEST} deep. {_SIMPLER}"
_QUOTES = '"“”„‟«»'
_UNSEEN = "\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff"
_AND, _OR, _NOT = "and", "or", "not"
_WORDS = {"and": _AND, "&": _AND, "or": _OR, "|": _OR, "not": _NOT, "except": _NOT, "without": _NOT}
_TOKEN = re.compile(
    r"""(?P<space> \s+ ) | "(?P<quoted> [^"]* )" | (?P<mark> [(),] )
    | (?P<key> [^\s"(),:]+ ) : | (?P<word> [^\s"(),:]+ ) | (?P<stray> . )""",
    re.VERBOSE,
)


@dataclass(frozen=True)
class _Token:
    what: str  # "quoted", "key", "word", or the mark or operator itself; "" at the end
    text: str
    at: int  # where it begins


@lru_cache(maxsize=4096)
def parse(text: str) -> Filter:
    """The filter that was typed. Raises BadFilter."""
    text = re.sub(f"[{_QUOTES}]", '"', " ".join(text.split()))
    if len(text) > LONGEST:
        raise BadFilter(f"A filter has at most {LONGEST} characters, and this has {len(text):,}. {_SIMPLER}")
    parser = _Parser(text)
    found = parser.either(0)
    if parser.next.what == ")":
        raise BadFilter("There is a “)” with no “(” before it. Take it out, or open a bracket.")
    if _depth(found) > DEEPEST:
        raise BadFilter(_TOO_DEEP)
    return found


def is_list(text: str) -> bool:
    """Whether these are names in a row, with nothing that makes a filter of them: "redlines, leverage"."""
    try:
        return all(token.what in ("word", ",", "") for token in _tokens(re.sub(f"[{_QUOTES}]", '"', text)))
    except BadFilter:
        return False


def ends_whole(text: str) -> bool:
    """Whether a filter could end here, so that only "and", "or" or a bracket can follow."""
    try:
        return _tokens(re.sub(f"[{_QUOTES}]", '"', text))[-2:][0].what in ("word", "quoted", ")")
    except BadFilter:
        return False


class _Parser:
    """Reads from left to right, one token ahead."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = _tokens(text)
        self._place = 0
        self._conditions = 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._place]

    def either(self, depth: int) -> Filter:
        found = [self._both(depth)]
        while self.next.what == _OR:
            self._place += 1
            found.append(self._both(depth))
        return found[0] if len(found) == 1 else Or(tuple(found))

    def _both(self, depth: int) -> Filter:
        found = [self._one(depth)]
        while self.next.what in (_AND, _NOT):
            self._place += self.next.what == _AND
            found.append(self._one(depth))
        if self.next.what not in ("", ")", _OR):
            before, after = self._text[: self.next.at], self._text[self.next.at :]
            raise Gap(before.strip(), after.lstrip(", "))
        return found[0] if len(found) == 1 else And(tuple(found))

    def _one(self, depth: int) -> Filter:
        if depth > 2 * DEEPEST:  # some of which say nothing: "((a))"
            raise BadFilter(_TOO_DEEP)
        token = self.next
        self._place += 1
        match token.what:
            case "not":
                return Not(self._one(depth + 1))
            case "(":
                return self._bracket(depth)
            case "key":
                return self._is(_key(token.text), self._value(token.text))
            case "word" | "quoted":
                self._place -= 1
                return self._is(Key.TOPIC, self._value("topic"))
        before = self._tokens[self._place - 2].text if self._place > 1 else ""
        where = f" behind “{before}”" if before else f" before “{token.text}”" if token.text else ""
        raise BadFilter(f"Something is missing{where}: a topic, or a condition such as party:russia.")

    def _bracket(self, depth: int) -> Filter:
        found = self.either(depth + 1)
        if self.next.what != ")":
            raise BadFilter("A bracket is not closed. Write “)” where it ends.")
        self._place += 1
        return found

    def _is(self, key: Key, value: str) -> Is:
        self._conditions += 1
        if self._conditions > MOST:
            raise BadFilter(f"A filter has at most {MOST} conditions. {_SIMPLER}")
        return Is(key, value)

    def _value(self, key: str) -> str:
        """What is in quotation marks, or all words up to what cannot be one."""
        words: list[str] = []
        while self.next.what == "word" or (self.next.what == "quoted" and not words):
            words.append(self.next.text)
            self._place += 1
            if self._tokens[self._place - 1].what == "quoted":
                break
        value = plain(" ".join(words))
        if not value:
            raise BadFilter(f"Which {key}? Write it behind “{key}:”.")
        if len(value) > LONGEST_VALUE:
            raise BadFilter(f"“{value[:40]}…” has more than {LONGEST_VALUE} characters: no name is so long.")
        return value


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    for match in _TOKEN.finditer(text):
        kind = str(match.lastgroup)
        said = match[kind]
        match kind:
            case "space":
                continue
            case "stray" if said == '"':
                raise BadFilter('A quotation mark has no other one: write source:"Example Quarterly".')
            case "stray":  # a colon with nothing before it
                raise BadFilter("Before “:” stands what to look at: topic, party, issue, source or kind.")
            case "mark":
                kind = said
            case "word":
                kind = _WORDS.get(said.casefold(), "word")
        if (
            kind == _NOT and found and (found[-1].what, found[-1].text.casefold()) == ("word", "but")
        ):  # "but not" is "and not"
            found.pop()
        found.append(_Token(kind, said, match.start()))
    return [*found, _Token("", "", len(text))]


def _depth(filter: Filter) -> int:
    match filter:
        case Is():
            return 0
        case Not(of):
            return 1 + _depth(of)
        case And(of) | Or(of):
            return 1 + max(map(_depth, of))


def _key(word: str) -> Key:
    """The key that was typed; raises BadFilter with near ones."""
    wanted = word.casefold()
    for key in Key:
        if wanted in (key, f"{key}s", "parties" if key is Key.PARTY else key):
            return key
    near = difflib.get_close_matches(wanted[:20], list(Key), n=1, cutoff=0.6)
    hint = f"Did you mean “{near[0]}:”?" if near else "There are topic, party, issue, source and kind."
    raise BadFilter(f"Cards have no “{word[:40]}” to look at. {hint}")


def _within(filter: Filter) -> str:
    """A part of a filter, in brackets where it would otherwise be read with what stands around it."""
    return f"({filter})" if isinstance(filter, And | Or) else str(filter)
