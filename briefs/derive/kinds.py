"""What sort of statement a sentence is: a fact reported, a party's position, or the author's argument."""

from __future__ import annotations

import re

from briefs.derive.features import Features
from briefs.essay import plain
from briefs.model import Kind

_QUOTED = re.compile(r"[“\"][^“”\"]{12,}[”\"]")
_FIRST_PERSON = ("sign.author", "sign.we", "sign.advice")


def kind_of(topic: str, features: Features, *, held: bool) -> Kind:
    """A line or a position is its holder's; an unattributed outlook or reading is the author's."""
    if topic in ("redlines", "positions"):
        return Kind.POSITION if held else Kind.FACT
    if any(name in features for name in _FIRST_PERSON) and "sign.speech" not in features:
        return Kind.ARGUMENT
    if topic in ("facts", "history", "players"):
        return Kind.FACT
    if "sign.speech" in features and ("sign.official" in features or "shape.titled" in features):
        return Kind.FACT
    return Kind.ARGUMENT


def attributed(sentence: str, kind: Kind, holder: str | None) -> str:
    """The sentence, with its holder's name where it does not say whose words they are."""
    text = " ".join(plain(sentence).split())
    if kind is Kind.ARGUMENT:
        return f"The author argues: {text}"
    if kind is Kind.POSITION and holder and holder.lower() not in text.lower():
        return f"{holder}: {text}"
    return text
