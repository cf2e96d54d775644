"""How well derivation does on labelled essays: `communique score`. The labels are those of tests/labelled/LABELS.md.

A folder has `essays/NAME.md` and `gold/NAME.json`; an editor may label essays of their own and score them the same way.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from briefs.derive import Draft, derive_cards
from briefs.derive.features import read_units
from briefs.derive.people import find_people
from briefs.derive.weights import digest, shipped
from briefs.essay import read_snapshot
from briefs.model import TOPICS

REPRINT = "python tests/labelled/train.py --table"
LEAST_OVERLAP = 12  # characters, where a span lies inside a longer sentence

Pair = tuple[int, str]  # a sentence of the essay, and a topic


class Unscorable(Exception):
    """A folder that holds no labelled essays, or a label that cannot be read: a sentence that says which."""


@dataclass(frozen=True)
class Labelled:
    """An essay and what a reader found in it: the pairs that cards must give, those that they may, the must-haves."""

    name: str
    text: str
    published: str
    on_topic: bool
    sentences: tuple[tuple[int, int, int], ...]  # start, end, and the number of the sentence that it repeats or is
    required: frozenset[Pair]
    allowed: frozenset[Pair]
    must_haves: frozenset[int]
    named: frozenset[tuple[int, str]] = frozenset()  # a sentence, and somebody whom it names
    meant: frozenset[tuple[int, str]] = frozenset()  # or means, by a pronoun or a description


@dataclass(frozen=True)
class Found:
    """What derivation made of one labelled essay."""

    essay: Labelled
    pairs: frozenset[Pair]
    cards: int
    quotes: int
    verbatim: int


def score_table(folder: Path | None) -> str:
    """The shipped weights on the labelled essays of a folder; and, in any case, how they did on essays left out."""
    parts = []
    if folder is not None:
        found = [_derived(essay) for essay in read_labelled(folder)]
        parts += [f"# {len(found)} labelled essays in {folder}", "", *_rows(found), ""]
        parts += [*who_rows([one.essay for one in found]), ""]
        parts += [_honesty([one.essay for one in found]), ""]
    parts += [f"# As published, on texts left out of the training (`{REPRINT}` reprints this)", "", published_table()]
    return "\n".join(parts).rstrip() + "\n"


def _honesty(essays: Sequence[Labelled]) -> str:
    known = sum(digest(essay.text) in shipped().trained_on for essay in essays)
    if not known:
        return "The shipped weights were trained on none of them."
    return (
        f"The shipped weights were trained on {known} of them: no measure of how they do on a text that they never saw."
    )


def published_table() -> str:
    return (files("briefs.derive") / "left_out.md").read_text(encoding="utf-8")


def read_labelled(folder: Path) -> list[Labelled]:
    """Every labelled essay of a folder, or Unscorable."""
    paths = sorted((folder / "gold").glob("*.json"))
    if not paths:
        raise Unscorable(f"{folder} holds no labelled essays: there is no gold/NAME.json in it.")
    return [_read(path, folder) for path in paths]


def _read(path: Path, folder: Path) -> Labelled:
    try:
        gold = json.loads(path.read_text(encoding="utf-8"))
        essay = folder / gold.get("essay", f"essays/{path.stem}.md")
        text = essay.read_bytes().decode("utf-8")
        return _labelled(gold, path.stem, text)
    except OSError as wrong:
        raise Unscorable(f"{wrong.filename} cannot be read: {wrong.strerror}.") from wrong
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        raise Unscorable(f"{path} is not a label file as tests/labelled/LABELS.md has it ({wrong}).") from wrong


def _labelled(gold: Mapping[str, Any], name: str, text: str) -> Labelled:
    first: dict[str, int] = {}
    spans, required, allowed, must_haves = [], set(), set(), set()
    named = {(int(one["start"]), name) for one in gold["sentences"] for name in one.get("people", ())}
    referred = {(int(one["start"]), name) for one in gold["sentences"] for name in one.get("people_ref", ())}
    for number, label in enumerate(gold["sentences"]):
        start, end = int(label["start"]), int(label["end"])
        repeat = "dup" in label.get("flags", ())
        meant = first.setdefault(text[start:end], number) if repeat else number
        first.setdefault(text[start:end], number)
        spans.append((start, end, meant))
        topics, salience = label["topics"], label["salience"]
        allowed |= {(number, topic) for topic in (*label.get("topics_ok", ()), *topics)}
        if salience and not repeat:
            required |= {(number, topic) for topic in topics}
            must_haves |= {number} if salience == 2 else set()
    return Labelled(
        str(gold.get("name", name)),
        text,
        str(gold.get("published") or ""),
        bool(gold["on_topic"]),
        tuple(spans),
        frozenset(required),
        frozenset(allowed),
        frozenset(must_haves),
        frozenset(named),
        frozenset(referred - named),
    )


def _derived(essay: Labelled) -> Found:
    drafts = derive_cards(read_snapshot(essay.text), published=essay.published).drafts
    spans = [span for draft in drafts for span in draft.spans]
    return Found(
        essay,
        frozenset(_pairs(essay, drafts)),
        len(drafts),
        len(spans),
        sum(essay.text[span.start : span.end] == span.text for span in spans),
    )


def _pairs(essay: Labelled, drafts: Iterable[Draft]) -> Iterable[Pair]:
    for draft in drafts:
        for span in draft.spans:
            for start, end, number in essay.sentences:
                if _covers(span.start, span.end, start, end):
                    yield number, draft.topic


def _covers(start: int, end: int, from_: int, to: int) -> bool:
    """At least half of the sentence is quoted, or most of the quotation comes from it."""
    overlap = min(end, to) - max(start, from_)
    return overlap > 0 and (overlap * 2 >= to - from_ or (overlap * 2 >= end - start and overlap >= LEAST_OVERLAP))


def _rows(found: Sequence[Found]) -> Iterable[str]:
    on_topic = [one for one in found if one.essay.on_topic]
    right, wrong, missed = _counts(on_topic)
    yield "| topic | precision | recall | F1 | pairs |"
    yield "| --- | --- | --- | --- | --- |"
    for topic in TOPICS:
        yield _row(topic, right[topic], wrong[topic], missed[topic])
    yield _row("**all**", right.total(), wrong.total(), missed.total())
    wanted = sum(len(one.essay.must_haves) for one in on_topic)
    covered = sum(len(_covered(one)) for one in on_topic)
    quotes, verbatim = sum(one.quotes for one in found), sum(one.verbatim for one in found)
    yield ""
    yield f"Must-have sentences covered with a right topic: {_share(covered, wanted)} of {wanted}."
    yield f"Quotes that stand in their essay word for word: {_share(verbatim, quotes)} of {quotes}."
    yield f"Essays on a negotiation that gave no card: {_names(one for one in on_topic if not one.cards)}."
    others = [one for one in found if not one.essay.on_topic]
    yield f"Cards from the {len(others)} texts on something else: {sum(one.cards for one in others)}."


def who_rows(essays: Sequence[Labelled]) -> list[str]:
    """How well people are found: by name, and by pronoun or description; on the essays whose labels have people."""
    names, refs = Counter[str](), Counter[str]()
    for essay in essays:
        if not essay.named:
            continue
        units = read_units(read_snapshot(essay.text))
        said = [(units[m.place].sentence.start, p.name, m.how) for p in find_people(units) for m in p.mentions]
        own = {(start, name) for start, name, how in said if how in ("name", "surname", "title")}
        other = {(start, name) for start, name, _ in said} - own
        _count(names, own, essay.named)
        _count(refs, other - essay.named, essay.meant)
    if not names:
        return ["No people are labelled."]
    rows = ["| people | precision | recall | F1 | mentions |", "| --- | --- | --- | --- | --- |"]
    for title, counts in (("by name", names), ("by pronoun, role or quotation", refs), ("**all**", names + refs)):
        rows.append(_row(title, counts["right"], counts["wrong"], counts["missed"]))
    return rows


def _count(counts: Counter[str], found: set[tuple[int, str]], wanted: frozenset[tuple[int, str]]) -> None:
    counts.update(right=len(found & wanted), wrong=len(found - wanted), missed=len(wanted - found))


def same_party(one: str, other: str) -> bool:
    """Whether all words of the shorter of two names stand in the longer: "the Council" in "Southern Council"."""
    few, many = sorted((_name_words(one), _name_words(other)), key=len)
    return bool(few) and few <= many


def _name_words(name: str) -> set[str]:
    words = {re.sub(r"['’]s?\Z", "", word.strip(".,")) for word in name.casefold().split()}
    return words - {"the", "of", "and", ""}


def _counts(found: Iterable[Found]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    for one in found:
        right.update(topic for _, topic in one.pairs & one.essay.required)
        wrong.update(topic for _, topic in one.pairs - one.essay.required - one.essay.allowed)
        missed.update(topic for _, topic in one.essay.required - one.pairs)
    return right, wrong, missed


def _covered(one: Found) -> Collection[int]:
    return one.essay.must_haves & {number for number, _ in one.pairs & one.essay.allowed}


def _row(name: str, right: int, wrong: int, missed: int) -> str:
    f1 = _share(2 * right, 2 * right + wrong + missed)
    return f"| {name} | {_share(right, right + wrong)} | {_share(right, right + missed)} | {f1} | {right + missed} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.2f}" if whole else "-"


def _names(found: Iterable[Found]) -> str:
    return ", ".join(one.essay.name for one in found) or "none"
