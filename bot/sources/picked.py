"""From a model's picks to drafts: our sentences, our names and our rules, in the model's order.

Nothing that a model writes stands in a draft but a headline, and that only when it is a stretch of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.sources.answer import Pick
from briefs.derive import Cue, Draft, Span
from briefs.derive.features import Features, Unit, features_of
from briefs.derive.holders import Holder, holders
from briefs.derive.kinds import attributed, kind_of
from briefs.derive.parties import Actors, find_actors
from briefs.derive.people import find_people
from briefs.derive.stance import stance_of
from briefs.derive.weights import shipped
from briefs.derive.wording import LONGEST, headline
from briefs.derive.words import is_number, stem, words_of
from briefs.essay import Sentence
from briefs.model import Dossier, Kind

CUE = Cue("chosen by the model", "", 0.0)

_PLAIN = re.compile(r"[\w .,;:!?'’‘\"“”()%$€£&/–—…-]+")
_ADDRESS = re.compile(r"://|\bwww\.", re.IGNORECASE)
_NAME = re.compile(r"[A-Z][\w.&’'-]*(?: [\w.&’'-]+){0,4}")

# Words that a headline may add, or lose, without saying anything else.
_LINKING = frozenset("a an the this that and of to in on at by for from with as it its is are was were be 's".split())
_PRONOUNS = (["it"], ["its"], ["they"], ["their"], ["he"], ["his"], ["she"], ["her"])
# Words without which a sentence says something else: a headline keeps them all.
_TURNING = frozenset(
    stem(word)
    for word in """
    not no never nor neither none nobody nothing without hardly barely except deny denies denied false untrue
    if unless may might could would should perhaps possibly likely unlikely probably allegedly reportedly almost
    """.split()
)


def draft_picks(units: Sequence[Unit], picks: Sequence[Pick], dossier: Dossier | None) -> tuple[Draft, ...]:
    """A draft for every pick, best first. A pick's number is a place in `units`, from 1."""
    actors = find_actors(units, dossier, find_people(units))
    named = [_names_in(unit, actors) for unit in units]
    whose, features = holders(units, actors, shipped().holder), features_of(units)
    drafts = []
    for rank, pick in enumerate(picks):
        place = pick.number - 1
        holder = _holder(pick.party, place, units, actors, named) or whose[place]
        drafts.append(_draft(units[place], pick, holder, features[place], round(1 - rank / len(picks), 4)))
    return tuple(drafts)


def known_names(units: Sequence[Unit], dossier: Dossier | None) -> list[str]:
    """The parties by which a model may name a holder: the dossier's, then those that act in the essay."""
    own = [party.name for party in dossier.parties] if dossier else []
    return list(dict.fromkeys([*own, *find_actors(units, dossier).names.values()]))


def _draft(unit: Unit, pick: Pick, holder: Holder | None, features: Features, score: float) -> Draft:
    kind = pick.kind or kind_of(pick.topic, features, unit.sentence.text, held=holder is not None)
    if kind is Kind.POSITION and holder is None:
        kind = kind_of(pick.topic, features, unit.sentence.text, held=False)
    party = holder.name if holder and kind is Kind.POSITION else None
    return Draft(
        topic=pick.topic,
        kind=kind,
        headline=_headline(pick.headline, unit.sentence.text, party),
        text=attributed(unit.sentence.text, kind, party, holder.said if holder else ""),
        party=party,
        stance=(pick.stance or stance_of(pick.topic, unit, features, shipped().stance)) if party else None,
        spans=(_span(unit.sentence),),
        score=score,
        cues=(CUE,),
        support=tuple(_span(one) for one in holder.named_in if one is not unit.sentence) if holder and party else (),
        held_by=holder.by if holder and party else "",
    )


def _span(sentence: Sentence) -> Span:
    return Span(sentence.start, sentence.end, sentence.text)


def _names_in(unit: Unit, actors: Actors) -> set[str]:
    if actors.pattern is None:
        return set()
    return {actors.names[match.group()] for match in actors.pattern.finditer(unit.sentence.text[:2000])}


def _holder(said: str, place: int, units: Sequence[Unit], actors: Actors, named: Sequence[set[str]]) -> Holder | None:
    """The party that a model means, if we know it, with the nearest sentence that names it, an earlier one first."""
    wanted = said.removeprefix("the ").removeprefix("The ")
    if not wanted:
        return None
    for surface, name in actors.names.items():
        if wanted.casefold() in (surface.casefold(), name.casefold()):
            places = [*range(place, -1, -1), *range(place + 1, len(units))]
            where = next((other for other in places if name in named[other]), None)
            return Holder(name, (units[where].sentence,)) if where is not None else None
    own = units[place].sentence
    stands_there = _NAME.fullmatch(wanted) and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", own.text)
    return Holder(wanted, (own,)) if stands_there else None


def _headline(said: str, sentence: str, party: str | None) -> str:
    """The model's headline where it is a stretch of the sentence, else the sentence's main clause."""
    said = said.strip(" .")
    plain = 0 < len(said) <= LONGEST and _PLAIN.fullmatch(said) and not _ADDRESS.search(said)
    return said if plain and _is_excerpt(said, sentence, party) else headline(sentence)


def _is_excerpt(said: str, sentence: str, party: str | None) -> bool:
    """Whether it is one stretch of the sentence with every word that turns its meaning; "and", "the" and such are free.

    Words left out in between could give one party's verb to another. "It" at the head may become the party's name.
    """
    wanted, there, owner = _content_words(said), _content_words(sentence), _content_words(party or "")
    kept = [word for word in there if word in _TURNING]
    if not wanted or [word for word in wanted if word in _TURNING] != kept:
        return False
    if owner and wanted[: len(owner)] == owner and words_of(sentence[:40])[:1] in _PRONOUNS:
        rest = wanted[len(owner) :]
        return bool(rest) and _begins(_without_pronoun(there), rest)
    return any(_begins(there[place:], wanted) for place, word in enumerate(there) if word == wanted[0])


def _content_words(text: str) -> list[str]:
    words = [word for word in words_of(text) if (word[:1].isalnum() or word in ";:") and word not in _LINKING]
    return [word if is_number(word) else stem(word) for word in words]


def _without_pronoun(words: list[str]) -> list[str]:
    return words[1:] if words[:1] in _PRONOUNS else words


def _begins(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return list(words[: len(wanted)]) == list(wanted)
