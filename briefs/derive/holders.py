"""Whose statement a sentence is: every party that it names or means is weighed, and the likeliest is the holder.

Who reports is not who holds: "The mediator said that Ruvia would never sign" is Ruvia's line. What speaks for a party
is learnt (weights.py): being the subject of a clause, of a clause within a report, behind "by", owning an offer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from briefs.capitals import CALLED
from briefs.derive.features import MOST_NAMES, Features, Unit
from briefs.derive.parties import ACTS, Actors
from briefs.derive.people import Person
from briefs.derive.quotes import Quoted, find_quotes, speech_outside, spoken_in
from briefs.derive.roles import SPEECH
from briefs.essay import ParagraphKind, Sentence

_PRONOUN = re.compile(r"\b(?:[Ii]t(?! (?:is|was|would be) (?:\w+ )?(?:that|to|who|which)\b)|[Ii]ts|[Tt]hey|[Tt]heir)\b")
_OPENS = re.compile(r"[\"“(]?(?:It|They|He|She|Its|Their|His|Her)\b")
_SAYS = re.compile(rf"(?:['’]s? (?:\w+[ -]){{0,4}}?)?(?:,[^,;]{{2,120}},)? ?(?:has |have |had |also |then )?{SPEECH}\b")
_THAT = re.compile(r"\b(?:that|which|whether|how|what|where) (?:the |[a-z]+ )?\Z")
_IF = re.compile(r"\b(?:[Ii]f|[Uu]nless|[Pp]rovided|[Ww]hen|[Ss]hould) [^,;]{0,60}\Z")
_BY = re.compile(r"\bby (?:the |[a-z]+ )?\Z")
_TOLD = re.compile(r"\b(?:told|asked|tells|asks|urged|warned|reminded|informed) (?:the |[a-z]+ )?\Z")
_ACCORDING = re.compile(r"\b(?:[Aa]ccording to|[Ii]n the words of|[Ff]or) (?:the |[a-z]+ )?\Z")
_OBJECT = re.compile(
    r"\b(?:to|with|from|against|on|upon|of|in|into|for|at|between|over|towards|under|after) (?:the |both |[a-z]+ )?\Z"
)
_OWNED = re.compile(
    r"['’]s? (?:[\w-]+ ){0,3}?(?:offer|demand|proposal|position|answer|reply|refusal|line|condition|price|paper|draft"
    r"|claim|insistence|terms?|list|plan|text|delegation|government|negotiators?|envoy|spokes\w+|minister|ministry|side)\b"
)
_FAR_BACK = 3  # sentences
_MEANT = {
    "quotation": "the sentence beside the quotation",
    "heading": "the heading above",
    "item": "the heading above",
    "before": "the sentence before",
    "resumed": "the sentence before",
    "resumed.apart": "the paragraph before",
}
LEAST = 0.3  # log odds; below it no party is given


@dataclass(frozen=True)
class Holder:
    """Whose statement a sentence is, by what the sentence means them, and the sentence that names them."""

    name: str
    named_in: tuple[Sentence, ...]
    how: str = "name"  # or surname, title, pronoun, role, quotation, heading, item, before, resumed
    words: str = ""  # that mean them in the sentence itself

    @property
    def said(self) -> str:
        """What the sentence calls its holder, where it does not name them in full."""
        return self.words if self.how in ("surname", "title", "name") else ""

    @property
    def by(self) -> str:
        """By what the sentence means its holder, as one would say it; empty where it names them outright."""
        if self.how in _MEANT:
            return _MEANT[self.how]
        if self.how == "name":
            said, name = self.words.casefold(), self.name.casefold()
            return "" if said in name or name in said else f"“{self.words}”"
        return f"the {self.how} “{self.words}”"


@dataclass(frozen=True)
class Spot:
    """A place of a sentence where a party is meant, or 0 to 0 where only its surroundings speak of one."""

    start: int
    end: int
    name: str  # display
    how: str
    named_in: Sentence


@dataclass
class Candidate:
    """A party that may hold what a sentence says."""

    name: str
    how: str
    words: str
    named_in: Sentence
    features: Features = field(default_factory=dict)


def holders(units: Sequence[Unit], actors: Actors, weights: Mapping[str, float]) -> list[Holder | None]:
    """For every unit the party whose statement it most likely is."""
    first = _first_namings(units, actors)
    found: list[Holder | None] = []
    for unit, own in zip(units, candidates(units, actors, weights), strict=True):
        best = max(own, key=lambda one: worth(one, weights), default=None)
        if best is None or worth(best, weights) < LEAST:
            found.append(None)
            continue
        named = [best.named_in]
        if not any(_says_name(best.name, sentence.text) for sentence in (unit.sentence, best.named_in)):
            named.append(first.get(best.name, best.named_in))
        found.append(Holder(best.name, tuple(dict.fromkeys(named)), best.how, best.words))
    return found


def _first_namings(units: Sequence[Unit], actors: Actors) -> dict[str, Sentence]:
    """The first sentence that has each party's display name in it."""
    first: dict[str, Sentence] = {}
    for unit in units:
        for match in actors.pattern.finditer(unit.sentence.text) if actors.pattern else ():
            if _says_name(name := actors.names[match.group()], match.group()):
                first.setdefault(name, unit.sentence)
    return first


def _says_name(name: str, text: str) -> bool:
    return name.casefold() in text.casefold() or any(
        re.search(rf"(?<!\w){re.escape(called)}(?!\w)", text) for called in CALLED.get(name, ()) if called in text
    )


def worth(candidate: Candidate, weights: Mapping[str, float]) -> float:
    return sum(weights.get(name, 0.0) * value for name, value in candidate.features.items())


def candidates(units: Sequence[Unit], actors: Actors, weights: Mapping[str, float]) -> list[list[Candidate]]:
    """For every unit the parties that it names or means, with what speaks for each."""
    quotes = find_quotes(units)
    spots = _spots(units, actors)
    shares = _shares(spots)
    persons = {person.name for person in actors.people}
    speakers = _speakers(actors.people)
    result: list[list[Candidate]] = []
    before: list[Candidate | None] = []  # the likeliest holder of each earlier unit
    for place, unit in enumerate(units):
        _add_pronouns(place, units, spots, persons)
        own: dict[str, Candidate] = {}
        for order, spot in enumerate(spots[place]):
            one = own.setdefault(spot.name, _candidate(spot, unit))
            _notice(one.features, spot, order, unit.sentence.text, quotes[place])
        for spot in _from_elsewhere(place, units, quotes, actors, speakers, before):
            one = own.setdefault(spot.name, _candidate(spot, unit))
            one.features[f"{'also' if one.how != spot.how else 'only'}.{spot.how}"] = 1.0
        for one in own.values():
            one.features["bias"] = 1.0
            one.features["share"] = shares.get(one.name, 0.0)
            one.features["alone"] = float(len(own) == 1)
        before.append(max(own.values(), key=lambda one: worth(one, weights), default=None))
        result.append(list(own.values()))
    return result


def _candidate(spot: Spot, unit: Unit) -> Candidate:
    return Candidate(spot.name, spot.how, unit.sentence.text[spot.start : spot.end], spot.named_in)


def _spots(units: Sequence[Unit], actors: Actors) -> list[list[Spot]]:
    """Where each unit names a party, or means somebody who speaks for one."""
    spots: list[list[Spot]] = [[] for _ in units]
    for person in actors.people:
        for mention in person.mentions:
            if mention.place >= 0 and mention.how != "quotation":
                sentence = units[mention.place].sentence
                here = mention.how == "name"
                spots[mention.place].append(
                    Spot(
                        mention.start - sentence.start,
                        mention.end - sentence.start,
                        person.party or person.name,
                        mention.how,
                        sentence if here and not person.party else person.named_in,
                    )
                )
    for unit, own in zip(units, spots, strict=True):
        taken = [(spot.start, spot.end) for spot in own]
        for match in islice(actors.pattern.finditer(unit.sentence.text), MOST_NAMES) if actors.pattern else ():
            if not any(start < match.end() and match.start() < end for start, end in taken):
                own.append(Spot(match.start(), match.end(), actors.names[match.group()], "name", unit.sentence))
        own.sort(key=lambda spot: spot.start)
    return spots


def _shares(spots: Sequence[Sequence[Spot]]) -> dict[str, float]:
    """How much of the essay's naming goes to each party, from 0 to 1."""
    counts = Counter(spot.name for own in spots for spot in own)
    most = max(counts.values(), default=1)
    return {name: count / most for name, count in counts.items()}


def _add_pronouns(place: int, units: Sequence[Unit], spots: list[list[Spot]], persons: Collection[str]) -> None:
    """Give "it" and "their" the party that the text last spoke of: no single person."""
    text = units[place].sentence.text
    named = [spot for spot in spots[place] if spot.how not in ("pronoun", "role") and spot.name not in persons]
    added = []
    for match in islice(_PRONOUN.finditer(text), MOST_NAMES):
        earlier = [spot for spot in named if spot.end <= match.start()]
        meant = earlier[0] if earlier else _subject_before(place, units, spots, persons)
        if meant:
            added.append(Spot(match.start(), match.end(), meant.name, "pronoun", meant.named_in))
    spots[place] = sorted([*spots[place], *added], key=lambda spot: spot.start)


def _subject_before(
    place: int, units: Sequence[Unit], spots: Sequence[Sequence[Spot]], persons: Collection[str]
) -> Spot | None:
    """Of the nearest earlier sentence that speaks of a party, the first subject, else the first party."""
    for back in range(place - 1, max(-1, place - 1 - _FAR_BACK), -1):
        apart = units[place].sentence.paragraph - units[back].sentence.paragraph
        if apart > (1 if units[place].sentence.number == 1 else 0):
            return None
        text = units[back].sentence.text
        bodies = [spot for spot in spots[back] if spot.name not in persons]
        acts = [spot for spot in bodies if ACTS.match(text[spot.end : spot.end + 160])]
        if bodies:
            return (acts or bodies)[0]
    return None


def _notice(features: Features, spot: Spot, order: int, text: str, quoted: Quoted) -> None:
    """What the place of one mention says for or against its party."""
    before, behind = text[max(0, spot.start - 90) : spot.start], text[spot.end : spot.end + 160]
    says, acts = _SAYS.match(behind) is not None, ACTS.match(behind) is not None
    owns = spot.how in ("pronoun",) and text[spot.start : spot.end].lower() in ("its", "their", "his", "her")
    names = {
        f"by.{spot.how}": True,
        f"by.{spot.how}.opens": spot.start < 6,
        f"by.{spot.how}.acts": acts,
        "first": order == 0,
        "second": order == 1,
        "says": says,
        "acts": acts and not says,
        "says.second": says and order > 0,
        "acts.second": acts and not says and order > 0,
        "within": _THAT.search(before) is not None and acts,
        "if": _IF.search(before) is not None,
        "agent": _BY.search(before) is not None,
        "told": _TOLD.search(before) is not None,
        "according": _ACCORDING.search(before) is not None,
        "object": _OBJECT.search(before) is not None and not acts,
        "object.acts": _OBJECT.search(before) is not None and acts,
        "owned": _OWNED.match(behind) is not None,
        "owns": owns or behind[:1] in ("'", "’"),
        "quoted": quoted.holds(spot.start),
        "quoted.by.another": quoted.holds(spot.start) and speech_outside(text, quoted) is not None,
        "opens": spot.start < 6,
    }
    for name, holds in names.items():
        if holds:
            features[name] = 1.0


def _speakers(people: Sequence[Person]) -> dict[int, list[Person]]:
    """The people who speak each bare quotation, by its place."""
    found: dict[int, list[Person]] = {}
    for person in people:
        for place in {said.place for said in person.mentions if said.how == "quotation"}:
            found.setdefault(place, []).append(person)
    return found


def _from_elsewhere(
    place: int,
    units: Sequence[Unit],
    quotes: Sequence[Quoted],
    actors: Actors,
    speakers: Mapping[int, Sequence[Person]],
    before: Sequence[Candidate | None],
) -> list[Spot]:
    """The parties of the heading, of the sentence before, and of whoever speaks a quotation."""
    unit = units[place]
    found = []
    if unit.heading_sentence and actors.pattern and (match := actors.pattern.search(unit.heading)):
        how = "item" if unit.kind is ParagraphKind.ITEM else "heading"
        found.append(Spot(0, 0, actors.names[match.group()], how, unit.heading_sentence))
    where = spoken_in(place, units, quotes) if quotes[place].whole else None
    if where is not None:
        found += [
            Spot(0, 0, person.party or person.name, "quotation", person.named_in) for person in speakers.get(place, ())
        ]
    last = before[place - 1] if place else None
    apart = place > 0 and units[place - 1].sentence.paragraph != unit.sentence.paragraph
    resumed = _OPENS.match(unit.sentence.text) is not None
    if last and (resumed or not apart):
        how = ("resumed" if resumed else "before") + (".apart" if apart else "")
        found.append(Spot(0, 0, last.name, how, last.named_in))
    return found
