"""A headline out of a sentence: the main clause, at most 120 characters, never cut inside a word or left hanging."""

from __future__ import annotations

import re
from collections.abc import Callable

LONGEST = 120
SHORTEST = 28  # a clause below this says too little by itself

_BRACKETS = re.compile(r"\s?\([^()]{0,200}\)|\s?\[[^\[\]]{0,200}\]")
_DATELINE = re.compile(r"\A[A-Z][A-Z .,'-]{2,40}(?:, [A-Z][a-z]{1,10}\.?)? [—–-] ")
_SPEAKER = re.compile(r"\A[A-Z]{1,20}: ")
_CONNECTIVE = re.compile(
    r"\A(?:But|And|Yet|So|However|Nevertheless|Moreover|Meanwhile|Still|Instead|Indeed|Then|Also|Now|First|Second"
    r"|Third|Finally|In fact|Of course|In other words|For example|For instance|To be fair|On the other hand)"
    r",? (?=\w)"
)
_OPENING = re.compile(
    r"\A(?:When|If|Although|Though|While|Since|After|Before|Because|Should|Unless|Until|Once|As|Where|Whether|Having"
    r"|With|Under|In|On|At|By|For|From|Despite|Without|According|Asked|Given|Like|During|Over|Among|Between|Behind"
    r"|To)\b"
)
_SUBJECT = re.compile(
    r",\s(?=(?:the|a|an|its|his|her|their|our|this|that|these|those|he|she|it|they|we|there|neither|both|each|no"
    r"|nobody|nothing|some|many|most|all|one|two|three|four|five)\s|[A-Z])"
)
_APPOSITION = re.compile(
    r"\A(?P<subject>[^,;:]{2,60}), (?:an? |the |its |their |his |her |who |whose |which |whom |now |then |once "
    r"|formerly |himself |herself )"
    r"[^;:]{2,220}?, (?=(?:has|have|had|is|are|was|were|will|would|can|could|may|might|must|said|says|told|tells"
    r"|wants|offered|offers|insists|insisted|proposed|argues|argued|rejected|refuses"
    r"|refused|put|made|called|calls|asked|asks|does|do|did|described|denied|denies|holds|sits|runs|leads|speaks"
    r"|needs|agreed|wrote|warned|believes|thinks|seems|came|went|began|stands|went|took|gave)\b)"
)
_BREAK = re.compile(
    r"(?:; |: | — | – |, (?=(?:which|who|whose|whom|where|and|but|or|nor|so|as|while|whereas|because|since|although"
    r"|though|after|before|until|unless|if|when|with|without|including|according|a|an|the|its"
    r"|not|then|even|except|one|an error|something|to|in|by|at|on|for|from|having|being|leaving|making|giving|saying"
    r"|adding|he|she|they|it|says|said)\b)"
    r"| (?=(?:because|although|though|whereas|unless|after which|so that|even though)\b))"
)
_CLAUSE = re.compile(
    r"(?:; |, but |(?:, (?:and|yet|while|whereas|so) |: )"
    r"(?=(?:the|a|an|it|he|she|they|its|his|her|their|there|no|nobody|nothing|neither|both)\b|[A-Z“\"]))"
)
_JOINT = re.compile(r"(?:;|:|, (?:but|and|yet|while|whereas|so))\s?\Z")
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|has|have|had|will|would|can|could|may|might|must|should|does|do|did|says?|said|tells?"
    r"|told|wants?"
    r"|needs?|takes?|took|makes?|made|gives?|gave|goes|went|comes?|came|gets?|got|holds?|held|keeps?|kept|lets?"
    r"|puts?|sees?|saw"
    r"|knows?|knew|thinks?|thought|means?|meant|leaves?|left|loses?|lost|wins?|won|runs?|ran|stands?|stood|sells?"
    r"|sold|pays?|paid"
    r"|brings?|brought|fell|rose|broke|led|began|met|sat|wrote|spoke|seeks?|sought|insists?|refuses?|rejects?"
    r"|offers?|demands?"
    r"|depends?|seems?|appears?|remains?|lies|costs?|owes?|speaks?|sits|faces?|calls?|asks?|adds?|argues?|hopes?"
    r"|expects?|fears?"
    r"|owns?|carries|supplies|covers|employs|\w{2,30}ed)\b",
    re.IGNORECASE,
)
_HANGING = frozenset(
    """
    a an the and or but nor of in on at to for from by with without as than that which who whose whom where when while
    if because since until unless
    although though is are was were be been being has have had will would can could may might must shall should do does
    did not no its his her their our
    my your this these those into onto over under between among about against through during before after said says say
    so very more most less
    both either neither each every such per via upon it he she they we i what how why whether only even also just
    """.split()
)


def headline(sentence: str, telling: Callable[[str], float] | None = None) -> str:
    """The sentence's main clause, or the one that tells most about the topic where `telling` can say so; shortened."""
    text = _tidied(sentence)
    if telling and len(text) > LONGEST:
        text = _most_telling(text, telling)
    for shorten in (_without_lead, _without_apposition):
        if len(text) > LONGEST:
            text = shorten(text)
    if len(text) > LONGEST:
        text = _first_clauses(text)
    return _finished(text)


def _most_telling(text: str, telling: Callable[[str], float]) -> str:
    """From the clause on that says most about the topic, when it can stand by itself and beats the opening clearly."""
    starts = [0, *(match.end() for match in _CLAUSE.finditer(text))]
    clauses = [text[start:end] for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]
    worth = [telling(clause[:400]) for clause in clauses]
    best = max(range(len(clauses)), key=lambda place: (worth[place], -place))
    if worth[best] < worth[0] + 1.5 or len(clauses[best]) < SHORTEST or not _VERB.search(clauses[best]):
        return text
    chosen = _JOINT.sub("", clauses[best].strip()).rstrip()
    return _without_stray_marks(chosen[:1].upper() + chosen[1:])


def _tidied(sentence: str) -> str:
    text = " ".join(sentence.split())
    text = _SPEAKER.sub("", _DATELINE.sub("", text))
    text = _wholly_bracketed(text)
    if len(text) > LONGEST:
        shorter = _BRACKETS.sub("", text)
        text = shorter if len(shorter) >= SHORTEST else text
    text = _CONNECTIVE.sub("", text, count=1)
    return text[:1].upper() + text[1:]


def _wholly_bracketed(text: str) -> str:
    """A sentence that stands in brackets, or at their beginning or end, is read without them."""
    if text.startswith("(") and ")" not in text[:-2]:
        return text[1:].rstrip(")")
    return text[:-1] if text.endswith(")") and "(" not in text else text


def _without_lead(text: str) -> str:
    """Drop an opening that is not the main clause: "When asked on Friday, he answered" -> "He answered"."""
    if not _OPENING.match(text):
        return text
    for match in _SUBJECT.finditer(text, 8, 200):
        rest = text[match.end() :]
        if len(rest) >= SHORTEST:
            return rest[:1].upper() + rest[1:]
    return text


def _without_apposition(text: str) -> str:
    match = _APPOSITION.match(text)
    return f"{match['subject']} {text[match.end() :]}" if match else text


def _first_clauses(text: str) -> str:
    """As many whole clauses as fit; failing that, as many words as fit and do not hang."""
    breaks = [match.start() for match in _BREAK.finditer(text, 0, LONGEST + 1) if match.start() <= LONGEST]
    for place in reversed(breaks):
        clause = text[:place]
        if place >= SHORTEST and not _hangs(clause) and _balanced(clause) and _VERB.search(clause):
            return text[:place]
    words = text[: LONGEST - 1].rsplit(" ", 1)[0].split(" ")
    while len(words) > 4 and _hangs(" ".join(words)):
        words.pop()
    return " ".join(words).rstrip(",;:—– ") + "…"


def _hangs(text: str) -> bool:
    words = text.rstrip("\"”’'").split()
    return not words or words[-1].strip(",;:—–.").lower() in _HANGING


def _balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _finished(text: str) -> str:
    text = text.strip().rstrip(",;:—– ")
    if text.endswith(".") and not text.endswith("..") and not re.search(r"\b[A-Z]\.\Z", text):
        text = text[:-1]
    if len(text) > LONGEST:  # one endless word
        text = text[: LONGEST - 1] + "…"
    return _without_stray_marks(text)


def _without_stray_marks(text: str) -> str:
    """A quotation mark whose partner was cut off goes too."""
    if text.count("“") != text.count("”"):
        text = text.replace("“", "").replace("”", "")
    if text.count('"') % 2:
        text = text.replace('"', "")
    return text.strip() or "(no words)"
