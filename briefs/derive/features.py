"""What is known of a sentence before it is judged: cues, shape, place, neighbours. Nothing here is learned."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from briefs.derive.cues import TOPIC_CUES
from briefs.derive.phrases import Match, Matcher, lines
from briefs.derive.signs import SIGNS
from briefs.derive.words import is_number, stems_of, words_of
from briefs.essay import ParagraphKind, Sentence, Snapshot
from briefs.furniture import is_teaser

Features = dict[str, float]

LONG = 20  # sentences; a shorter text neither leads up to anything nor takes its leave
MOST = 2000  # sentences: forty times an essay, and still well under two seconds
LONGEST = 2000  # characters; what goes on for longer is no sentence, and no card could carry it
MOST_CHARACTERS = 120_000  # of all sentences: 20,000 words
MOST_NAMES = 40  # names or pronouns of a sentence that are looked at; the fullest that we know has ten

MATCHER = Matcher(
    {f"{topic}.{strength}": lines(table) for topic, groups in TOPIC_CUES.items() for strength, table in groups.items()}
    | {f"sign.{name}": lines(table) for name, table in SIGNS.items()}
)

_YEAR = re.compile(r"\b(1[5-9]\d\d|20\d\d)\b")
_NAME = re.compile(r"(?<![.!?…:(]\s)(?<!^)(?<![“\"‘(])\b[A-Z][\w'’-]{1,30}")
_APPOSED = re.compile(
    r"[A-Z][\w'’-]{1,30}, (?:an? |the |its |their |his |her |who |whose |now |then |once |formerly |himself "
    r"|herself |\d\d, )"
)
_TITLED = re.compile(
    r"\b(?:[Mm]inister|[Pp]resident|[Ss]ecretary|[Ee]nvoy|[Aa]mbassador|[Gg]eneral|[Aa]dmiral|[Cc]olonel|[Cc]aptain"
    r"|[Ss]enator|[Gg]overnor|[Cc]hancellor|[Pp]remier"
    r"|[Cc]ommissioner|[Cc]hair(?:man|woman)?|[Dd]irector|[Nn]egotiator|[Mm]ediator|[Ll]eader|[Jj]udge|[Jj]ustice"
    r"|[Pp]rofessor|[Cc]ouncillor|[Tt]reasurer|[Ss]peaker"
    r"|[Cc]ommander|[Bb]rigadier|[Mm]ayor|[Ll]ord|[Dd]ame|[Pp]rince|[Kk]ing|[Ss]heikh|[Dd]octor|Gen\.|Adm\.|Col\."
    r"|Sen\.|Gov\.|Mr\.?|Mrs\.?|Ms\.?|Dr\.?),? [A-Z][\w'’-]{1,30}"
)
_FULL_NAME = re.compile(r"\b[A-Z][\w'’-]{1,30} (?:[A-Z]\. |al-|de |van |bin )?[A-Z][\w'’-]{1,30}")


@dataclass(frozen=True)
class Unit:
    """A sentence that could carry a card, with all that we noticed about it."""

    sentence: Sentence
    kind: ParagraphKind
    words: tuple[str, ...]
    stems: tuple[str, ...]
    matches: tuple[Match, ...]
    heading: str  # the heading above it, or ""
    heading_sentence: Sentence | None
    last: bool  # in its paragraph


def read_units(snapshot: Snapshot) -> list[Unit]:
    """The sentences of prose and lists, in their order; of a whole book those of the first 120,000 characters."""
    units: list[Unit] = []
    heading: Sentence | None = None
    room = MOST_CHARACTERS
    for paragraph in snapshot.paragraphs:
        if paragraph.kind is ParagraphKind.HEADING:
            heading = paragraph.sentences[0] if paragraph.sentences else None
        if paragraph.kind not in (ParagraphKind.PROSE, ParagraphKind.ITEM):
            continue
        for sentence in paragraph.sentences:
            if len(sentence.text) > LONGEST or is_teaser(sentence.text):
                continue
            room -= len(sentence.text)
            if room < 0 or len(units) == MOST:
                return units
            units.append(_unit(sentence, paragraph.kind, heading, last=sentence is paragraph.sentences[-1]))
    return units


def _unit(sentence: Sentence, kind: ParagraphKind, heading: Sentence | None, *, last: bool) -> Unit:
    words = words_of(sentence.text)
    stems = stems_of(words)
    above = heading.text if heading else ""
    return Unit(sentence, kind, tuple(words), tuple(stems), tuple(MATCHER.find(stems)), above, heading, last)


_WORTH = {"named": 3.0, "decisive": 2.0, "supporting": 1.0, "faint": 0.0}


def weight_of_cues(topic: str, clause: str) -> float:
    """How much a clause says about a topic: its cues, the stronger the more, each group once."""
    groups = _groups(clause)
    return sum(_WORTH[strength] for strength in _WORTH if f"{topic}.{strength}" in groups)


@lru_cache(maxsize=256)
def _groups(clause: str) -> frozenset[str]:
    """The groups of cues that fire in a clause, which is weighed for each topic of its sentence."""
    return frozenset(match.group for match in MATCHER.find(stems_of(words_of(clause))))


def features_of(units: Sequence[Unit]) -> list[Features]:
    """The features of every unit, each seen among its neighbours."""
    own = [_own(unit) for unit in units]
    first_names = _first_mentions(units)
    result = []
    for place, unit in enumerate(units):
        features = dict(own[place])
        features["place.first_mentions"] = min(first_names[place], 3)
        _add_place(features, units, place)
        _add_neighbours(features, units, own, place)
        _add_heading(features, unit)
        result.append(features)
    return result


def _own(unit: Unit) -> Features:
    features: Features = {}
    for match in unit.matches:
        features[match.group] = features.get(match.group, 0) + 1
    for group, count in list(features.items()):
        features[group] = 2.0 if group.endswith(".named") else 1.0
        if count > 1:
            features[f"{group}+"] = 1.0
        if count > 3:
            features[f"{group}++"] = 1.0
    for stem in dict.fromkeys(unit.stems):
        if len(stem) > 1 and stem.isalpha():
            features[f"word.{stem}"] = 1.0
    for first, second in pairwise(unit.stems):
        if (first + second).replace("#", "a").isalpha():
            features[f"pair.{first} {second}"] = 1.0
    features |= _shape(unit)
    return features


def _shape(unit: Unit) -> Features:
    text = unit.sentence.text
    count = len(unit.words)
    names = len(_NAME.findall(text))
    numbers = sum(is_number(word) for word in unit.words)
    years = [int(year) for year in _YEAR.findall(text)]
    return {
        name: float(value)
        for name, value in {
            "shape.short": count < 9,
            "shape.brief": 9 <= count < 16,
            "shape.long": count > 30,
            "shape.very_long": count > 45,
            "shape.question": text.rstrip("”\"’')").endswith("?"),
            "shape.exclaimed": text.rstrip("”\"’')").endswith("!"),
            "shape.quoted": any(mark in text for mark in '“”"') and len(text) > 10,
            "shape.all_quoted": text[:1] in '“"' and text.rstrip(".")[-1:] in '”"',
            "shape.names": min(names, 4) / 2,
            "shape.no_names": names == 0,
            "shape.full_name": _FULL_NAME.search(text[1:]) is not None,
            "shape.apposed": _APPOSED.search(text) is not None,
            "shape.titled": _TITLED.search(text) is not None,
            "shape.numbers": min(numbers, 4) / 2,
            "shape.digits": any(word[:1].isdigit() for word in unit.words),
            "shape.year": bool(years),
            "shape.old_year": bool(years) and min(years) < 2010,
            "shape.semicolon": ";" in text,
            "shape.colon": ":" in text,
            "shape.brackets": "(" in text,
            "shape.commas": min(text.count(","), 6) / 3,
        }.items()
        if value
    }


def _first_mentions(units: Sequence[Unit]) -> list[int]:
    """How many names of two words or more each unit is the first to mention."""
    seen: set[str] = set()
    counts = []
    for unit in units:
        surnames = {
            name.rsplit(" ", 1)[-1].removesuffix("'s").removesuffix("’s")
            for name in _FULL_NAME.findall(unit.sentence.text)
        }
        counts.append(len(surnames - seen))
        seen |= surnames
    return counts


def _add_place(features: Features, units: Sequence[Unit], place: int) -> None:
    unit = units[place]
    if len(units) >= LONG:
        share = place / (len(units) - 1)
        features["place.opening"] = float(share < 0.08)
        features["place.closing"] = float(share > 0.92)
        features["place.early"] = float(share < 0.3)
        features["place.late"] = float(share > 0.75)
    features["place.paragraph_first"] = float(unit.sentence.number == 1)
    features["place.paragraph_last"] = float(unit.last)
    features["place.item"] = float(unit.kind is ParagraphKind.ITEM)


def _add_neighbours(features: Features, units: Sequence[Unit], own: Sequence[Features], place: int) -> None:
    """The decisive cues next door, when next door is in the same paragraph."""
    for label, other in (("before", place - 1), ("behind", place + 1)):
        if not 0 <= other < len(units):
            continue
        if units[other].sentence.paragraph != units[place].sentence.paragraph:
            continue
        features[f"{label}.any"] = 1.0
        for name in own[other]:
            if name.endswith(".decisive") or name in (
                "shape.question",
                "sign.author",
                "sign.talks",
                "sign.advice",
                "sign.memory",
                "shape.numbers",
            ):
                features[f"{label}:{name}"] = 1.0


def _add_heading(features: Features, unit: Unit) -> None:
    if not unit.heading:
        return
    for match in MATCHER.find(stems_of(words_of(unit.heading[:300]))):
        if not match.group.startswith("sign.") and not match.group.endswith(".faint"):
            features[f"heading:{match.group}"] = 1.0
