"""The sentence that names somebody whom a card names and its quote calls "she", or by surname alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from briefs.carried import names
from briefs.carried.tables import TITLES
from briefs.carried.tokens import read_words
from briefs.essay import ParagraphKind, Sentence, Snapshot
from briefs.evidence import find_again, quote
from briefs.model import Card, Dossier, Quote

_FAR_BACK = 6  # sentences before the quote in which a pronoun's person is looked for
_PRONOUN = re.compile(r"(?<!\w)(?:he|she|they|it|his|her|hers|him|their|its|them)(?!\w)", re.IGNORECASE)
_SHE = re.compile(r"(?<!\w)(?:he|she|his|her|hers|him)(?!\w)", re.IGNORECASE)


def attach_support(card: Card, snapshot: Snapshot, dossier: Dossier) -> Card:
    """The card, with the sentence as further evidence that names in full whom its quotes only mean.

    Nothing is attached where it could be somebody else: a surname that two people of the essay share, or a pronoun
    with another name in between.
    """
    quotes = [found for one in card.evidence if isinstance(one, Quote) and (found := find_again(snapshot, one))]
    if not quotes:
        return card
    own = {one.exact for one in quotes}
    for words in (card.headline, card.text):
        for name in _wanted(words, quotes, dossier):
            sentence = _naming(name, snapshot, quotes, dossier)
            if sentence:
                quotes.append(quote(quotes[0].essay, snapshot, sentence.start, sentence.end))
    known = {(one.start, one.end) for one in card.evidence if isinstance(one, Quote)}
    fresh = [one for one in quotes if (one.start, one.end) not in known and one not in card.evidence]
    return replace(card, evidence=(*card.evidence, *(one for one in fresh if one.exact not in own)))


def _wanted(words: str, quotes: list[Quote], dossier: Dossier) -> list[names.Name]:
    """The names of a card that its quotes do not carry, whole: "Davit Orlan" where only "Davit" misses."""
    cited = {one.essay for one in quotes}
    records = [record for essay in dossier.essays if essay.id in cited for record in (essay.author, essay.publisher)]
    sources = names.read_sources([one.exact for one in quotes], records, dossier)
    missing = {word.start for name in names.uncarried(words, sources) for word in name.words}
    ordinary = names.lower_stems(sources)
    return [name for name in names.read_names(words, (), ordinary) if any(word.start in missing for word in name.words)]


def _naming(name: names.Name, snapshot: Snapshot, quotes: list[Quote], dossier: Dossier) -> Sentence | None:
    """The sentence that names somebody in full, when only they can be meant."""
    surname = name.words[-1].norm
    if any(word.norm == surname for one in quotes for word in read_words(one.exact)):
        return _by_surname(name, snapshot)
    return _by_pronoun(name, snapshot, quotes, dossier)


def _by_surname(name: names.Name, snapshot: Snapshot) -> Sentence | None:
    """The first sentence with the full name, unless the essay knows another person of that surname."""
    named = None
    surname = name.words[-1].norm
    for sentence in _sentences(snapshot):
        for other in names.read_names(sentence.text):
            if len(other.words) < 2 or other.words[-1].norm != surname:
                continue
            if not _agree(name, other):
                return None
            if named is None and _has_all(name, sentence, snapshot):
                named = sentence
    return named


def _agree(name: names.Name, other: names.Name) -> bool:
    """Whether a fuller or shorter name may be the same person's: one of the words before the surname is shared."""
    ours = {word.norm for word in name.words[:-1]} - TITLES
    theirs = {word.norm for word in other.words[:-1]} - TITLES
    return not ours or not theirs or bool(ours & theirs)


def _by_pronoun(name: names.Name, snapshot: Snapshot, quotes: list[Quote], dossier: Dossier) -> Sentence | None:
    """The last sentence before a quote's "she" that names anybody, when it names this one and nobody else."""
    parties = names.read_sources([], [], dossier).known
    for one in quotes[:1]:
        if not _PRONOUN.search(one.exact):
            continue
        before = [sentence for sentence in _sentences(snapshot) if sentence.end <= one.start][-_FAR_BACK:]
        for sentence in reversed(before):
            people = list(_people(sentence, dossier))
            if len(name.words) > 1 and _SHE.search(one.exact):  # no party is she
                people = [other for other in people if not parties.named(other.raw)]
            if _has_all(name, sentence, snapshot):
                others = [other for other in people if other.words[-1].norm not in {word.norm for word in name.words}]
                return None if others else sentence
            if people:
                return None
    return None


def _people(sentence: Sentence, dossier: Dossier) -> Iterator[names.Name]:
    """Names of two words or more, and the parties."""
    parties = names.read_sources([], [], dossier).known
    for name in names.read_names(sentence.text):
        if len(name.words) > 1 or parties.named(name.raw):
            yield name


def _has_all(name: names.Name, sentence: Sentence, snapshot: Snapshot) -> bool:
    norms = [word.norm for word in read_words(sentence.text)]
    wanted = [word.norm for word in name.words]
    size = len(wanted)
    return any(norms[place : place + size] == wanted for place in range(len(norms) - size + 1))


def _sentences(snapshot: Snapshot) -> Iterator[Sentence]:
    for paragraph in snapshot.paragraphs:
        if paragraph.kind in (ParagraphKind.PROSE, ParagraphKind.ITEM):
            yield from paragraph.sentences
