"""What we take from a model's answer: sentence numbers, labels from our own lists, and a headline to be checked."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from briefs.model import TOPICS, Kind, Stance

LONGEST_WORD = 60  # characters of a label
LONGEST_HEADLINE = 1000  # what is longer is not even looked at
_TRIES = 10  # places in the text where the JSON may begin

_KEYED = re.compile(r'\{\s*"cards"\s*:')
_OPEN = re.compile(r"[\[{]")


class NoAnswer(Exception):
    """A model gave us nothing to use. The text says what happened, as the beginning of a sentence."""


@dataclass(frozen=True)
class Pick:
    """One choice: a sentence by its number, and what it is chosen for."""

    number: int
    topic: str  # one of TOPICS
    kind: Kind | None = None
    stance: Stance | None = None
    party: str = ""  # as the model wrote it: only to be looked up
    headline: str = ""  # as the model wrote it: only to be checked


def read_answer(body: bytes, numbers: Collection[int]) -> list[Pick]:
    """The picks of an answer, in its order, each sentence and topic once. Raises NoAnswer.

    Everything else that the answer holds is dropped here.
    """
    content, broken_off = _content(body)
    cards = _cards_in(content)
    if cards is None:
        raise NoAnswer(
            "The model's answer broke off" if broken_off else "The model's answer was not in the form that we asked for"
        )
    picks: dict[tuple[int, str], Pick] = {}
    for card in cards:
        pick = _pick(card, numbers)
        if pick:
            picks.setdefault((pick.number, pick.topic), pick)
    if cards and not picks:
        raise NoAnswer("The model's answer named no sentence and topic that we know")
    return list(picks.values())


def _content(body: bytes) -> tuple[str, bool]:
    """The text of the first choice, and whether the server says that it broke off."""
    try:
        choice = json.loads(body)["choices"][0]
        content, ended = choice["message"]["content"], choice.get("finish_reason")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise NoAnswer("The model's server did not answer in the form of an OpenAI-compatible server") from None
    if not isinstance(content, str) or not content.strip():
        raise NoAnswer("The model gave an empty answer")
    return content, ended == "length"


def _cards_in(content: str) -> list[Any] | None:
    """The list of cards, wherever it stands among fences and chatter; the last one where there are several."""
    decoder = json.JSONDecoder()
    for start in _starts(content):
        try:
            value, _ = decoder.raw_decode(content, start)
        except (ValueError, RecursionError):
            continue
        cards = value.get("cards") if isinstance(value, dict) else value
        if isinstance(cards, list) and (isinstance(value, dict) or any(isinstance(card, dict) for card in cards)):
            return cards
    return None


def _starts(content: str) -> Iterator[int]:
    """Where the JSON may begin: at the very start, else at a keyed object, the last first, else at any bracket.

    A few places only: each costs a pass over a text that may be long on purpose.
    """
    yield len(content) - len(content.lstrip())
    keyed = [match.start() for match in _KEYED.finditer(content)]
    yield from reversed(keyed[-_TRIES:])
    yield from (match.start() for match in islice(_OPEN.finditer(content), _TRIES))


def _pick(card: object, numbers: Collection[int]) -> Pick | None:
    if not isinstance(card, dict):
        return None
    number, topic = _number(card.get("sentence")), _word(card.get("topic")).replace(" ", "")
    if number not in numbers or topic not in TOPICS:
        return None
    kind, stance, headline = _word(card.get("kind")), _word(card.get("stance")), card.get("headline")
    return Pick(
        number=number,
        topic=topic,
        kind=Kind(kind) if kind in (Kind.FACT, Kind.POSITION, Kind.ARGUMENT) else None,  # a judgement is ours alone
        stance=Stance(stance) if stance in tuple(Stance) else None,
        party=_short(card.get("party"), LONGEST_WORD),
        headline=_short(headline, LONGEST_HEADLINE),
    )


def _number(value: object) -> int:
    """0, which is no sentence's number, for what is none."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _word(value: object) -> str:
    return re.sub(r"[\s_-]+", " ", _short(value, LONGEST_WORD)).casefold()


def _short(value: object, most: int) -> str:
    return value.strip() if isinstance(value, str) and len(value) <= most else ""
