"""From an essay to draft cards: offline, deterministic, and each label with the cues that made it.

The order of work: sentences in their context (features.py), what each says under the eight topics, at first and at a
second look (weights.py, again.py), whether the whole is about a negotiation (gate.py), what is said twice (repeats.py),
whose stance it is (parties.py, stance.py), and how it reads on a card (kinds.py, pronouns.py, wording.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from briefs.derive.dates import Date, find_dates
from briefs.derive.drafts import Cue, Derivation, Draft, Span
from briefs.derive.features import Unit, read_units, weight_of_cues
from briefs.derive.gate import EMPTY, REASON, openness
from briefs.derive.holders import Holder, holders
from briefs.derive.kinds import attributed, kind_of
from briefs.derive.parties import find_actors
from briefs.derive.people import find_authors, find_people
from briefs.derive.pronouns import Meant, find_meant, in_names
from briefs.derive.quotes import Quoted, find_quotes
from briefs.derive.repeats import repeats
from briefs.derive.stance import stance_of
from briefs.derive.weights import Judged, Weights, contributions, judge, labels, shipped
from briefs.derive.wording import headline
from briefs.essay import Sentence, Snapshot
from briefs.model import Dossier, Kind

__all__ = ["MOST", "Cue", "Date", "Derivation", "Draft", "Span", "derive_cards"]

MOST = 300  # drafts of one essay: as many as a report of 9,000 words gives


def derive_cards(
    snapshot: Snapshot, dossier: Dossier | None = None, published: str = "", weights: Weights | None = None
) -> Derivation:
    """One draft for every sentence and topic that it supports, best first; none, with the reason, from other texts.

    Of a book, the best three hundred.
    """
    weights = weights or shipped()
    units = read_units(snapshot)
    if not units:
        return Derivation((), EMPTY)
    judged = judge(units, weights)
    if openness([one.features for one in judged], weights.gate) < weights.open:
        return Derivation((), REASON)
    actors = find_actors(units, dossier, find_people(units))
    said_elsewhere = repeats(units)
    whose = holders(units, actors, weights.holder)
    quotes = find_quotes(units)
    meant = find_meant(units, actors.people, whose, quotes)
    best = sorted(
        (-_score(one, topic), place, topic)
        for place, one in enumerate(judged)
        if place not in said_elsewhere
        for topic in labels(one.scores, weights)
    )
    drafts = [
        _draft(units[place], topic, judged[place], whose[place], quotes[place], meant[place], weights, published)
        for _, place, topic in best[:MOST]
    ]
    people = (*actors.people, *find_authors(snapshot, actors.people))
    return Derivation(tuple(drafts), "" if drafts else REASON, people)


def _draft(
    unit: Unit,
    topic: str,
    judged: Judged,
    holder: Holder | None,
    quoted: Quoted,
    meant: Sequence[Meant],
    weights: Weights,
    published: str,
) -> Draft:
    sentence, features = unit.sentence, judged.features
    kind = kind_of(topic, features, sentence.text, held=holder is not None, quoted=quoted.whole)
    speaks = holder is not None and holder.how == "quotation"
    whose = holder if kind is Kind.POSITION or (speaks and kind is Kind.FACT) else None
    party = holder.name if holder and kind is Kind.POSITION else None
    text, line, named = in_names(sentence.text, meant, partial(headline, telling=partial(weight_of_cues, topic)))
    rests_on = dict.fromkeys([*(whose.named_in if whose else ()), *(one.named_in for one in named)])
    return Draft(
        topic=topic,
        kind=kind,
        headline=line,
        text=attributed(text, kind, whose.name if whose else None, whose.said if whose else ""),
        party=party,
        stance=stance_of(topic, unit, features, weights.stance) if party else None,
        spans=(_span(sentence),),
        score=_score(judged, topic),
        dates=tuple(find_dates(sentence.text, published)),
        cues=_cues(unit, judged, topic, weights),
        support=tuple(_span(one) for one in rests_on if one is not sentence),
        held_by=whose.by if whose else "",
    )


def _score(judged: Judged, topic: str) -> float:
    return round(judged.scores[topic], 4)


def _span(sentence: Sentence) -> Span:
    return Span(sentence.start, sentence.end, sentence.text)


def _cues(unit: Unit, judged: Judged, topic: str, weights: Weights) -> tuple[Cue, ...]:
    """The features behind a label, each with the words in the sentence that fired it."""
    words: dict[str, list[str]] = {}
    for match in unit.matches:
        words.setdefault(match.group, []).append(" ".join(unit.words[match.first : match.last + 1]))
    return tuple(
        Cue(name, ", ".join(dict.fromkeys(words.get(name.rstrip("+"), ())))[:200], weight)
        for name, weight in contributions(judged, topic, weights)
    )
