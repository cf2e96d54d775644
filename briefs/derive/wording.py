"""A headline out of a sentence: its own words in their order, the statement that tells most, at most 120 characters."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import lru_cache

from briefs.derive.clauses import Statement, statements, wording
from briefs.derive.pieces import JOINT, Role, joined
from briefs.derive.verbs import begins_with_verb, has_verb, is_whole
from briefs.essay import plain
from briefs.sentences import split_sentences

LONGEST = 120
SHORTEST = 28  # a statement below this says too little by itself
MOST = 800  # characters of a sentence that are looked at: more than a card may have
MOST_JOINTS = 20  # of a sentence; one with more is cut where it is full

Telling = Callable[[str], float]

_NAME = re.compile(r"(?:(?:the|its|Mrs?|Ms|Dr)\.? )?[A-Z][\w.’'-]+(?: (?:[a-z]{2,3} |al-)?[A-Z][\w.’'-]+){1,3}")
_THEIRS = re.compile(r"(?:(?:and|but|so) )?(?:its|his|her|their) ", re.IGNORECASE)
_UNFINISHED = re.compile(
    r"\b(?:which|whom?|whose|that|and|or|could|would|should|may|might|can|will|must|has|have|had|is|are|was|were)\Z"
)
_ELLIPTIC = re.compile(r"\b(?:it|he|she|they|that|which) (?:does|did|is|are|was|has|have|will|would|can|could)\Z")
_NAMED = 9.0  # a name is kept before any other aside

_BRACKETS = re.compile(r"\s?\([^()]{0,200}\)|\s?\[[^\[\]]{0,200}\]")
_DATELINE = re.compile(  # "TAVIN, 13 March 2026 - ", "DJIBOUTI, March 7 (Horn Wire) — "
    r"\A[A-Z][A-Z.'’ -]{2,30}(?:, [\w. ]{1,25}){0,3}(?: ?\([^()]{2,40}\)\.?)? ?[—–-]{1,2} (?!.{0,300} [—–-])"
)
_SPEAKER = re.compile(r"\A[A-Z]{1,20}: ")
_CONNECTIVE = re.compile(
    r"\A(?:(?:But|And|Yet|So(?! (?:is|are|was|were|does|do|did|has|have|will|would|can|far|long|much|many)\b)|Or"
    r"|However|Nevertheless|Moreover|Meanwhile|Still|Instead|Indeed|Then(?! (?:came|comes|come|again)\b)|Also|Now"
    r"|First|Second|Third|Finally|Even so|In fact|Of course|In other words"
    r"|For example|For instance|To be fair|On the other hand),? )+(?=\w)",
    re.IGNORECASE,
)
_FRAME = re.compile(  # "the envoy told a committee on Friday that ...": who, and what is said
    r"(?!(?i:In|On|At|By|For|From|With|Last|He|She|It|They|We|I|You|When|As|After|Since|There) )"
    r"(?P<who>[^;:“\"]{3,60}?) (?:also |has |have |had |once )*"
    r"(?:says?|said|(?:told|informed|assured) (?!by )[^,;:“\"]{2,60}?|argues?|argued|insists?|insisted|believes?"
    r"|warned|warns|replied|replies|answered|explained|announced|declared|reported(?! by)|wrote|stated?|counter"
    r"|signalled|indicated|estimate|let it be known|made it (?:plain|clear))"
    r"(?: (?:on|in|at|to|by|from) [^,;:“\"]{2,30}?)?"
    r"(?: that (?P<what>.+)|(?<= said| says) (?P<whole>(?!since|yes|so|on|in|at|to|by|as)[a-zA-Z].+))"
)
_WHEN_OR_WHERE = re.compile(
    r"(?:In|On|At|By|Since|During|After|Under|From|With)(?: [\w.’'-]+){1,7}?(?<! of)(?<! on)(?<! in)(?<! at)(?<! by)"
    r"(?<! to)(?<! for)(?<! with)(?<! from)(?<! and)(?<! than)"
    r" (?=(?:the|an?|it|he|she|they|its|their|some|any|no|both|neither"
    r"|[A-Z][\w’'-]+ (?:said|says|has|had|is|was|will|would)) )"
)
_ALSO_THAT = re.compile(r"(?:(?! that ).)*?(?:,|\b(?:and|but|or)) (?:that|if|whether)\b")
_SOFT_BREAK = re.compile(  # what may be left out: a further clause, or when it was
    r" (?=(?:(?:and |but )?(?:in|at|on|to|from|by|for|under|over) which|(?:and )?(?:who|whose|which|where|while)"
    r"|and (?:that|to)|and (?P<more>for|in|on|of|from|by|with|at|past|over|under)"
    r"|and (?P<verb>\w+)|as well as|such as|on the grounds"
    r"|(?:before|after) (?:the|its|he|she|they|Mrs?))\b"
    r"|(?:on|in|since|during|at|for|from|by) (?:late |early |mid-|the (?:spring|summer|autumn|winter|day|evening|end)\b"
    r"|last |(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:January|February|March|April|May|June|July|August|September"
    r"|October|November|December)\b|\d{1,2} [A-Z]|(?:19|20)\d\d))"
)
_TIED = re.compile(r"(?:and|but|or|nor|so|yet|for|although|though|because|since|whereas|while|as|if|then)\b")
_IF = re.compile(r"(?:If|Unless|Until|Should)\b")
_AND = re.compile(r"(?:and|or)\b")
_SAID = re.compile(r"\baccording to\b|\b(?:said|says|showed|reported)\Z")
_BOTH = re.compile(r"\b(?:between|both|either|from)\b")
_DENIED = re.compile(r"\b(?:not?|never|nor|neither|nobody|nothing|none|without|only|\w+n['’]t)\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|unless|until|only|provided|except|without|but|not|no)\b", re.IGNORECASE)
_POINTING = re.compile(
    r"\b(?:told|tells?) [^,]{2,40}\Z|\b(?:any|every|each|such|no|those|same) (?:\w+ )?\w+\Z|\bthe \w+\Z"
    r"|\b(?:those|anyone|anybody|someone|somebody|everyone|everybody|people|persons|members|one|all|any)\Z"
)
_HANGING = frozenset(
    """
    a an the and or but nor of in on at to for from by with without as than that which who whose whom where when while
    if because since until unless
    although though is are was were be been being has have had will would can could may might must shall should do does
    did not no its his her their our
    my your this these those into onto over under between among about against through during before after said says say
    so very more most less
    both either neither each every such per via upon it he she they i we what how why whether only even also just
    provided mainly including such particularly especially namely
    """.split()
)


def headline(sentence: str, telling: Telling | None = None) -> str:
    """The sentence, or where that is too long the statement in it that tells most about the topic, without its asides.

    Words are left out, never changed; what had to be cut inside a clause ends in "…".
    """
    telling = telling or (lambda _: 0.0)
    text = _tidied(_plainest(sentence[:MOST], telling))
    if len(text) > LONGEST:
        shown = _best(text, telling)
        text = shown if has_verb(shown) or not is_whole(text) else _cut(text)
    return _finished(text)


def _plainest(text: str, telling: Telling) -> str:
    """Of an item of several sentences the one that tells most, so long as they do not fit together."""
    if len(text) <= LONGEST:
        return text
    parts = [text[start:end] for start, end in split_sentences(text, 0, len(text))]
    said = [part for part in parts if len(part) >= SHORTEST and part[0] not in '“"']
    return max(said, key=lambda part: telling(part[:400])) if len(said) > 1 else said[0] if said else text


def _tidied(sentence: str) -> str:
    text = " ".join(plain(sentence).split())
    text = _SPEAKER.sub("", without_dateline(text))
    text = _wholly_bracketed(text)
    if len(text) > LONGEST:
        shorter = _BRACKETS.sub("", text)
        text = shorter if len(shorter) >= SHORTEST else text
    return opened(_without_end(text))


def without_dateline(text: str) -> str:
    """A sentence of a wire without the place and the day that stand before its first."""
    return _DATELINE.sub("", text)


def _wholly_bracketed(text: str) -> str:
    """A sentence that stands in brackets, or at their beginning or end, is read without them."""
    if text.startswith("(") and ")" not in text[:-2]:
        return text[1:].rstrip(")")
    return text[:-1] if text.endswith(")") and "(" not in text else text


def _without_end(text: str) -> str:
    text = re.sub(r"[,;](?=[”\"’']?\Z)", "", text.rstrip(",;:—– "))
    initial = re.search(r"\b[A-Z]\.\Z", text)
    text = re.sub(r"\.(?=[”\"]\Z)", "", text)
    return text[:-1] if text.endswith(".") and not text.endswith("..") and not initial else text


def opened(text: str) -> str:
    """Without the "but" or "moreover" that ties a sentence to the one before it."""
    text = _CONNECTIVE.sub("", text, count=1).lstrip()
    start = 1 if text[:1] in '“"' else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def _best(text: str, telling: Telling) -> str:
    """The statement that tells most, with as many of its neighbours as fit beside it."""
    if len(JOINT.findall(text)) > MOST_JOINTS:
        return opened(_cut(text))
    found = _statements(text)
    worth = [_worth(found, place, telling) for place in range(len(found))]
    best = max(range(len(found)), key=lambda place: (worth[place], -place))
    if worth[best] < 0 and len(_whole(found[best])) < SHORTEST:
        return opened(_cut(text))
    shown, kept = _shortened(found[best], telling)
    first = last = best
    while kept[-1] and last + 1 < len(found) and _fits(shown, found[last + 1]) and not _is_listed(found, last + 1):
        last += 1
        shown = joined(shown, found[last][0].mark, _whole(found[last]))
    while (
        kept[0]
        and first
        and _fits(shown, found[first - 1], label=found[first][0].mark == ":")
        and not _is_listed(found, first)
    ):
        first -= 1
        shown = joined(_whole(found[first]), found[first + 1][0].mark, shown)
    return opened(shown)


@lru_cache(maxsize=64)
def _statements(text: str) -> Sequence[Statement]:
    """A sentence may support several topics, one after the other."""
    return statements(text)


def _worth(found: Sequence[Statement], place: int, telling: Telling) -> float:
    """How much a statement says about the topic; what a "but" or a colon leads up to counts more."""
    statement, text = found[place], _whole(found[place])
    if not is_whole(text) or len(text) < SHORTEST:
        return -9.0
    if (len(text) < 50 and _ELLIPTIC.search(text)) or (place and statement[0].mark == "," and _holds_for_all(found[0])):
        return -5.0
    weighty = re.match(r"(?:but|yet)\b", text) or (statement[0].mark == ":" and len(text) > 60)
    return telling(text[:400]) + (1.5 if weighty else 1.0 if place == 0 else 0.0)


def _holds_for_all(statement: Statement) -> bool:
    """Whether a sentence opens with a condition or a source, which is that of its later statements too."""
    return (statement[0].role is Role.REST and len(statement) > 1) or _IF.match(statement[0].text) is not None


def _fits(text: str, other: Statement, *, label: bool = False) -> bool:
    said = _whole(other)
    return len(text) + 2 + len(said) <= LONGEST and (label or is_whole(said))


def _is_listed(found: Sequence[Statement], place: int) -> bool:
    """Whether a statement is one of several in a row, "A, B, and C": two of them alone would want an "and"."""
    return found[place][0].mark == "," and not _TIED.match(found[place][0].text)


def _whole(statement: Statement) -> str:
    return wording(statement, [True] * len(statement))


def _shortened(statement: Statement, telling: Telling) -> tuple[str, list[bool]]:
    """A statement with the asides that fit, those first that tell most; and which of its pieces are there whole."""
    statement = _by_name(statement)
    kept = [piece.needed for piece in statement]
    if not any(piece.role is Role.CLAUSE for piece in statement):
        kept = [True] * len(statement)
    kept = _with_sayers(statement, kept)
    asides = sorted(
        (-telling(piece.text[:400]) - _NAMED * _is_named(statement, place), place)
        for place, piece in enumerate(statement)
        if not kept[place]
    )
    while more := _with_one_more(statement, kept, [place for _, place in asides]):
        kept = more
    kept = _without_half_a_list(statement, kept)
    text = wording(statement, kept)
    if len(text) < SHORTEST + 10 and not all(kept):
        text = _whole(statement)
    text = text if len(text) <= LONGEST else opened(text)
    if len(text) <= LONGEST:
        return text, kept
    named = [keep or (_is_named(statement, place) and kept[place - 1]) for place, keep in enumerate(kept)]
    cut = _cut(opened(wording(statement, named)))
    return (_cut(text) if named == kept or "…" in cut else cut), [False] * len(kept)


def _with_one_more(statement: Statement, kept: list[bool], asides: Sequence[int]) -> list[bool] | None:
    """The pieces with the first of these asides for which there is room."""
    for place in asides:
        if kept[place] or not _may_stand(statement, kept, place):
            continue
        tried = _with_sayers(statement, [*kept[:place], True, *kept[place + 1 :]])
        if tried != kept and len(wording(statement, tried)) <= LONGEST:
            return tried
    return None


def _without_half_a_list(statement: Statement, kept: list[bool]) -> list[bool]:
    """Of "was set up, lasted and is remembered" the first alone, where there is no room for the "and"."""
    last = max(place for place, keep in enumerate(kept) if keep)
    part = statement[last]
    fewer = [keep and place < last for place, keep in enumerate(kept)]
    before, behind = wording(statement, fewer), "".join(one.text for one in statement[last + 1 : last + 2])
    listed = part.mark == "," and (part.role is Role.PHRASE or begins_with_verb(part.text))
    parted = statement[last - 1].role in (Role.SIDE, Role.SAID) or _CONDITION.match(part.text) or _hangs(before)
    return fewer if listed and not parted and _AND.match(behind) and is_whole(before) else kept


def _with_sayers(statement: Statement, kept: Sequence[bool]) -> list[bool]:
    """ "officials said" goes with what stands before it; at the end of a statement it is said of all."""
    own = list(kept)
    for place in range(1, len(statement) - 1):
        if statement[place].role is Role.SAID:
            own[place] = own[place - 1]
    return own


def _by_name(statement: Statement) -> Statement:
    """ "Its envoy, Ana Brel, has refused" -> "Ana Brel has refused": nobody knows whose envoy "its" is."""
    for place, piece in enumerate(statement[:-1]):
        if piece.needed and _THEIRS.match(piece.text) and not has_verb(piece.text) and _is_named(statement, place + 1):
            name = replace(piece, text=statement[place + 1].text)
            behind = [replace(one, mark="") if one.needed else one for one in statement[place + 2 : place + 3]]
            return (*statement[:place], name, *behind, *statement[place + 3 :])
    return statement


def _is_named(statement: Statement, place: int) -> bool:
    """Whether a piece is the name of whoever stands before it: "the union's lawyer, Giulia Renna, ..."."""
    return place > 0 and _NAME.fullmatch(statement[place].text) is not None and statement[place].mark == ","


def _may_stand(statement: Statement, kept: Sequence[bool], place: int) -> bool:
    """An aside needs what stands before it, unless it opens the statement; and "on which" what stands behind it."""
    if place + 1 < len(statement) and _UNFINISHED.search(statement[place].text):
        return False
    return kept[place - 1] if place else statement[0].role is Role.SIDE


def _cut(text: str) -> str:
    """One clause that is too long: its speaker with a colon, or less of its ends, or as many words as fit."""
    led = _without_lead(text)
    for shorter in (_spoken(text), led, _spoken(led)):
        if len(shorter) <= LONGEST:
            return shorter
    text = _spoken(text)
    for match in reversed(list(_SOFT_BREAK.finditer(text, SHORTEST))):
        if match.start() <= LONGEST and _ends_well(text, match):
            return text[: match.start()]
    return _words_that_fit(text)


def _spoken(text: str) -> str:
    """ "The envoy told a committee that nobody signs" -> "The envoy: nobody signs"."""
    framed = _FRAME.fullmatch(text)
    if not framed or is_whole(framed["who"]) or " that " in framed["who"]:
        return text
    what = framed["what"] or framed["whole"]
    if _ALSO_THAT.match(what) or (framed["whole"] and not is_whole(what)):
        return text
    return f"{framed['who'].rstrip(',')}: {what}"


def _without_lead(text: str) -> str:
    """ "In the spring the union struck" -> "The union struck"."""
    lead = _WHEN_OR_WHERE.match(text)
    rest = text[lead.end() :] if lead else text
    return rest[:1].upper() + rest[1:] if lead and not has_verb(lead[0]) and is_whole(rest) else text


def _words_that_fit(text: str) -> str:
    words = text[: LONGEST - 2].rsplit(" ", 1)[0].split(" ")
    while len(words) > 4 and _hangs(" ".join(words)):
        words.pop()
    short = " ".join(words).rstrip(",;:—– ") + "…"
    return short + ("”" if short.count("“") > short.count("”") else '"' if short.count('"') % 2 else "")


def _ends_well(text: str, match: re.Match[str]) -> bool:
    """Whether what is left is a sentence, and what goes turns nothing of it round."""
    clause, left_out = text[: match.start()], text[match.end() :]
    if match["verb"] and not begins_with_verb(left_out.removeprefix("and ")):
        return False
    if match["more"] and (_BOTH.search(clause) or _DENIED.search(clause) or is_whole(left_out.removeprefix("and "))):
        return False
    adds = left_out.startswith("and ")
    turned = _SAID.search(left_out) or _CONDITION.search(left_out) or _DENIED.search(clause) or _POINTING.search(clause)
    return not _hangs(clause) and not (turned and not adds) and _balanced(clause) and is_whole(clause)


def _hangs(text: str) -> bool:
    words = text.rstrip("\"”’'").split()
    last = words[-1].strip(',;:—–."“‘') if words else ""
    return not last or (last != "May" and last.lower() in _HANGING)


def _balanced(text: str) -> bool:
    return text.count("“") == text.count("”") and text.count('"') % 2 == 0


def _finished(text: str) -> str:
    text = _without_end(text.strip())
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
