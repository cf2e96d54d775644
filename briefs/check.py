"""Proof that a dossier's cards rest on what its essays say: every locator and every card against the real text."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from briefs.carried import objections
from briefs.dossier import Citation, Reading, in_order, read_folder
from briefs.essay import Sentence, Snapshot, read_snapshot
from briefs.evidence import sentence_hash
from briefs.model import Dossier, Locator
from briefs.topicfile import Problem


def check_report(folders: Iterable[Path], essay_file: Path | None = None) -> list[str]:
    """Everything that is wrong with these dossiers, a line each; with an essay, also with what they cite from it."""
    readings = {folder: read_folder(folder) for folder in folders}
    found = {folder: list(reading.problems) for folder, reading in readings.items()}
    essay_problems: list[str] = []
    if essay_file is not None:
        essay_problems = _prove(readings, found, essay_file)
    return [
        *essay_problems,
        *(f"{folder.name}/{problem}" for folder, problems in found.items() for problem in problems),
    ]


def prove_locators(dossier: Dossier, essay_id: str, snapshot: Snapshot) -> list[str]:
    """What each card cites from this essay and the essay does not say there, a line each."""
    index = Index(snapshot)
    cited = [(card.id, place) for card in dossier.cards for place in card.evidence if isinstance(place, Locator)]
    wrong = [(card, index.objection(place)) for card, place in cited if place.essay == essay_id]
    return [f"{card}: {objection}" for card, objection in wrong if objection]


class Index:
    """An essay's sentences, by their place and by their hash."""

    def __init__(self, snapshot: Snapshot) -> None:
        sentences = [sentence for paragraph in snapshot.paragraphs for sentence in paragraph.sentences]
        self._hashes = {(sentence.paragraph, sentence.number): sentence_hash(sentence.text) for sentence in sentences}
        self._places: dict[str, Sentence] = {}
        for sentence in reversed(sentences):  # the first of several equal ones stays
            self._places[sentence_hash(sentence.text)] = sentence

    def objection(self, locator: Locator) -> str:
        """Why the locator does not hold, with the way out; empty when it holds."""
        here = self._hashes.get((locator.paragraph, locator.sentence))
        if here is not None and here == locator.hash:
            return ""
        place = f"p{locator.paragraph} s{locator.sentence}"
        if not locator.hash:
            return f"has no hash; the sentence at {place} has {here}." if here else f"cites {place}: no such sentence."
        found = self._places.get(locator.hash)
        if found:
            return f"cites {place}, but that sentence is at p{found.paragraph} s{found.number}; write that."
        there = f"the sentence there has the hash {here}" if here else "there is no such sentence"
        return f"cites {place}, but its words are nowhere in the essay; {there}."


def _prove(readings: dict[Path, Reading], found: dict[Path, list[Problem]], file: Path) -> list[str]:
    """Add what the essay does not bear out; complain when it cannot be read or no dossier knows it."""
    try:
        raw = file.read_bytes()
        snapshot = read_snapshot(raw.decode())
    except OSError as error:
        return [f"{file}: cannot be read ({error.strerror}); give the file of an essay."]
    except UnicodeDecodeError as error:
        return [f"{file}:{raw.count(10, 0, error.start) + 1}: is not UTF-8 here; save the file in UTF-8."]
    digest = hashlib.sha256(raw).hexdigest()
    index = Index(snapshot)
    known = False
    for folder, reading in readings.items():
        essay = _essay_of(reading, digest, index)
        known = known or bool(essay)
        misplaced = list(_objections(reading.citations, essay, index))
        wrong = {citation.card for citation, _ in misplaced}
        cited = [one for one in reading.citations if one.locator.essay == essay and one.card not in wrong]
        uncarried = _uncarried(reading.dossier, essay, snapshot, cited) if reading.dossier else ()
        for citation, objection in (*misplaced, *uncarried):
            found[folder].append(Problem(citation.file, citation.line, objection))
        found[folder] = in_order(found[folder])
    if known:
        return []
    return [f"{file}: is no essay of these dossiers; write its hash {digest} into dossier.toml, or check another."]


def _essay_of(reading: Reading, digest: str, index: Index) -> str:
    """The essay with this very text, else the one whose locators it bears out best; empty when it bears out none."""
    for essay in reading.head.essays:
        if essay.snapshot_hash == digest:
            return essay.id
    proved = [citation.locator.essay for citation in reading.citations if not index.objection(citation.locator)]
    return max(sorted(set(proved)), key=proved.count, default="")


def _objections(citations: Sequence[Citation], essay: str, index: Index) -> Iterator[tuple[Citation, str]]:
    for citation in citations:
        objection = index.objection(citation.locator) if citation.locator.essay == essay else ""
        if objection:
            yield citation, objection


def _uncarried(
    dossier: Dossier, essay: str, snapshot: Snapshot, citations: Sequence[Citation]
) -> Iterator[tuple[Citation, str]]:
    """What keeps the cards that cite the essay from being published, each at the first place that the card cites."""
    essays = {one.id: one for one in dossier.essays}
    first = {one.card: one for one in reversed(citations)}
    for card in dossier.cards:
        if card.id in first:
            for objection in objections(card, essays, {essay: snapshot}, dossier):
                yield first[card.id], f"carries less than the card says. {objection}"
