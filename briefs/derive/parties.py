"""Whose statement it is: the actors of an essay, by name, by demonym, by their people, and by pronoun."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefs.derive.capitals import COUNTRIES
from briefs.derive.features import Unit
from briefs.essay import Sentence
from briefs.model import Dossier

_NAME = re.compile(
    r"\b(?:the |The )?(?P<name>[A-Z][\w&’'-]{1,30}(?:(?: (?:of|and|for|de|del|al|the|&))? [A-Z][\w&’'-]{1,30}){0,4})"
)
_COLLECTIVE = re.compile(
    r"\b[Tt]he (?P<name>(?:union|company|league|government|guild|association|federation|council|commission|ministry"
    r"|army|rebels|players|owners|operator|employers|management|junta|opposition"
    r"|administration|board|board of directors|university|bank|club|port|agency|movement|islanders|teachers|nurses"
    r"|pilots|farmers|fishermen|drivers|writers|actors|studios|dockers|railway|airline|hospital|city))\b"
)
_ACTS = re.compile(
    r"\A(?:['’]s? (?:\w+[ -]){0,4}?)?(?:,[^,;]{2,120},)? ?(?:has|have|had|is|are|was|were|will|would|can|could|does"
    r"|do|did|may|might|must|wants?|wanted|says?|said|tells?|told|offers?|offered|asks?|asked"
    r"|insists?|insisted|refuses?|refused|rejects?|rejected|demands?|demanded|proposes?|proposed|agrees?|agreed"
    r"|needs?|needed|seeks?|sought|calls?|called|accepts?|accepted|holds?|held|denies|denied|deny"
    r"|speaks?|argues?|argued|threatens?|threatened|warns?|warned|counters?|replied|answers?|answered|suspended"
    r"|backs?|regards?|gave|gives?|went|came|began|takes?|took)\b"
)
_PRONOUN = re.compile(r"\A[\"“(]?(?:It|They|He|She|Its|Their|His|Her)\b")
_STOP = frozenset(
    """
    The A An It He She They We I But And Yet So If When In On At By For From With To As This That These Those There
    Here What Who Why How
    January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday
    Sunday Mr Mrs Ms Dr God Christmas Easter Not No Nobody Nothing Neither Both Each Every Some Many Most All One Two
    Three Four Five Since
    After Before While Although Though Because Until Unless Should Would Could Will Or Nor Then Now Once Its Their His
    Her My Our Your
    """.split()
)  # fmt: skip


@dataclass(frozen=True)
class Actors:
    """The names that stand for each party of one essay."""

    names: Mapping[str, str]  # surface form -> display name
    pattern: re.Pattern[str] | None


@dataclass(frozen=True)
class Holder:
    """Whose statement a sentence is, and the sentence that names them."""

    name: str
    named_in: Sentence


def find_actors(units: Sequence[Unit], dossier: Dossier | None) -> Actors:
    """Names that act at least twice in the essay, and those that the dossier knows."""
    names: dict[str, str] = {}
    counts: Counter[str] = Counter()
    acting: Counter[str] = Counter()
    for unit in units:
        text = unit.sentence.text
        for match in (*_NAME.finditer(text), *_COLLECTIVE.finditer(text)):
            name = _cleaned(match["name"])
            if not name:
                continue
            counts[name] += 1
            if _ACTS.match(text, match.end()) or _ACTS.match(text[match.end() :][:160]):
                acting[name] += 1
    for name, count in counts.items():
        if acting[name] and (count > 1 or name in COUNTRIES):
            names[name] = COUNTRIES.get(name, name)
    _join_relatives(names, counts)
    for party in dossier.parties if dossier else ():
        for alias in (party.name, *party.aliases):
            names[alias] = party.name
    return Actors(names, _any_of(names))


def _cleaned(name: str) -> str:
    words = name.replace("’s", "").replace("'s", "").split()
    while words and words[0] in _STOP:
        words.pop(0)
    return " ".join(words)


def _join_relatives(names: dict[str, str], counts: Counter[str]) -> None:
    """ "Sorvian" stands for Sorvia, and "Waitoa" for Mere Waitoa."""
    lands = [name for name in counts if len(name) > 4 and " " not in name and name[-1] in "aeyod"]
    for name in list(counts):
        if name in COUNTRIES:
            names[name] = COUNTRIES[name]
        elif re.fullmatch(r"[A-Z]\w{3,}(?:n|ns|ish|ese|i|is)", name):
            for land in lands:
                if land != name and name[: max(4, len(land) - 1)] == land[: max(4, len(land) - 1)]:
                    names[name] = names[land] = land
                    break


def _any_of(names: Mapping[str, str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=lambda name: (-len(name), name))[:400]
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")


def holders(units: Sequence[Unit], actors: Actors) -> list[Holder | None]:
    """For every unit the party whose statement it most likely is."""
    found: list[Holder | None] = []
    for place, unit in enumerate(units):
        own = _own_holder(unit, actors)
        if own is None and place and _PRONOUN.match(unit.sentence.text):
            own = found[place - 1]
        found.append(own)
    return found


def _own_holder(unit: Unit, actors: Actors) -> Holder | None:
    if actors.pattern is None:
        return None
    text = unit.sentence.text
    first = None
    for match in actors.pattern.finditer(text[:2000]):
        name = actors.names[match.group()]
        if _ACTS.match(text[match.end() : match.end() + 160]):
            return Holder(name, unit.sentence)
        first = first or name
    return Holder(first, unit.sentence) if first else None
