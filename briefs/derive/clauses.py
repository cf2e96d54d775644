"""The statements of a long sentence, and in each what it cannot do without and what may go.

Simple rules for English prose give every subject the verb that an aside keeps from it, and every condition its clause.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from briefs.derive.pieces import (
    ATTRIBUTED,
    CONDITION,
    LINKS,
    PREPOSITION,
    RELATIVE,
    SUBORDINATOR,
    Piece,
    Role,
    joined,
    pieces_of,
    together,
)
from briefs.derive.roles import SPEECH
from briefs.derive.verbs import begins_with_verb, ends_in_verb, has_verb, is_whole

Statement = tuple[Piece, ...]

_ALL_QUOTED = re.compile(r"“[^”]+,”|\"[^\"]+,\"")
_SPEAKER = re.compile(rf"[^,]{{2,80}}? {SPEECH}\b")
_LINK_LAST = re.compile(r"\b(?:and|but|or)\Z")
_HANGING_LINK = re.compile(
    r",? (?:and|but|or)(?: (?:which|who|whose|that))?\Z"
    r"|,? (?:when|where|while|which|who|whose|without(?: which)?)\Z"
)
_TURN = re.compile(
    r"(?:(?:and|or) )?(?:not|never|nor|excluding|neither|only|without|rather than|let alone|but|or else|perhaps"
    r"|reportedly|allegedly|supposedly|possibly|much less"
    r"|[^,]{0,60}\b(?:and|but) (?:nothing|nobody|nowhere) (?:else|more))\b",
    re.IGNORECASE,
)
_BEHIND_PREPOSITION = re.compile(r"(?:in|on|at|to|for|by|from|with|without|under|over|through) (?:which|whom|whose)\b")
_ANY = re.compile(r"\b(?:no|any|every|each|such|only|those|few) (?:\w+ )?\w+\Z")
_ASKS = re.compile(r"(?:how|what|why|whether)\b")
_CONDITIONAL_LEAD = re.compile(r"(?:If|Unless|Until|Only|Should|Were|Had)\b", re.IGNORECASE)
_SPEAKS = re.compile(
    r"\b(?:says?|said|repl(?:ies|ied)|answer(?:s|ed)|asked|wrote|added|(?:told|tells) [\w ]{2,20}|found|held|ruled"
    r"|shown|argued)$"
)
_LEFT_OPEN = re.compile(
    r"\b(?:will|would|shall|should|can|could|may|might|must|does|do|did) not$|"
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|should|of|in|on|at"
    r"|to|for|by|from|with|as|than|the|a|an|its|their|his|her|says?|said|and|but|or|between|both|either|neither|that"
    r"|told \w+|(?:and|that|what|which|whom) (?:I|we|he|she|it|they))$"
)
_ASKED = re.compile(r"\w+(?:ed|ing)\b(?!['’])")  # "Asked whether ...": a lead, and no subject
_WAITING = re.compile(
    r"(?:and|but|which|who|whose|whom|where|when|while|since|because|although|though|whereas|so that|as|after|before"
    r"|once)\b"
)
_DETERMINED = re.compile(
    r"(?:and|but) \w|(?:or )?(?:the|a|an|its|his|her|their|our|this|that|these|some|no|both|one|[A-Z])"
)


def statements(sentence: str) -> list[Statement]:
    """The statements of a sentence in their order; together they hold every word of it."""
    pieces = pieces_of(sentence)
    pieces = _leads_named(_bound(_verbs_given(pieces)))
    found: list[list[Piece]] = [[]]
    for piece in pieces:
        begun = any(one.role is Role.CLAUSE for one in found[-1])
        parted = piece.mark == ";" or (piece.mark == ":" and piece.role is not Role.REST)
        if found[-1] and (parted or (piece.role is Role.CLAUSE and begun)):
            found.append([])
        found[-1].append(piece)
    return [tuple(_with_clause(_said_there(*pair))) for pair in zip(found, [*found[1:], None], strict=True)]


def _said_there(statement: list[Piece], behind: list[Piece] | None) -> list[Piece]:
    """Without "as he put it" at the end where that is the next statement's: "which would, as he put it, fly home"."""
    *before, last = statement
    its = behind is None or behind[0].mark != "," or LINKS.match(behind[0].text)
    return statement if its or last.role is not Role.SAID else [*before, replace(last, role=Role.PHRASE)]


def _with_clause(statement: list[Piece]) -> list[Piece]:
    """Where no verb is known, the first piece that does not look like an aside is the clause."""
    if any(piece.role is Role.CLAUSE for piece in statement):
        return statement
    first = next((place for place, piece in enumerate(statement) if piece.role is Role.PHRASE), 0)
    return [replace(piece, role=Role.CLAUSE) if place == first else piece for place, piece in enumerate(statement)]


def wording(statement: Sequence[Piece], kept: Sequence[bool]) -> str:
    """The kept pieces as a sentence would have them: where an aside is left out, both its commas go."""
    said = ""
    aside = False  # whether one stands since the last piece that is needed
    for place, piece in enumerate(statement):
        if not kept[place]:
            continue
        goes_on = piece.role is Role.REST and place and not kept[place - 1] and not CONDITION.match(piece.text)
        mark = (
            "" if (goes_on and not aside) or (place and not kept[place - 1] and _LINK_LAST.search(said)) else piece.mark
        )
        said = joined(said, mark, piece.text)
        aside = not piece.needed or piece.role is Role.SAID
    return _HANGING_LINK.sub("", said)


def _verbs_given(pieces: list[Piece]) -> list[Piece]:
    """Every "has refused" behind an aside goes to its subject; within a clause that may go, both become one piece."""
    found: list[Piece] = []
    for piece in pieces:
        begins = piece.role is Role.REST and begins_with_verb(piece.text)
        subject = _subject(found) if begins and not _waits_within(found) else None
        if subject is None and begins and _is_complete(found):
            found.append(replace(piece, role=Role.AND))
        elif subject is None:
            found.append(piece)
        elif found[subject].role is Role.PHRASE or subject == 0:
            found[subject + 1 :] = [_with_verb(one, piece) for one in found[subject + 1 :]]
            speaks = subject > 0 and _ALL_QUOTED.fullmatch(found[subject - 1].text)
            found[subject] = replace(found[subject], role=Role.REST if speaks else Role.CLAUSE)
            found.append(piece)
        else:
            whole = together([*found[subject:], piece])
            found[subject:] = [Piece(found[subject].mark, whole, found[subject].role)]
    return found


def _with_verb(added: Piece, verb: Piece) -> Piece:
    """ "The cooks, forty of them, and the maids have gone": a second subject is needed where the verb is of several."""
    several = not re.match(r"(?:is|was|has|does)\b|\w+[^s]s\b", verb.text)
    second = several and added.role is Role.PHRASE and re.match(r"and (?:the|its|an?|[A-Z])", added.text)
    return replace(added, role=Role.REST) if second else added


def _waits_within(before: Sequence[Piece]) -> bool:
    """Whether the clause has told of somebody without saying what: "We hear that an official, Colm Hartigan, ..."."""
    told = re.search(r"\b(?:that|whether) ((?:[\w.’'-]+ ){1,5}[\w.’'-]+)$", _core(before))
    return told is not None and not has_verb(told[1]) and is_whole(_core(before))


def _is_complete(before: Sequence[Piece]) -> bool:
    """Whether the statement so far has its verb, and names nothing at its end that could still want one."""
    begun = max((place for place, piece in enumerate(before) if piece.role is Role.CLAUSE), default=0)
    core = together([piece for piece in before[begun:] if piece.needed])
    added = re.search(r"\b(?:and|that|whether) ((?:[\w.’'-]+ ){1,8}[\w.’'-]+)$", core)
    return is_whole(core) and not _LEFT_OPEN.search(core) and not (added and not has_verb(added[1]))


def _subject(before: Sequence[Piece]) -> int | None:
    """The place of the piece that still waits for a verb."""
    waiting = None
    for place in range(len(before) - 1, -1, -1):
        piece = before[place]
        if piece.role is Role.AND and not has_verb(piece.text):
            return place
        if piece.role in (Role.CLAUSE, Role.AND) or (piece.role is Role.REST and begins_with_verb(piece.text)):
            break
        if _waits(piece, opens=place == 0):
            waiting = place
            if _WAITING.match(piece.text) and any(has_verb(one.text) for one in before[:place]):
                break
        if piece.mark == ";":
            break
    added = waiting == 1 and before[1].text.startswith(("and ", "or ")) and not has_verb(before[0].text)
    return 0 if added else waiting


def _waits(piece: Piece, *, opens: bool) -> bool:
    """Whether a piece may be a subject without its verb: "the minister", "because Denise Okafor", "who"."""
    if piece.role is Role.PHRASE:
        return (opens and not _ASKED.match(piece.text)) or _DETERMINED.match(piece.text) is not None
    return piece.role is Role.SIDE and not has_verb(piece.text) and _WAITING.match(piece.text) is not None


def _bound(pieces: list[Piece]) -> list[Piece]:
    """Conditions and denials stay with what they belong to; so does what a clause cannot end without."""
    found: list[Piece] = []
    for piece, behind in zip(pieces, [*pieces[1:], None], strict=True):
        inner = _inner_clause(found) if piece.text.startswith("that ") else None
        if inner is not None:
            found[inner:] = [replace(found[inner], text=together([*found[inner:], piece]))]
        elif found and _follows(piece, behind) and _TURN.match(piece.text):
            found[-1] = replace(found[-1], text=together([found[-1], piece]))
        elif found and _ALL_QUOTED.fullmatch(found[-1].text) and _SPEAKER.match(piece.text):
            found.append(replace(piece, role=Role.REST))
        elif found and _is_added(piece, found):
            found.append(replace(piece, role=Role.PHRASE))
        elif found and _follows(piece, behind) and CONDITION.match(piece.text):
            _add_condition(found, piece)
        elif _narrows(piece, found) or _completes(piece, found):
            found.append(replace(piece, role=Role.REST))
        else:
            found.append(piece)
    return found


def _inner_clause(before: Sequence[Piece]) -> int | None:
    """The place of the aside that a "that ..." goes on with: "since its counsel has found, in a memo, that ..."."""
    if before and before[-1].role in (Role.SIDE, Role.AND) and re.search(r"\bthat\b", before[-1].text):
        return len(before) - 1
    if len(before) > 2 and before[-2].role is Role.SIDE and _SPEAKS.search(before[-2].text):
        return len(before) - 2
    told = _SPEAKS.search(_core(before)) or ends_in_verb(_core(before))
    return _told_within(before) if _is_complete(before) and not told else None


def _told_within(before: Sequence[Piece]) -> int | None:
    """The place of the aside with a verb behind the clause: "although they have conveyed, through the Imam, ..."."""
    for place in range(len(before) - 1, -1, -1):
        if before[place].needed:
            return None
        if before[place].role is Role.SIDE and has_verb(before[place].text):
            return place
    return None


def _follows(piece: Piece, behind: Piece | None) -> bool:
    """Whether a piece hangs on the one before it, and is not "without ..." between a clause and its rest."""
    aside = behind is not None and behind.role is Role.REST and piece.text.startswith("without ")
    return not aside and piece.role is not Role.CLAUSE and piece.mark in (",", "—", "–", "")


def _completes(piece: Piece, before: Sequence[Piece]) -> bool:
    """Whether a clause ends too early without this piece: "There are, ..., some six hundred", "He replied: ..."."""
    if piece.mark == ":":
        return bool(before) and _SPEAKS.search(before[-1].text) is not None
    return piece.role in (Role.PHRASE, Role.CLAUSE) and _is_left_open(before)


def _add_condition(found: list[Piece], piece: Piece) -> None:
    """A condition is the statement's, unless it follows an inner clause or a second verb; then it is theirs."""
    last = found[-1]
    if last.role is Role.AND or RELATIVE.match(last.text):
        found[-1] = replace(last, text=together([last, piece]))
    else:
        found.append(replace(piece, role=Role.REST))


def _is_left_open(before: Sequence[Piece]) -> bool:
    return _LEFT_OPEN.search(_core(before)) is not None


def _is_added(piece: Piece, before: Sequence[Piece]) -> bool:
    """Whether a clause is whole without this: ", to spare its pilots", ", and, to some degree, what it is called"."""
    if piece.text.startswith("to "):
        return before[-1].needed and is_whole(before[-1].text)
    listed = any(one.role is Role.AND or _LINK_LAST.search(one.text) for one in before)
    return _ASKS.match(piece.text) is not None and not before[-1].needed and listed and _is_complete(before)


def _narrows(piece: Piece, before: Sequence[Piece]) -> bool:
    """Whether the clause says too much without its relative: "there is no paper, however kind, on which he ..."."""
    return _BEHIND_PREPOSITION.match(piece.text) is not None and _ANY.search(_core(before)) is not None


def _core(before: Sequence[Piece]) -> str:
    """The words of the statement so far on which the next ones hang, without its asides."""
    return next((piece.text for piece in reversed(before) if piece.role in (Role.CLAUSE, Role.REST)), "")


def _leads_named(pieces: list[Piece]) -> list[Piece]:
    """What opens a sentence may go, unless it is a condition; "In March the union struck" is a clause by itself."""
    following = next((piece for piece in pieces[1:] if piece.needed or piece.mark not in (",", "")), None)
    main = following and following.role is Role.CLAUSE and following.mark == "," and not LINKS.match(following.text)
    if main and _leads(pieces[0].text):
        pieces = [replace(pieces[0], role=Role.SIDE), *pieces[1:]]
    first = next((place for place, piece in enumerate(pieces) if piece.role is Role.CLAUSE), 0)
    opening = [replace(piece, role=Role.REST if _keeps_lead(piece) else Role.SIDE) for piece in pieces[:first]]
    return [*opening, *pieces[first:]]


def _keeps_lead(piece: Piece) -> bool:
    return bool(piece.role is Role.SAID or _CONDITIONAL_LEAD.match(piece.text) or ATTRIBUTED.match(piece.text))


def _leads(text: str) -> bool:
    return bool(PREPOSITION.match(text) or SUBORDINATOR.match(text) or _CONDITIONAL_LEAD.match(text))
