"""Cards and their altered twins: one name, number, unit, date, limit or "not" is changed, and nothing else.

The alterations are made without the rules that must find them: by tables and patterns of their own.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from briefs.derive.wording import headline
from briefs.essay import ParagraphKind, Sentence, Snapshot, read_snapshot
from briefs.evidence import quote
from briefs.model import Card, Dossier, Essay, Kind

LABELLED = Path(__file__).parents[1] / "labelled"
DEMONSTRATION = Path(__file__).parents[2] / "briefs" / "content" / "demonstration" / "essay.md"
DOSSIER = Dossier("any", "Any", (), (), (), (), ())

_NAMES = ("Kellogg", "Marwick", "Ostrava", "Benning", "Halvorsen", "Quillan", "Petrova", "Zanzibar", "Lindqvist")
_NUMBERS = ("eleven", "three", "seven", "forty", "two", "nine", "ninety", "sixteen")
_MONTHS = "January February March April June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_WORDED = "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty".split()
_NAME = re.compile(r"(?<=[a-z,] )(?!(?:I|Mr|Mrs|Ms|Dr|[A-Z]{2,})\b)[A-Z][a-zé]{3,}(?=[ ,.;'’])")
_NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\w/-]|[.,]\d)|\b(?:" + "|".join(_WORDED) + r")\b(?!-)")
_DATE = re.compile(r"\b(?:" + "|".join([*_MONTHS, *_DAYS]) + r")\b|(?<![\w,.$-])(?:19|20)\d\d(?![\w,-]|\.\d)")
_NOT = re.compile(r"(?<!or )\b(?:not|never)\b (?!only|just|merely)|(?<=[^ao])n['’]t\b")
_CAN_BE_DENIED = re.compile(r"\b(?:is|are|was|were|will|would|can|could|has|have|had|should|must|may)\b (?=[a-z])")
_DENIES = re.compile(r"\b(?:not|no|never|nor|neither|none|nobody|nothing|without|hardly|\w+n['’]t|cannot)\b", re.I)


@dataclass(frozen=True)
class Pair:
    """A card that may be published and its twin that may not, with the word that was put in or left out."""

    what: str
    card: Card
    twin: Card
    token: str
    essay: Essay
    snapshot: Snapshot


def labelled_essays() -> list[tuple[Essay, Snapshot]]:
    """The labelled essays and the demonstration, with the dates of their gold."""
    found = []
    for path in [*sorted(LABELLED.glob("essays/*.md")), DEMONSTRATION]:
        gold = LABELLED / "gold" / f"{path.stem}.json"
        published = json.loads(gold.read_text(encoding="utf-8")).get("published", "") if gold.exists() else "2026-11-18"
        essay = Essay(path.stem, "", "Ines Calloway", "The Basin Review", published)
        found.append((essay, read_snapshot(path.read_text(encoding="utf-8"))))
    return found


def pairs(seed: int) -> Iterator[Pair]:
    """Every sentence of the essays with something to alter, in a card that keeps its words or rewords them."""
    dice = random.Random(seed)
    for essay, snapshot in labelled_essays():
        known = set(_NAME.findall(snapshot.text))
        for paragraph in snapshot.paragraphs:
            if paragraph.kind is not ParagraphKind.PROSE:
                continue
            for sentence in paragraph.sentences:
                card = _card(essay, snapshot, sentence, dice)
                if card:
                    yield from _alter(card, essay, snapshot, known, dice)


def _card(essay: Essay, snapshot: Snapshot, sentence: Sentence, dice: random.Random) -> Card | None:
    words = " ".join(sentence.text.split())
    if not 40 <= len(words) <= 500:
        return None
    text = dice.choice(_REWORDINGS)(words)
    evidence = (quote(essay.id, snapshot, sentence.start, sentence.end),)
    return Card("facts/x", "facts", headline(words), text, Kind.FACT, evidence, essay.published)


def _spelled_out(words: str) -> str:
    words = words.replace("per cent", "%").replace(" %", "%").replace("percent", "per cent")
    words = words.replace("don't", "do not").replace("didn't", "did not").replace("isn't", "is not")
    return re.sub(r"\b(\d+(?:\.\d)?) million\b", lambda m: f"{round(float(m[1]) * 10**6):,}", words)


def _in_digits(words: str) -> str:
    values = dict(zip(_WORDED, [*range(2, 13), 20, 30, 40, 50, 60], strict=True))
    return re.sub(
        rf"(?<!-)(?<!and )\b({'|'.join(_WORDED)})\b(?!-| (?:hundred|thousand))", lambda m: str(values[m[1]]), words
    )


def _turned(words: str) -> str:
    months = "|".join([*_MONTHS, "May"])
    return re.sub(rf"\b(\d\d?) ({months})\b", r"\2 \1", words).replace("’", "'").replace("“", '"').replace("”", '"')


_REWORDINGS: tuple[Callable[[str], str], ...] = (
    str,
    lambda words: f"The author argues: {words}",
    lambda words: f"According to Ines Calloway in The Basin Review: {words}",
    lambda words: f"{words} So writes Calloway.",
    _spelled_out,
    _in_digits,
    _turned,
)


def _alter(card: Card, essay: Essay, snapshot: Snapshot, known: set[str], dice: random.Random) -> Iterator[Pair]:
    source = card.evidence[0].exact  # type: ignore[union-attr]
    field = dice.choice(("headline", "text"))
    words = str(getattr(card, field))
    for what, altered in (
        ("name", _swap(_NAME, words, _NAMES, source, dice)),
        ("first word", _swap_first(words, known, dice)),
        ("number", _swap(_NUMBER, words, _NUMBERS, source, dice)),
        ("digits", _swap(_NUMBER, words, ("37", "412", "5.9", "1,250"), source, dice)),
        ("unit", _swap_unit(words, source, dice)),
        ("date", _swap_date(words, source, dice)),
        ("names", _change_places(words, known)),
        ("no longer", _limit(words, "no longer", dice)),
        ("only", _limit(words, "only", dice)),
        ("only left out", _drop_only(words, dice)),
        ("unless", _turn_condition(words)),
        ("before", _turn_time(words, dice)),
        ("left out", _leave_out(words, dice)),
        ("put in", _put_in(words, dice)),
    ):
        if altered:
            twin = replace(card, headline=altered[0]) if field == "headline" else replace(card, text=altered[0])
            yield Pair(what, card, twin, altered[1], essay, snapshot)


def _swap(
    pattern: re.Pattern[str], text: str, choices: tuple[str, ...], source: str, dice: random.Random
) -> tuple[str, str] | None:
    places = [
        match
        for match in pattern.finditer(text)
        if match.group() not in ("Ines", "Calloway", "Basin", "Review")
        and not _DATE.search(text[max(0, match.start() - 12) : match.end() + 12])
    ]
    fresh = [choice for choice in choices if not _said(choice, f"{source} {text}".casefold())]
    if not places or not fresh:
        return None
    place, token = dice.choice(places), dice.choice(fresh)
    return f"{text[: place.start()]}{token}{text[place.end() :]}", token


def _said(choice: str, source: str) -> bool:
    """Whether a source has a number in any of the ways in which one may have it."""
    return any(form in source for form in (choice.casefold(), *_FORMS.get(choice, ())))


_FORMS = {
    "eleven": ("11",),
    "three": ("3", "third", "thrice"),
    "seven": ("7",),
    "forty": ("40", "fort"),
    "two": ("2", "second", "both", "either", "neither", "twice", "half", "pair", "couple"),
    "nine": ("9", "ninth"),
    "ninety": ("90",),
    "sixteen": ("16",),
}


def _swap_first(text: str, known: set[str], dice: random.Random) -> tuple[str, str] | None:
    """A sentence's first word, where the essay has it as a name in the middle of others."""
    first = re.match(r"[A-Z][a-z]{3,}(?= )", text)
    if not first or first.group() not in known:
        return None
    token = dice.choice(_NAMES)
    return f"{token}{text[first.end() :]}", token


def _swap_date(text: str, source: str, dice: random.Random) -> tuple[str, str] | None:
    places = list(_DATE.finditer(text))
    if not places:
        return None
    place = dice.choice(places)
    row = _MONTHS if place.group() in _MONTHS else _DAYS if place.group() in _DAYS else []
    others = (
        [word for word in row if word not in source] or [str(int(place.group()) - 3)]
        if not row
        else [word for word in row if word not in source]
    )
    if not others:
        return None
    token = dice.choice(others)
    return (f"{text[: place.start()]}{token}{text[place.end() :]}", token) if token not in source else None


_UNIT_OF = {
    "per cent": "percentage points",
    "percent": "percentage points",
    "million": "billion",
    "billion": "million",
    "days": "weeks",
    "weeks": "months",
    "months": "years",
    "years": "months",
    "tonnes": "barrels",
    "dollars": "euros",
    "kilometres": "miles",
}
_UNIT = re.compile(rf"(?<=\d )(?:{'|'.join(_UNIT_OF)})\b|(?<=\b(?:two|six|ten) )(?:days|weeks|months|years)\b")


def _swap_unit(text: str, source: str, dice: random.Random) -> tuple[str, str] | None:
    places = [
        place for place in _UNIT.finditer(text) if _UNIT_OF[place.group()].split()[-1][:-1] not in source.casefold()
    ]
    if not places:
        return None
    place = dice.choice(places)
    token = _UNIT_OF[place.group()]
    return f"{text[: place.start()]}{token}{text[place.end() :]}", token


_ACTS = "said|says|told|wants|wanted|rejects|offered|offers|asked|asks|had|will|would|can|could|needs|pays|holds"
_TWO = re.compile(
    rf"\b([A-Z][a-z]{{3,}})((?:’s|'s)? (?:{_ACTS})\b[^.;:“\"]{{3,90}} )([A-Z][a-z]{{3,}})(?=['’,.]| [a-z])"
)


_PART_OF_MORE = re.compile(r"(?:\b(?!(?:Mr|Ms|Mrs|Dr)\b)[A-Z][\w.]*| of) \Z")


def _change_places(text: str, known: set[str]) -> tuple[str, str] | None:
    """A name that does something, and the next one behind it."""
    for found in _TWO.finditer(text):
        one, other = found[1], found[3]
        whole = not any(_PART_OF_MORE.search(text[max(0, found.start(n) - 20) : found.start(n)]) for n in (1, 3))
        if whole and one != other and {one, other} <= known and not _DATE.search(f"{one} {other}"):
            return f"{text[: found.start()]}{other}{found[2]}{one}{text[found.end() :]}", other
    return None


def _limit(text: str, token: str, dice: random.Random) -> tuple[str, str] | None:
    """A limit that the essay does not have, before a verb that nothing else limits."""
    places = [
        match
        for match in _CAN_BE_DENIED.finditer(text)
        if not _LIMITS.search(text[max(0, match.end() - 60) : match.end() + 60])
    ]
    if not places:
        return None
    place = dice.choice(places)
    return f"{text[: place.end()]}{token} {text[place.end() :]}", token


_LIMITS = re.compile(
    r"\b(?:only|alone|just|merely|single|sole|except|unless|until|without|less|nothing|nobody|none|not|no|never|nor|neither"
    r"|hardly|\w+n['’]t|cannot|lone|solely|exclusively|limited|confined)\b",
    re.IGNORECASE,
)


def _drop_only(text: str, dice: random.Random) -> tuple[str, str] | None:
    places = list(re.finditer(r"(?<![Nn]ot )(?<!-)\bonly (?=[a-z])", text))
    if not places or len(places) > 1:
        return None
    place = dice.choice(places)
    return f"{text[: place.start()]}{text[place.end() :]}", "only"


def _turn_condition(text: str) -> tuple[str, str] | None:
    changed = re.sub(r"\bunless\b", "because", text, count=1)
    return (changed, "unless") if changed != text else None


_TIMES = {"before": "after", "after": "before", "until": "since"}


def _turn_time(text: str, dice: random.Random) -> tuple[str, str] | None:
    places = [
        place
        for place in re.finditer(r"\b(before|after|until)(?= (?:the |a )?[a-z]{4,})", text)
        if len(re.findall(r"\b(?:before|after|until|since|till)\b", text)) == 1
    ]
    if not places:
        return None
    place = dice.choice(places)
    token = _TIMES[place.group()]
    return f"{text[: place.start()]}{token}{text[place.end() :]}", token


def _leave_out(text: str, dice: random.Random) -> tuple[str, str] | None:
    places = list(_NOT.finditer(text))
    if not places:
        return None
    place = dice.choice(places)
    token = place.group().strip() if place.group().strip() in ("not", "never") else "not"
    return f"{text[: place.start()]}{text[place.end() :]}", token


def _put_in(text: str, dice: random.Random) -> tuple[str, str] | None:
    places = [
        match
        for match in _CAN_BE_DENIED.finditer(text)
        if not _DENIES.search(text[max(0, match.end() - 12) : match.end() + 25])
    ]
    if not places:
        return None
    place = dice.choice(places)
    return f"{text[: place.end()]}not {text[place.end() :]}", "not"
