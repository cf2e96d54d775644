"""Why a card may not be published: what it says and its evidence does not carry.

A card's evidence must stand in the essay as we hold it; every name, number, date and negation of its headline and
text must be carried by a quote; and it must be a statement of its kind (briefs/statements.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from briefs.carried import (
    acts,
    bounds,
    counted,
    dates,
    limits,
    names,
    negations,
    numbers,
    offices,
    quantities,
    respelled,
    roles,
    said,
)
from briefs.carried.dates import Anchor, read_anchor
from briefs.carried.support import attach_support
from briefs.derive.words import stem, words_of
from briefs.essay import Snapshot
from briefs.evidence import find_again, locate
from briefs.model import Card, Dossier, Essay, Kind, Locator, Quote
from briefs.statements import statement_objections

__all__ = ["attach_support", "objections"]

_LONGEST = 2000  # characters of a headline or text that are looked at; whoever writes more is told to shorten it
_LONGEST_QUOTE = 5000
_MOST_QUOTED = 12_000  # characters of all quotes of a card: some eighty sentences


@dataclass(frozen=True)
class _Held:
    """Words that a card rests on, with the essay and the whole sentences that they are from."""

    essay: str
    words: str
    sentences: str


def objections(
    card: Card,
    essays: Mapping[str, Essay],
    snapshots: Mapping[str, Snapshot],
    dossier: Dossier,
    before: Card | None = None,
) -> list[str]:
    """Why a card may not be published, each a sentence with a way out; empty when it may.

    Essays and snapshots are by the essay's id. Where a locator's essay is not held here, its words are out of our
    sight: the card as it was `before`, which somebody proved, stands for them, and without it nothing is objected to.
    """
    if sum(len(one.exact) for one in card.evidence if isinstance(one, Quote)) > _MOST_QUOTED:
        return [f"The quotes have more than {_MOST_QUOTED:,} characters. Reject the card, and state it anew on fewer."]
    held, unseen, found = _evidence(card, snapshots)
    found.extend(statement_objections(card, essays, dossier))
    if unseen and before:
        said_before = _as_spelled(replace(before, headline=f"{before.headline}."))
        held.extend(_Held(one.essay, words, words) for one in card.evidence[:1] for words in said_before)
        unseen = False
    if not unseen and held:
        for what, words in zip(("headline", "text"), _as_spelled(card), strict=True):
            found.extend(_uncarried(what, words, held, essays, dossier))
            if card.kind is not Kind.JUDGEMENT:  # how likely something is may be our own view there
                found.extend(_opposed(what, words, held))
    return list(dict.fromkeys(found))


def _as_spelled(card: Card) -> list[str]:
    """The headline and the text, with the names as the essay has them that the card sets right."""
    both = (card.headline[:_LONGEST], card.text[:_LONGEST])
    return [respelled.as_spelled(words, "\n".join(both)) for words in both]


def _evidence(card: Card, snapshots: Mapping[str, Snapshot]) -> tuple[list[_Held], bool, list[str]]:
    """The words that a card rests on, whether some are out of our sight, and what is wrong with its evidence."""
    held: list[_Held] = []
    unseen = False
    wrong: list[str] = []
    for one in card.evidence:
        snapshot = snapshots.get(one.essay)
        if isinstance(one, Quote):
            place = find_again(snapshot, one) if snapshot else one
            if snapshot is None:
                wrong.append(f"We hold no text of “{one.essay}”, so its quote cannot be checked. Add the essay again.")
            elif place is None:
                wrong.append(
                    f"This quote is not in the essay as we hold it: “{_short(one.exact)}”. "
                    "Attach a sentence that stands there: it takes this one's place."
                )
            around = _around(snapshot, place) if snapshot and place else one.exact
            held.append(_Held(one.essay, one.exact[:_LONGEST_QUOTE], around[:_LONGEST_QUOTE]))
        elif snapshot is None:
            unseen = True
        else:
            wrong.extend(_locator(one, snapshot, held))
    return held, unseen, wrong


def _locator(locator: Locator, snapshot: Snapshot, held: list[_Held]) -> Iterator[str]:
    sentence = locate(snapshot, locator)
    if sentence:
        words = sentence.text[:_LONGEST_QUOTE]
        held.append(_Held(locator.essay, words, words))
    else:
        place = f"paragraph {locator.paragraph}, sentence {locator.sentence}"
        yield f"The sentence cited at {place} is not in the essay as we hold it. Attach the sentence anew."


def _around(snapshot: Snapshot, place: Quote) -> str:
    """The whole sentences of which a quote is a part, so that half a sentence cannot hide its "not"."""
    whole = [
        sentence.text
        for paragraph in snapshot.paragraphs
        if paragraph.start < place.end and place.start < paragraph.end
        for sentence in paragraph.sentences
        if sentence.start < place.end and place.start < sentence.end
    ]
    return " ".join(whole) or place.exact


def _uncarried(
    what: str, words: str, held: Sequence[_Held], essays: Mapping[str, Essay], dossier: Dossier
) -> Iterator[str]:
    """The names, numbers, dates and negations of a headline or text that the evidence does not carry."""
    dated = [(one.words, _anchor(essays.get(one.essay))) for one in held]
    quotes = [one.words for one in held]
    spans = [(date.start, date.end) for date in dates.read_dates(words, Anchor()) if not date.relative]
    for date in dates.uncarried(words, dated):
        yield _says(what, date.raw, "that date", "Attach the sentence that gives it, or take the date out.")
    for number in numbers.uncarried(words, quotes, spans):
        yield _says(what, number.raw, "that number", "Attach the sentence that gives it, or take the number out.")
    for bound in bounds.added(words, quotes):
        yield f"The {what} says “{bound}”, and no quote bounds that number so. Give the number as the essay does."
    for put, other in counted.miscounted(words, quotes, spans):
        yield f"The {what} says “{_short(put)}”, and the essay counts “{_short(other)}”. Say it as the essay does."
    for office in offices.added(words, [*quotes, *_records(held, essays), *_party_words(dossier)]):
        yield _says(what, office, "that office", "Attach the sentence that gives it, or take the word out.")
    sources = names.read_sources(quotes, list(_records(held, essays)), dossier)
    for name in names.uncarried(words, sources, spans):
        yield _says(what, name.raw, "that name", "Attach the sentence that has it, or take the name out.")
    quoted = [parts for one in held for parts in roles.read_parts(one.sentences, sources)]
    for put, other in roles.swapped(roles.read_parts(words, sources), quoted):
        yield (
            f"The {what} puts “{_short(put)}” where the essay has “{_short(other)}”. "
            "Say who does what as the essay does."
        )
    yield from _negated(what, words, held)
    yield from _limited(what, words, held)
    yield from _measured(what, words, held)
    yield from _acted(what, words, held)


def _negated(what: str, words: str, held: Sequence[_Held]) -> Iterator[str]:
    card = said.read_sentences(words)
    for negation in negations.added(card, _sentences(one.words for one in held)):
        yield (
            f"The {what} says “{negation.word}” (“{negation.around}”), and no quote denies that. "
            "Attach the sentence that does, or take the word out."
        )
    for word in negations.turned(card, _sentences(one.sentences for one in held)):
        yield (
            f"The essay says “{word}”, and the {what} says that it is accepted. "
            "Say what is refused, or attach the sentence that accepts it."
        )
    for negation in negations.removed(card, _sentences(one.sentences for one in held)):
        yield (
            f"The essay says “{negation.word}” (“{negation.around}”), and the {what} leaves it out. "
            "Put it in, or say it with another word that denies."
        )


def _limited(what: str, words: str, held: Sequence[_Held]) -> Iterator[str]:
    card = limits.read_rows(words)
    quotes = [row for one in held for row in limits.read_rows(one.sentences)]
    for word in limits.added(card, quotes):
        yield (
            f"The {what} says “{word}”, and no quote limits it so. Take the word out, or attach the sentence that does."
        )
    for word in limits.removed(card, quotes):
        yield f"The essay says “{word}”, and the {what} leaves it out. Put it in."
    for put, other in limits.other_sides(card, quotes):
        yield f"The {what} says “{put}”, and the essay says “{other}”. Say it as the essay does."


def _measured(what: str, words: str, held: Sequence[_Held]) -> Iterator[str]:
    card = quantities.read_counted(words)
    quotes = [one for each in held for one in quantities.read_counted(each.sentences)]
    for word in quantities.added(card, quotes):
        yield f"The {what} says “{word}”, and no quote says that of so many. Say how many as the essay does."
    for word in quantities.removed(card, quotes):
        yield f"The essay says “{word}”, and the {what} leaves it out. Put it in."


def _acted(what: str, words: str, held: Sequence[_Held]) -> Iterator[str]:
    card = acts.read_deeds(words)
    quotes = [one for each in held for one in acts.read_deeds(each.sentences)]
    for put, other in acts.turned(card, quotes):
        yield f"The {what} says “{put}”, and the essay says “{other}”. Say it as the essay does."
    for word in acts.refusals(card, quotes):
        yield (
            f"The {what} says “{word}”, and no quote refuses that. "
            "Attach the sentence that does, or say it as the essay does."
        )
    for word in acts.done(card, quotes):
        yield f"The essay says “{word}”, and the {what} says that it is done. Put it in."


def _opposed(what: str, words: str, held: Sequence[_Held]) -> Iterator[str]:
    quotes = _sentences(one.sentences for one in held)
    spelled = {stem(word): word for text in (words, *(one.sentences for one in held)) for word in words_of(text)}
    for put, other in negations.opposed(said.read_sentences(words), quotes):
        yield f"The {what} says “{spelled[put]}”, and the essay says “{spelled[other]}”. Say it as the essay does."


def _sentences(texts: Iterable[str]) -> list[said.Said]:
    return [sentence for text in texts for sentence in said.read_sentences(text)]


def _anchor(essay: Essay | None) -> Anchor:
    return read_anchor(essay.published) if essay else Anchor()


def _records(held: Sequence[_Held], essays: Mapping[str, Essay]) -> Iterator[str]:
    """Who wrote and published what is quoted: the essay's own record carries that."""
    for id in dict.fromkeys(one.essay for one in held):
        if essay := essays.get(id):
            yield from (record for record in (essay.author, essay.publisher) if record)


def _party_words(dossier: Dossier) -> Iterator[str]:
    """What the parties of a dossier are called: a party may be a presidency."""
    for party in dossier.parties:
        yield from (party.name, *party.aliases)


def _says(what: str, token: str, carried: str, way_out: str) -> str:
    return f"The {what} says “{_short(token)}”, and no quote carries {carried}. {way_out}"


def _short(words: str, limit: int = 80) -> str:
    line = " ".join(words.split())
    return line if len(line) <= limit else f"{line[: limit - 1].rstrip()}…"
