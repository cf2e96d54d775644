"""What derivation hands over: drafts, each with the words it rests on and the cues that made it."""

from __future__ import annotations

from dataclasses import dataclass

from briefs.derive.dates import Date
from briefs.derive.people import Person
from briefs.model import Kind, Stance


@dataclass(frozen=True)
class Span:
    """Words of the essay, where they stand: `snapshot.text[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Cue:
    """One reason for a label: its name, the words that fired it, and what it added to the score (in log odds)."""

    name: str
    words: str
    weight: float


@dataclass(frozen=True)
class Draft:
    """A card in the making: one sentence under one topic."""

    topic: str
    kind: Kind
    headline: str
    text: str
    party: str | None  # a display name
    stance: Stance | None
    spans: tuple[Span, ...]
    score: float  # 0 to 1: how sure the label is
    cues: tuple[Cue, ...]
    dates: tuple[Date, ...] = ()  # offsets into the sentence; read with the day of publication as anchor
    support: tuple[Span, ...] = ()  # where whoever the sentence only calls "it" or "he" is named
    held_by: str = ""  # by what the sentence means its holder, in words: “the pronoun “She””


@dataclass(frozen=True)
class Derivation:
    """The drafts of an essay, best first; or none, and the reason in a plain sentence."""

    drafts: tuple[Draft, ...]
    reason: str = ""
    people: tuple[Person, ...] = ()  # whom the essay names, and who wrote it
