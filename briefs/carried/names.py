"""Whether the names in a card's words stand in what it quotes.

A name is a word with a capital that no sentence start explains. It is carried by the same name (also as a plural, a
possessive or the word for its people), by its initials, and, where it stands for one of the dossier's parties or for a
government, by any name of that party. Two names that stand together must stand together in one source, so that
nobody gets another's first name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from briefs.capitals import COUNTRIES
from briefs.carried.tables import TITLES, UNNAMED, ordinary_stems
from briefs.carried.tokens import Word, read_words
from briefs.derive.words import stem
from briefs.model import Dossier, Party
from briefs.spelling import is_acronym, normal, same_name

_PLAIN_ENDING = re.compile(r"...(?:tions?|ments?|ness|ities|ically|ably|ingly|ists|isms|ships)$")
_LONGEST = 5000  # characters of a quote that are searched for parties


@dataclass(frozen=True, eq=False)
class Source:
    """Words that may carry a name: a quote, or the line that says who wrote and published it."""

    words: tuple[Word, ...]
    norms: frozenset[str]
    lower: frozenset[str]  # stems of the words that stand there in small letters
    acronyms: frozenset[str]
    initials: str  # of its words, in their order; a space for a word that no acronym counts


@dataclass(frozen=True)
class Sources:
    """All that a card rests on, as far as names go."""

    each: tuple[Source, ...]
    parties: frozenset[str]  # names of the parties and governments that they speak of
    known: Parties


@dataclass(frozen=True)
class Name:
    """Words with capitals that stand together."""

    words: tuple[Word, ...]

    @property
    def raw(self) -> str:
        return " ".join(re.sub(r"['’]s?$", "", word.raw) for word in self.words)


class Parties:
    """What the parties of a dossier, and the governments of the world, are called."""

    def __init__(self, parties: Iterable[Party]) -> None:
        self._meant: dict[str, set[str]] = {}
        self._whole: dict[str, set[str]] = {}
        for called, country in COUNTRIES.items():
            self._add(called, country, whole=True)
        for party in parties:
            for alias in (party.name, *party.aliases):
                self._add(alias, party.name, whole=_stands_for_all(alias, party))
        pieces = sorted(self._meant, key=len, reverse=True)
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, pieces)) + r")(?!\w)", re.IGNORECASE)

    def _add(self, called: str, party: str, *, whole: bool) -> None:
        key = " ".join(called.casefold().split()).removeprefix("the ")
        if not key:
            return
        self._meant.setdefault(key, set()).add(party.casefold())
        if whole:
            self._whole.setdefault(key, set()).add(party.casefold())

    def named(self, text: str) -> frozenset[str]:
        """The parties of which a text speaks, by any of their names."""
        return frozenset(
            party for match in self._matches(text) for party in self._meant.get(match.group().casefold(), ())
        )

    def places(self, text: str) -> list[tuple[int, int, frozenset[str]]]:
        """Where a text names a whole party, and which: "Moscow" does, "Lavrov" does not."""
        return [
            (match.start(), match.end(), frozenset(whole))
            for match in self._matches(text)
            if (whole := self._whole.get(match.group().casefold()))
        ]

    def _matches(self, text: str) -> Iterator[re.Match[str]]:
        for match in self._pattern.finditer(text[:_LONGEST]):
            if len(match.group()) > 3 or match.group().isupper() or not match.group().islower():
                yield match  # "us" is nobody's name


def _stands_for_all(alias: str, party: Party) -> bool:
    """Whether an alias means the party itself, and not a person who speaks for it."""
    if alias == party.name or is_acronym(alias) or not alias[:1].isupper() or alias.casefold() in party.name.casefold():
        return True
    return any(same_name(normal(one), normal(other)) for one in alias.split() for other in party.name.split())


@lru_cache(maxsize=64)
def _parties(parties: tuple[Party, ...]) -> Parties:
    return Parties(parties)


def read_sources(texts: Sequence[str], records: Sequence[str], dossier: Dossier) -> Sources:
    """What the quotes and the essays' own records carry."""
    known = _parties(dossier.parties)
    each = tuple(_source(text) for text in (*texts, *records))
    return Sources(each, frozenset(party for text in texts for party in known.named(text)), known)


@lru_cache(maxsize=512)
def _source(text: str) -> Source:
    words = tuple(read_words(text))
    return Source(
        words,
        frozenset(word.norm for word in words),
        frozenset(stem(word.norm) for word in words if word.raw.islower()),
        frozenset(word.norm for word in words if is_acronym(word.raw)),
        "".join(_initial(word) for word in words),
    )


def _initial(word: Word) -> str:
    if word.norm in ("of", "and", "the", "for", "s"):
        return ""
    return word.norm[:1] if word.raw[:1].isupper() else " "


def read_names(text: str, spans: Collection[tuple[int, int]] = (), ordinary: Collection[str] = ()) -> list[Name]:
    """The names in a text, outside `spans` (dates); `ordinary` holds stems that are no names at a sentence's start."""
    words = read_words(text)
    titled = _is_titled(words)
    names: list[list[Word]] = []
    last: Word | None = None
    for word in words:
        if not _is_name(word, ordinary, titled=titled) or any(start <= word.start < end for start, end in spans):
            last = None
            continue
        if last is not None and word.joined and not last.raw.endswith(("'s", "’s")):
            names[-1].append(word)
        else:
            names.append([word])
        last = word
    return [Name(tuple(name)) for name in names]


def _is_titled(words: Sequence[Word]) -> bool:
    """Whether a headline Gives Every Word a Capital."""
    long = [word for word in words if len(word.raw) > 3 and word.raw[0].isalpha()]
    return len(long) > 3 and sum(word.raw[0].isupper() for word in long) > 0.75 * len(long)


def _is_name(word: Word, ordinary: Collection[str], *, titled: bool) -> bool:
    raw = word.raw
    if not any(mark.isupper() for mark in raw[:40]) or word.norm in UNNAMED or not raw[0].isalpha():
        return False
    if "'" in word.norm and word.norm.split("'")[0] in ("i", "we", "he", "she", "it", "they", "you", "that", "there"):
        return False
    if word.norm in ("a", "o"):
        return False
    if not (word.opens or titled):
        return True
    if is_acronym(raw) and not titled:
        return True
    root = stem(word.norm)
    if _PLAIN_ENDING.search(word.norm):
        return False
    return root not in ordinary_stems() and root not in ordinary and not raw.casefold().endswith(("n't", "n’t"))


def lower_stems(sources: Sources) -> frozenset[str]:
    """Words that the sources write in small letters."""
    return frozenset().union(*(source.lower for source in sources.each))


def uncarried(text: str, sources: Sources, spans: Collection[tuple[int, int]] = ()) -> list[Name]:
    """The names in a text that no source carries, each with the words that miss."""
    ordinary = lower_stems(sources) | {stem(word.norm) for word in read_words(text) if word.raw.islower()}
    places = [(start, end) for start, end, parties in sources.known.places(text) if parties & sources.parties]
    missing: list[Name] = []
    for name in read_names(text, spans, ordinary):
        loose = [word for word in name.words if not any(start <= word.start < end for start, end in places)]
        if loose and not _by_initials(name, sources) and (absent := _absent(loose, sources)):
            missing.append(Name(tuple(absent)))
    return missing


def _absent(words: Sequence[Word], sources: Sources) -> list[Word]:
    """Words that no source has, or two that no source has together."""
    absent = [word for word in words if not any(_has(source, word) for source in sources.each)]
    if absent:
        return absent
    for first, second in pairwise(words):
        apart = second.start > first.end + 1 or _stands_alone(first, sources)
        if not apart and not _joined(first, second, sources):
            return [first, second]
    return []


def _stands_alone(word: Word, sources: Sources) -> bool:
    """Titles and names of parties stand before anybody's name."""
    if word.norm in TITLES or is_acronym(word.raw) or stem(word.norm) in ordinary_stems():
        return True
    return bool(sources.known.named(word.raw))


def _has(source: Source, word: Word) -> bool:
    if is_acronym(word.raw):
        bare = word.norm.removesuffix("s") if word.raw.endswith("s") else word.norm
        return bool({bare, f"{bare}s"} & source.acronyms) or bare in source.initials
    if word.norm in source.norms:
        return True
    return any(same_name(word.norm, norm) for norm in source.norms)


def _joined(first: Word, second: Word, sources: Sources) -> bool:
    """Whether a source has two words together, at most two others between them, in either order."""
    return any(_together(first.norm, second.norm, source) for source in sources.each)


@lru_cache(maxsize=2048)
def _together(first: str, second: str, source: Source) -> bool:
    ones = [place for place, word in enumerate(source.words) if same_name(word.norm, first)]
    others = [place for place, word in enumerate(source.words) if same_name(word.norm, second)]
    return any(abs(one - other) <= 3 for one in ones[:50] for other in others[:50])


def _by_initials(name: Name, sources: Sources) -> bool:
    """Whether a source writes the name as its initials: "European Union" as "EU"."""
    short = "".join(_initial(word) for word in name.words).strip()
    return len(short) > 1 and any(short in source.acronyms for source in sources.each)
