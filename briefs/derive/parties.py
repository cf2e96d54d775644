"""Whose statement it is: the actors of an essay, by name, by demonym, by their people, and by pronoun."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefs.derive.capitals import COUNTRIES
from briefs.derive.features import Unit
from briefs.essay import ParagraphKind, Sentence
from briefs.model import Dossier

_NAME = re.compile(
    r"\b(?:the |The )?(?P<name>[A-Z][\w&’'-]{1,30} and [A-Z][\w&’'-]{1,30} (?:Association|Union|Council|Guild|Party)"
    r"|[A-Z][\w&’'-]{1,30}(?:(?: (?:of|for|de|del|al|of the|&))? [A-Z][\w&’'-]{1,30}){0,4})"
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
_PERSONAL = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|President|Minister|Senator|General|Colonel|Captain|Admiral|Judge|Lord|Sir|Dame|King)\b"
)
_SPEAKS_FOR = re.compile(
    r"(?:['’]s?)? (?:[a-z][\w-]{1,20} ){0,5}(?:negotiator|envoy|minister|president|premier|ambassador|leader|chair"
    r"|head|secretary|director"
    r"|commissioner|delegate|lead|team is led by|delegation is led by|is led by|are led by|is represented by|chief"
    r"|general|chairman|organiser)"
    r"(?: of [a-z][\w ]{2,30})?,? (?:(?:Deputy |Prime |Foreign )*(?:Minister|President|General|Gen\.|Dr|Mr\.?|Ms\.?"
    r"|Mrs\.?|Judge|Sir|Dame) )?"
    r"(?P<name>[A-Z][\w'’-]{1,30} [A-Z][\w'’-]{1,30}(?: [A-Z][\w'’-]{1,30})?)"
)
_BODIES = frozenset(
    "union company league government guild association federation council commission board agency bank party".split()
)
MOST = 2000  # characters of a sentence that are looked at
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
    acts: bool = False  # as the subject of a verb, not only mentioned


def find_actors(units: Sequence[Unit], dossier: Dossier | None) -> Actors:
    """Names that act in the essay, those of the people who speak for them, and those that the dossier knows."""
    counts: Counter[str] = Counter()
    acting: Counter[str] = Counter()
    for unit in units:
        text = unit.sentence.text[:MOST]
        for match in (*_NAME.finditer(text), *_COLLECTIVE.finditer(text)):
            name = _cleaned(match["name"])
            if name:
                counts[name] += 1
                acting[name] += bool(_ACTS.match(text[match.end() : match.end() + 160]))
    names = {
        name: COUNTRIES.get(name, name)
        for name, count in counts.items()
        if name in COUNTRIES or (acting[name] and count > 1 and acting[name] * 5 >= count)
    }
    _join_relatives(names, counts)
    _join_shortened(names, counts)
    for party in dossier.parties if dossier else ():
        for alias in (party.name, *party.aliases):
            names[alias] = party.name
    _join_people(names, units)
    return Actors(names, _any_of(names))


def _cleaned(name: str) -> str:
    words = name.replace("’s", "").replace("'s", "").removeprefix("Republic of ").split()
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


def _join_shortened(names: dict[str, str], counts: Counter[str]) -> None:
    """ "The Guild" and "the guild" stand for the Hospital Doctors' Guild, when there is only one of its kind."""
    by_last: dict[str, set[str]] = {}
    for name in counts:
        if " " in name and name not in COUNTRIES and not _PERSONAL.search(name):
            by_last.setdefault(name.rsplit(" ", 1)[-1].lower(), set()).add(name)
    for short in [name for name in counts if " " not in name and name not in COUNTRIES]:
        longer = by_last.get(short.lower(), set())
        if len(longer) == 1 and (short.lower() in _BODIES or short in names):
            names[short] = next(iter(longer))
            names.setdefault(names[short], names[short])


def _join_people(names: dict[str, str], units: Sequence[Unit]) -> None:
    """ "Ruvia's chief negotiator, Zoran Petek" makes Petek speak for Ruvia from then on."""
    pattern = _any_of(names)
    if pattern is None:
        return
    found: dict[str, str] = {}
    for unit in units:
        text = unit.sentence.text[:MOST]
        for match in pattern.finditer(text):
            person = _SPEAKS_FOR.match(text[match.end() : match.end() + 160])
            if person:
                found.setdefault(person["name"].rsplit(" ", 1)[-1], names[match.group()])
    names.update(found)


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
        before = found[place - 1] if place else None
        same = place > 0 and units[place - 1].sentence.paragraph == unit.sentence.paragraph
        if unit.kind is ParagraphKind.ITEM and unit.heading_sentence and (named := _named(unit.heading, actors)):
            own = Holder(named, unit.heading_sentence)
        elif before and same and _PRONOUN.match(unit.sentence.text) and (own is None or not own.acts):
            own = before
        found.append(own)
    return found


def _named(text: str, actors: Actors) -> str | None:
    match = actors.pattern.search(text) if actors.pattern else None
    return actors.names[match.group()] if match else None


def _own_holder(unit: Unit, actors: Actors) -> Holder | None:
    if actors.pattern is None:
        return None
    text = unit.sentence.text
    first = None
    for match in actors.pattern.finditer(text[:MOST]):
        name = actors.names[match.group()]
        if _ACTS.match(text[match.end() : match.end() + 160]):
            return Holder(name, unit.sentence, acts=True)
        first = first or name
    return Holder(first, unit.sentence) if first else None
