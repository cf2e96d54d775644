"""A headline out of a sentence: the main clause, at most 120 characters, never cut inside a word or left hanging."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

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
_ASIDE_OPENS = re.compile(  # "Joseph Anani, went further", "it says, on the list": no main clause begins here
    r"(?:[A-Z][\w'’-]+ ){0,3}[A-Z][\w'’-]+, (?:\w+ed|has|had|is|was|will|would|went|says?|said|told)\b"
    r"|[^,]{2,30} (?:says?|said|thinks?|thought|will be remembered|is said|is true),? "
    r"(?:on|in|at|by|from|to|for|with|said|says|has|had|is|was|will)\b"
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
_ASIDE = re.compile(
    r", (?:(?:which|who|whose|where|most of whom|some of whom|both of whom|adopted|signed|published|drafted|led|known"
    r"|perhaps|it is said|it will be remembered|as [a-z]+ (?:say|put it)|by which I mean) [^,;:“”\"]{2,120}"
    r"|however|too|of course|in turn|in fact|for (?:its|his|her|their) part"
    r"|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day),(?= (?!and\b|or\b|but\b|nor\b))"
)
_SOFT_BREAK = re.compile(  # what may be left out where nothing is denied: a further relative clause, or when it was
    r" (?=(?:(?:in|at|on|to|from|by|for|under|over) which|who|whose|where|while|according to)\b"
    r"|(?:on|in|since|during|at|for|from|by) (?:late |early |mid-|the (?:spring|summer|autumn|winter|day|evening|end)\b"
    r"|last |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b|\d{1,2} [A-Z]|(?:19|20)\d\d))"
)
_DENIED = re.compile(r"\b(?:not?|never|nor|neither|nobody|nothing|none|without|only|\w+n['’]t)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:told|tells?) [^,]{2,40}\Z"
    r"|\b(?:those|anyone|anybody|someone|somebody|everyone|everybody|people|one|all|any|the \w+)\Z"
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
    r"|owns?|carr(?:y|ies)|suppl(?:y|ies)|covers?|employs?|forbids?|allows?|requires?|rests?|falls?|rises?|grows?|grew"
    r"|believes?|suggests?|includes?|provides?|proposes?|accepts?|agrees?|works?|turns?|stays?|belongs?|begins?|opens?"
    r"|closes?|shows?|draws?|drew|chose|fought|hurts?|puts?|sets?|reads?|describes?|contains?|amounts?|follows?|explains?"
    r"|estimates?|bu(?:y|ys|ilt)|bought|sends?|sent|spends?|spent|cannot|\w{2,6}n['’]t|\w{1,5}['’](?:re|ve|d|ll|m)"
    r"|(?:it|he|she|that|there|what|who)['’]s|absorbs?|dates?|gathers?|likes?|tends?|varies|vary|stops?|hears?|heard"
    r"|\w{2,30}ed)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:(?:that|which|who|whom|whose|because|although|though|if|unless|when|while|where|whether|whoever|what|why)\b"
    r"(?! [\w-]+ing\b)|and (?:a|an|the|his|her|its) )"
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
    for shorten in (_without_lead, _without_apposition, _without_asides):
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
    if worth[best] < worth[0] + 1.5 or len(clauses[best]) < SHORTEST or not _is_whole(clauses[best]):
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
        if len(rest) >= SHORTEST and not _ASIDE_OPENS.match(rest):
            return rest[:1].upper() + rest[1:]
    return text


def _without_apposition(text: str) -> str:
    match = _APPOSITION.match(text)
    return f"{match['subject']} {text[match.end() :]}" if match else text


def _without_asides(text: str) -> str:
    """Drop what stands between two commas and could be left out, from the first on, until the rest is short enough."""
    while len(text) > LONGEST and (aside := _ASIDE.search(text)):
        before = text[: aside.start()]
        text = before + ("," if before.count(",") % 2 else "") + text[aside.end() :]
    return text


def _first_clauses(text: str) -> str:
    """As many whole clauses as fit; failing that, as many words as fit and do not hang."""
    breaks = [match.start() for match in _BREAK.finditer(text, 0, LONGEST + 1) if match.start() <= LONGEST]
    for place in reversed(breaks):
        clause = text[:place]
        if place >= SHORTEST and not _hangs(clause) and _balanced(clause) and _is_whole(clause):
            return clause
    for match in reversed(list(_SOFT_BREAK.finditer(text, LONGEST // 2, LONGEST + 1))):
        clause = text[: match.start()]
        cut_short = _hangs(clause) or _DENIED.search(clause) or _POINTING.search(clause)
        if not cut_short and _balanced(clause) and _is_whole(clause):
            return clause
    words = text[: LONGEST - 1].rsplit(" ", 1)[0].split(" ")
    while len(words) > 4 and _hangs(" ".join(words)):
        words.pop()
    return " ".join(words).rstrip(",;:—– ") + "…"


def _is_whole(text: str) -> bool:
    """A verb for the main clause and one for each clause within it, as far as one can count them."""
    verbs = [match.span() for match in _VERB.finditer(text)]
    apart = [start for (_, end), (start, _) in pairwise([(0, -9), *verbs]) if start - end > 1]
    return len(apart) > len(_SUBORDINATE.findall(text))


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
