"""What an editor makes of the labelled essays' sentences in other words: honest words pass, the others are named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from briefs.carried import objections
from briefs.evidence import quote, sentences_with
from briefs.model import Card, Kind
from tests.briefs.altered import DOSSIER, labelled_essays

ESSAYS = {essay.id: (essay, snapshot) for essay, snapshot in labelled_essays()}
BEYOND = "beyond the rules: "  # how a row begins that they misjudge


@dataclass(frozen=True)
class Row:
    """A sentence of an essay, in an editor's words."""

    essay: str
    place: str  # some words of the sentence
    words: str
    token: str  # what a message has to name; empty: none may come
    is_beyond: bool  # the rules are known to misjudge it

    def objections(self) -> list[str]:
        essay, snapshot = ESSAYS[self.essay]
        sentence = sentences_with(snapshot, self.place)[0]
        evidence = (quote(essay.id, snapshot, sentence.start, sentence.end),)
        card = Card("facts/x", "facts", "The point", self.words, Kind.FACT, evidence, essay.published)
        return objections(card, {essay.id: essay}, {essay.id: snapshot}, DOSSIER)

    def is_judged_right(self) -> bool:
        said = self.objections()
        return any(f"“{self.token}".casefold() in one.casefold() for one in said) if self.token else not said


def rows() -> Iterator[Row]:
    text = Path(__file__).with_name("rewordings.txt").read_text(encoding="utf-8")
    essay = place = ""
    for line in text.splitlines():
        if line[:2] in ("+ ", "- "):
            words, _, token = line[2:].partition(" | ")
            yield Row(essay, place, words.removeprefix(BEYOND), token, words.startswith(BEYOND))
        elif line and line[0] != "#":
            essay, _, place = line.partition(": ")


@pytest.mark.parametrize("row", list(rows()), ids=lambda row: f"{row.essay}: {row.words[:60]}")
def test_honest_words_pass_and_others_are_named(row):
    assert row.is_judged_right() is not row.is_beyond, row.objections()


def test_there_are_many_of_both_sorts_and_few_that_are_beyond_the_rules():
    honest = [row for row in rows() if not row.token]
    others = [row for row in rows() if row.token]

    assert min(len(honest), len(others)) >= 60
    assert sum(row.is_beyond for row in honest) <= 0.1 * len(honest)
    assert sum(row.is_beyond for row in others) <= 0.15 * len(others)
