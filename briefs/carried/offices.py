"""Whether a card gives somebody an office that its quotes do not: the envoy of the essay is no president."""

from __future__ import annotations

import re
from collections.abc import Sequence

# One office a line; what an essay may call the same office stands behind the card's words.
_OFFICES = tuple(
    (re.compile(rf"\b(?:{card})\b", re.IGNORECASE), re.compile(rf"\b(?:{essay})", re.IGNORECASE))
    for card, essay in (
        ("president", "presiden"),
        ("prime minister|premier", "prime minister|premier|head of government|PM"),
        ("chancellor", "chancell"),
        ("foreign (?:minister|secretary)", "foreign (?:minist|secretar)|secretary of state|chief diplomat"),
        ("defen[cs]e (?:minister|secretary)", "defen[cs]e (?:minist|secretar)|secretary of defense"),
        ("king|queen|emir|sultan", "king|queen|emir|sultan|monarch|majest|royal"),
        ("governor", "govern"),
        ("mayor", "mayor|town hall|city hall"),
        ("senator", "senat|sen\\."),
        ("general|admiral|colonel|brigadier", "general|admiral|colonel|brigadier|gen\\.|adm\\.|col\\.|brig\\."),
        (r"(?<!\bwe )(?<!\bi )(?<!\bthey )(?<!\bto )judge(?! that\b)", "judg|justice"),
        ("ambassador", "ambassador|embass|envoy"),
    )
)
_NO_OFFICE = re.compile(
    r"\b(?:general (?=[a-z])|in general|secretary[ -]general|attorney[ -]general|director[ -]general)"
)


def added(text: str, sources: Sequence[str]) -> list[str]:
    """The offices in a card's words that none of its sources speaks of."""
    text = _NO_OFFICE.sub(lambda match: " " * len(match.group()), text)
    held = "\n".join(sources)
    return [found.group() for said, carried in _OFFICES if not carried.search(held) for found in said.finditer(text)]
