"""What sort of statement a sentence is: a fact reported, a party's position, or the author's argument."""

from __future__ import annotations

import re

from briefs.capitals import CALLED
from briefs.derive.dates import MONTHS, WEEKDAYS, find_dates
from briefs.derive.features import Features
from briefs.derive.roles import BEFORE_TITLES, OPENERS, TITLES
from briefs.derive.wording import opened, without_dateline
from briefs.essay import plain
from briefs.model import Kind, Likelihood
from briefs.spelling import normal, same_name

AUTHOR = "The author"  # who argues, where the essay's record is not at hand
_FIRST_PERSON = ("sign.author", "sign.we", "sign.advice")
_SOURCED = re.compile(
    r"\b(?:figures|data|records|papers|statistics|polls?|reports?|study) (?:show|suggest|indicate)\w*\b"
)
_SCHEDULED = re.compile(
    r"\b(?:(?:is|are) (?:to|due|set|scheduled|planned)|will|meets?|resumes?|returns?|opens?|expires?|lapses?|ends?)\b"
)
_LIKELIHOOD = re.compile(rf"\b(?:{'|'.join(word.value for word in Likelihood)})\b", re.IGNORECASE)
_BESIDE_NAMES = TITLES | BEFORE_TITLES | OPENERS | set(MONTHS) | set(WEEKDAYS)  # "Minister Brel", "On Monday Brel"
_AUTHOR_FIRST = re.compile(
    r"\A(?:(?:[\w’'-]+,? ){0,3}(?:I|My|Mine|I['’]\w+)|(?:In|To) my (?:view|opinion|reading|mind|judge?ment))\b"
)


def kind_of(topic: str, features: Features, text: str, *, held: bool, quoted: bool = False) -> Kind:
    """A line or a position is its holder's; an unattributed outlook or reading is the author's.

    What stands wholly in quotation marks is nobody's argument but its speaker's, and so a thing reported.
    """
    own = not quoted and "sign.speech" not in features
    if topic in ("redlines", "positions"):
        if own and _AUTHOR_FIRST.match(text):
            return Kind.ARGUMENT
        return Kind.POSITION if held else Kind.FACT
    if quoted:
        return Kind.FACT
    if own and any(name in features for name in _FIRST_PERSON):
        return Kind.ARGUMENT
    if topic in ("facts", "history", "players"):
        return Kind.FACT
    reported = (
        "sign.speech" in features or _SOURCED.search(text) or (topic == "outlook" and _is_scheduled(features, text))
    )
    return Kind.FACT if reported else Kind.ARGUMENT


def _is_scheduled(features: Features, text: str) -> bool:
    """Whether a sentence tells what stands in the calendar, and does not weigh how likely it is."""
    weighed = any(name in features for name in ("sign.hedge", "sign.might", "sign.condition")) or _LIKELIHOOD.search(
        text
    )
    return bool(_SCHEDULED.search(text) and find_dates(text)) and not weighed


def attributed(sentence: str, kind: Kind, holder: str | None, said: str = "") -> str:
    """The sentence, with its holder's or its speaker's name where it does not say whose words they are.

    `said` is what the sentence calls its holder by a part of the name alone, a surname or "Agency": the full name takes
    its place.
    """
    text = opened(without_dateline(" ".join(plain(sentence).split())))
    if kind is Kind.ARGUMENT:
        return f"{AUTHOR} {'asks' if text.endswith('?') else 'argues'}: {text}"
    if holder is None or _names(text, holder):
        return text
    if spelt := _spelt_out(text, said, holder):
        return spelt
    return f"{holder if holder[:1].isupper() else f'The {holder}'}: {text}"


def named(text: str, kind: Kind, author: str, before: str = AUTHOR) -> str:
    """The text of an argument that begins with "The author", or with whom it named `before`, with its author's name.

    What others say may begin so too: "The authorities refuse", "The author of the report was dismissed".
    """
    begun = re.match(rf"{re.escape(before)}(?= (?!of\b))", text) if kind is Kind.ARGUMENT else None
    return f"{author}{text[begun.end() :]}" if begun else text


def _spelt_out(text: str, said: str, holder: str) -> str:
    """A text with the full name for its first part of it, "Agency" or "The league ...", if that is no quotation's, nor
    the end of another name: "the Space Agency"."""
    found = re.search(rf"(?<![\w-]){re.escape(said)}(?![\w-])", text) if said else None
    if found is None or said.split()[-1].casefold() not in holder.casefold().split():
        return ""
    before = text[: found.start()]
    quoted = before.count("“") > before.count("”") or before.count('"') % 2 or before.endswith("‘")
    sure = (said[0].isupper() and not _is_name(before)) or before == "The "
    return f"{before}{holder}{text[found.end() :]}" if sure and not quoted else ""


def _is_name(before: str) -> bool:
    """Whether a text ends in a part of a name: "Space", of "the Space Agency"; "Otto", of "Otto Brel"."""
    last = before.split(" ")[-2:-1]
    return any(word[:1].isupper() and word.lower().rstrip(".") not in _BESIDE_NAMES for word in last)


def _names(text: str, holder: str) -> bool:
    """Whether a text names somebody: outright, by their seat of government, or by their people."""
    if re.search(rf"(?<!\w){re.escape(holder)}(?!\w)", text, re.NOFLAG if holder.isupper() else re.IGNORECASE):
        return True
    if any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in CALLED.get(holder, ()) if name in text):
        return True
    words = {normal(word) for word in re.findall(r"(?<!\w)[^\W\d_a-z][^\W\d_]{3,40}", text)}
    return " " not in holder and any(same_name(word, normal(holder)) for word in words)
