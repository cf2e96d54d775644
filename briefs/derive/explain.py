"""Why a draft is what it is, in lines for an editor: `communique derive FILE --explain`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from briefs.derive.drafts import Cue, Draft
from briefs.derive.stance import words_for
from briefs.derive.words import stems_of, words_of
from briefs.model import TOPICS

_NOTES = {
    "shape.short": "under nine words",
    "shape.brief": "under sixteen words",
    "shape.long": "over thirty words",
    "shape.very_long": "over forty-five words",
    "shape.question": "a question",
    "shape.exclaimed": "an exclamation",
    "shape.quoted": "quotes somebody",
    "shape.all_quoted": "all of it a quotation",
    "shape.names": "has names",
    "shape.no_names": "has no names",
    "shape.full_name": "has a full name",
    "shape.apposed": "a name with a description behind it",
    "shape.titled": "a name with a title",
    "shape.numbers": "has numbers",
    "shape.digits": "has figures",
    "shape.year": "has a year",
    "shape.old_year": "has a year before 2010",
    "shape.semicolon": "has a semicolon",
    "shape.colon": "has a colon",
    "shape.brackets": "has brackets",
    "shape.commas": "commas",
    "place.first_mentions": "the first to mention somebody",
    "place.opening": "opens the text",
    "place.closing": "closes the text",
    "place.early": "in the first third of the text",
    "place.late": "in the last quarter of the text",
    "place.paragraph_first": "first in its paragraph",
    "place.paragraph_last": "last in its paragraph",
    "place.item": "an item of a list",
    "before.any": "does not begin its paragraph",
    "behind.any": "does not end its paragraph",
    "sign.speech": "somebody says it",
    "sign.official": "an official voice",
    "sign.denial": "a denial",
    "sign.hedge": "a hedge",
    "sign.author": "the author's own voice",
    "sign.we": "“we”",
    "sign.reader": "speaks to the reader",
    "sign.advice": "advice",
    "sign.memory": "the author's memory",
    "sign.lead_in": "only leads on to something",
    "sign.aphorism": "a saying",
    "sign.scene": "sets a scene",
    "sign.parties": "a body that negotiates",
    "sign.talks": "the talk of talks",
    "sign.money": "an amount of money",
    "sign.share": "a percentage",
    "sign.not": "a negation",
    "sign.contrast": "a contrast",
    "sign.cause": "a reason",
    "sign.condition": "a condition",
    "sign.will": "will be",
    "sign.might": "may or can be",
    "sign.past": "told in the past",
    "sign.perfect": "has been",
    "sign.present": "told in the present",
    "sign.quantity": "a quantity",
    "sign.elsewhere": "an example from elsewhere",
    "sign.bargaining": "the course of talks",
    "sign.other_field": "words of another field",
}
_WHERE = {"heading": "the heading above", "before": "the sentence before", "behind": "the sentence behind"}
_STRENGTHS = {
    "named": "cue that names it",
    "decisive": "decisive cue",
    "supporting": "supporting cue",
    "faint": "faint cue",
}
_OFTEN = {1: "more than once", 2: "more than three times"}
_SECOND_LOOK = {  # with a topic behind the colon
    "own": "it also reads as {}",
    "before": "the sentence before reads as {}",
    "behind": "the sentence behind reads as {}",
}
_RANKS = {"best": "how sure the first look is of its plainest topic", "second": "and of the next one"}


def explain(draft: Draft) -> list[str]:
    """How sure the label is and what made it, the weightiest first (log odds); then stance, holder and dates."""
    words = words_of(draft.spans[0].text)
    sure = f"{draft.score:.0%} sure that this is about {draft.topic}, for (+) and against (-); +0.7 doubles the odds:"
    reasons = (f"{cue.weight:+.2f} {_reason(cue, draft.topic, words)}" for cue in draft.cues)
    return [
        sure,
        *reasons,
        *_stance(draft),
        *(f"date: “{one.text}” is {one.normal or 'not known'}" for one in draft.dates),
    ]


def _reason(cue: Cue, topic: str, words: Sequence[str]) -> str:
    place, elsewhere, name = cue.name.rpartition(":")
    if name in TOPICS:
        return _SECOND_LOOK[place].format(name)
    plain = name.rstrip("+")
    group, _, rest = plain.partition(".")
    if group in ("word", "pair"):
        return f"the {group} “{_spelt(rest.split(), words)}”"
    if rest in _STRENGTHS:
        reason = _STRENGTHS[rest] + ("" if group == topic else f" of {group}")
    else:
        reason = _RANKS.get(plain) or _NOTES.get(plain, plain)
    if elsewhere:
        return f"{_WHERE[place]}: {reason}"
    if name != plain:
        return f"{reason}, {_OFTEN[len(name) - len(plain)]}"
    return f"{reason} “{cue.words}”" if cue.words else reason


def _spelt(stems: Sequence[str], words: Sequence[str]) -> str:
    """The words of a sentence that have these stems, in a row."""
    own = stems_of(list(words))
    count = len(stems)
    starts = (start for start in range(len(own)) if own[start : start + count] == list(stems))
    return next((" ".join(words[start : start + count]) for start in starts), " ".join(stems))


def _stance(draft: Draft) -> Iterable[str]:
    sentence = draft.spans[0].text
    if draft.stance:
        words = words_of(sentence)
        said = words_for(draft.stance, words, stems_of(words))
        yield f"stance: {draft.stance.value}" + (f", for “{', '.join(said)}”" if said else ", by the look of it all")
    if draft.party:
        by = f", by {draft.held_by}" if draft.held_by else ""
        named = draft.support[0].text if draft.held_by and draft.support else sentence
        yield f"held by {draft.party}{by}, named in “{_beginning(named)}”"
    elif draft.support:
        yield f"the name is from “{_beginning(draft.support[0].text)}”"


def _beginning(sentence: str) -> str:
    return sentence if len(sentence) <= 90 else sentence[:89] + "…"
