"""The pieces of a long sentence: cut at the marks outside quotations and brackets, each named by what it does.

Simple rules for English prose name a piece by its first words and its verbs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

from briefs.derive.verbs import begins_with_verb, finite_verbs, has_verb, is_whole, words_in


class Role(Enum):
    """What a piece does in its statement."""

    CLAUSE = auto()  # a subject, mostly with its verb
    REST = auto()  # goes on where an aside broke in: "has refused", "that nobody signs"
    AND = auto()  # a second verb of the same subject: "and has refused"
    SAID = auto()  # whose words it is: "officials said", "according to the ministry"
    SIDE = auto()  # "who ...", "when ...", "in March"
    PHRASE = auto()  # an apposition, or a part of a list


@dataclass(frozen=True)
class Piece:
    """Some words of a sentence between two marks."""

    mark: str  # before it: "" "," ";" ":" "—"
    text: str
    role: Role = Role.PHRASE

    @property
    def needed(self) -> bool:
        return self.role in (Role.CLAUSE, Role.REST, Role.SAID)


JOINT = re.compile(
    r"(?P<mark>[,;:](?=[\s”\"’])[”\"’]?|\s?[—–](?=\s)|(?<=\w)—(?=\w))\s?"
    r"|\s(?=(?:because|although|though|whereas|so that|even though|after which|and (?:he|she|it|they|there|nobody"
    r"|neither)) )"
)
_MARK_INSIDE = (',"', ",”", ",'", ",’")
_QUOTED = re.compile(r"“[^”]{0,400}”|\"[^\"]{0,400}\"|\([^()]{0,300}\)")
LINKS = re.compile(r"\A(?:(?:and|but|so|yet|nor|or|for)(?: (?:then|so|yet|also))? (?=\w)|then )", re.IGNORECASE)
CONDITION = re.compile(
    r"(?:but (?=only|not))?(?:only )?(?:if|unless|until|except|provided|providing|even if|(?:as|so) long as"
    r"|on (?:the )?condition|in (?:exchange|return) for|subject to|conditional on|barring)\b",
    re.IGNORECASE,
)
RELATIVE = re.compile(
    r"(?:and |but )?(?:(?:\w+ ){0,2}(?:of|in|on|at|to|for|by|from|with|under|over|after|during|through|against"
    r"|about) )?(?:which|who|whose|whom|where)\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"(?:each|both|most|none|all|some|many|one) (?:of (?:them|these|which|whom)|[a-z]+ing)\b|the \w+ being\b"
)
_SAYS_ALL = re.compile(r"which (?:is|was|means) (?:that|to|how|why|what)\b")
SUBORDINATOR = re.compile(
    r"(?:and |but )?(?:when|while|since|because|as|although|though|after|before|once|whereas|so that|even though"
    r"|having|like|(?!(?:some|no|any|every)thing)[a-z]{2,20}ing)\b(?!['’])",
    re.IGNORECASE,
)
PREPOSITION = re.compile(
    r"(?:in|on|at|by|for|from|to|of|with|under|over|among|between|behind|despite|during|according|given|against|like"
    r"|absent|beyond|through|within|across|towards?|about|into|since|more)\b",
    re.IGNORECASE,
)
ATTRIBUTED = re.compile(
    r"(?:according to|in the words of|as (?:reported|told|described|quoted|recorded) (?:by|in)"
    r"|by (?:the|his|her|its|their) (?:own )?(?:account|reckoning|estimate)s?)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"(?:that|how|what|why|whether)\b(?!['’])|to (?!(?:the|an?|its|his|her|their|our|my|this|whom|which)\b)[a-z]+"
)
_ALSO_SAID = re.compile(r"(?:and|but|or) (?:that|to)\b")
_COMMENT = re.compile(
    r"(?!since|because|when|while|if|that|which|who|although|though|whether|what|nor)(?:as |and )?"
    r"(?:(?:I|we|he|she|it|they|you|one|some|many|officials|critics|[\w.’' -]{3,50}) )?"
    r"(?:has |have |had )?"
    r"(?:says?|said|adds?|added|argues?|argued|thinks?|thought|suspect|gather|believes?|believed|told me|reckons?"
    r"|claims?|claimed|insists?|insisted|wrote|writes|should say|puts? it|is said|noted|notes|show(?:s|ed)?|suggests?"
    r"|suggested|found|report(?:s|ed)?|announced|confirmed|indicated|told \w+)"
)


def pieces_of(sentence: str) -> list[Piece]:
    """The pieces of a sentence in their order; together they hold every word of it."""
    return _lists_joined([_named(piece) for piece in _cut(sentence)])


def _cut(sentence: str) -> Iterator[Piece]:
    shut = [match.span() for match in _QUOTED.finditer(sentence) if match.end() - match.start() < len(sentence) * 0.8]
    begin, mark = 0, ""
    for match in JOINT.finditer(sentence):
        inside = any(start < match.start() and match.end("mark" if match["mark"] else 0) < end for start, end in shut)
        if inside or match.start() <= begin:
            continue
        found = (match["mark"] or "").strip()
        quoted = len(found) > 1  # ,” keeps its comma
        yield Piece(mark, sentence[begin : match.start()].strip() + (found if quoted else ""))
        begin, mark = match.end(), found[:1]
    yield Piece(mark, sentence[begin:].strip())


def _named(piece: Piece) -> Piece:
    text = piece.text.lstrip("“\"'‘")
    if piece.mark and _SAYS_ALL.match(text):
        return replace(piece, role=Role.REST)
    if piece.mark in (",", "—", "–") and (_COMMENT.fullmatch(text.rstrip('.”"')) or ATTRIBUTED.match(text)):
        return replace(piece, role=Role.SAID)
    if (
        RELATIVE.match(text)
        or (piece.mark == "," and _ABSOLUTE.match(text))
        or (piece.mark == "," and CONDITION.match(text))
    ):
        return replace(piece, role=Role.SIDE)
    if _GOES_ON.match(text) and piece.mark == ",":
        return replace(piece, role=Role.CLAUSE if text.startswith("what ") and is_whole(text) else Role.REST)
    if _ALSO_SAID.match(text):
        return replace(piece, role=Role.AND)
    if piece.mark and (SUBORDINATOR.match(text) or text.startswith("with ")):
        return replace(piece, role=Role.SIDE)
    bare = LINKS.sub("", text, count=1)
    if piece.mark and begins_with_verb(bare):
        return replace(piece, role=Role.REST if bare == text else Role.AND)
    if is_whole(bare):
        return replace(piece, role=Role.CLAUSE)
    side = SUBORDINATOR.match(text) or PREPOSITION.match(bare)
    return replace(piece, role=Role.SIDE if side else Role.PHRASE)


def _lists_joined(pieces: list[Piece]) -> list[Piece]:
    """ "The cooks, the porters and the maids have walked out": one subject, and no cook may go."""
    found: list[Piece] = []
    for piece in pieces:
        begun = len(found)
        while begun and piece.role is Role.CLAUSE and piece.mark == "," and _is_list(found[begun - 1], piece):
            begun -= 1
        if begun < len(found) and (found[begun].mark == "" or LINKS.match(found[begun].text)):
            piece = Piece(found[begun].mark, together([*found[begun:], piece]), Role.CLAUSE)
            del found[begun:]
        found.append(piece)
    return found


def _is_list(before: Piece, clause: Piece) -> bool:
    """Whether a bare noun stands before a clause that has two subjects."""
    words = words_in(clause.text)
    verb = next(iter(finite_verbs(words)), 0)
    bare = before.role is Role.PHRASE and not has_verb(before.text) and len(before.text) < 60
    return bare and "and" in words[1:verb] and not {"which", "who", "that"}.intersection(words[:verb])


def joined(said: str, mark: str, more: str) -> str:
    """Two pieces with the mark between them, unless it stands inside a closing quotation mark already."""
    if not said:
        return more
    return f"{said}{' ' if said[-2:] in _MARK_INSIDE else _spaced(mark)}{more}" if mark else f"{said} {more}"


def _spaced(mark: str) -> str:
    return f" {mark} " if mark in ("—", "–") else f"{mark} "


def together(pieces: Sequence[Piece]) -> str:
    text = ""
    for piece in pieces:
        text = joined(text, piece.mark, piece.text)
    return text
