"""Where one sentence ends and the next begins, with offsets that never move.

English prose only. A quotation of two sentences is two sentences; an abbreviation, an initial or a number is no end.
Every pattern is bounded, so a megabyte of full stops takes no longer than a megabyte of prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

SYMBOL = "\u25a0-\u25ff\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff•‣◦"  # bullets and emoji
_NOTE = r"(?:\[\^?\d{1,3}\]|\^\d{1,3}|[¹²³⁰-⁹]{1,3}){0,4}"  # the mark of a footnote
_END = re.compile(
    r"(?:(?P<stop>[.!?…]{1,8})"
    r"(?P<close>[\"'”’»)\]*_]{0,6})"
    rf"(?P<gap>{_NOTE}(?:\s{{1,40}}|\s{{0,5}}[{SYMBOL}\ufe0f\u200d]{{1,12}}\s{{0,5}}){{1,4}})"
    rf"|(?P<between>\s[{SYMBOL}\ufe0f\u200d]{{1,12}}\s))"
    r"(?P<open>[\"'“‘«(\[*_¿¡—–-]{0,4})"
    r"(?P<next>\w)"
)
_WORD_BEFORE = re.compile(r"[\w.&'’-]{1,24}\Z")
_WORD_BEHIND = re.compile(r"[\w’'-]{1,24}")

# Never the end of a sentence: a name, a number or a word always follows.
_LEADS = frozenset(
    """
    mr mrs ms messrs mx dr prof rev hon fr sr sra st ste gen maj col lt capt cpt cmdr cdr adm brig sgt cpl pvt
    sen rep gov pres amb insp supt pte vs v cf viz fig figs vol ch art arts sec para paras ca approx e.g i.e eg
    ie al h.e h.m nos pp
    """.split()
)
# The end only when what follows is no number ("No. 4", "Feb. 14", "p. 3").
_BEFORE_NUMBERS = frozenset(
    """
    no jan feb mar apr jun jul aug sep sept oct nov dec p
    """.split()
)
# The end only when the next word plainly opens a sentence.
_MAYBE = frozenset(
    """
    jr snr inc co corp ltd plc llc bros etc a.m p.m am pm u.s u.k u.n e.u u.s.a u.s.s.r d.c d.p.r.k r.o.k u.a.e
    b.c a.d ph.d m.a b.a m.p ret est dept govt assn univ ave blvd rd mt ft ala ariz ark calif colo conn del fla
    ill ind kan ky la mass mich minn miss mo mont neb nev okla ore pa tenn tex va vt wash wis wyo ont que
    """.split()
)
_OPENERS = frozenset(
    """
    the a an it its this that these those he she they we i you his her their our my there here in on at by for
    from with to as if when while since after before until because although though but and or so yet nor then
    now once both neither either each every all some many most few several one two three no not nobody nothing
    none what who whose which why how where whether however moreover meanwhile instead still even only also
    according under over during despite without officials critics yesterday today tomorrow last next let perhaps
    such another other
    """.split()
)
_SPOKEN_ON = re.compile(
    r"(?:said|says|wrote|writes|asked|asks|replied|added|adds|insisted|told|warned|argued|argues|declared)\b"
)


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The (start, end) of each sentence of `text[start:end]`, without the white space around them."""
    begin = start
    for match in _END.finditer(text, start, end):
        if match.start() < begin or not _ends_here(text, begin, match):
            continue
        symbol = match["between"] is not None
        yield from _trimmed(text, begin, match.start("between") if symbol else match.end("close"))
        begin = match.end("between") if symbol else match.end("gap")
    yield from _trimmed(text, begin, end)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _ends_here(text: str, begin: int, match: re.Match[str]) -> bool:
    upper = match["next"].isupper() or match["next"].isdigit()
    if not upper and not (match["next"].isalpha() and not match["next"].islower()):  # scripts without case
        return False
    if match["between"]:
        return match["next"].isupper()
    if match["close"][:1] in ("'", "’", '"', "”") and not match["open"]:
        behind = text[match.end("gap") : match.end("gap") + 60].split(None, 3)
        if len(behind) > 1 and _SPOKEN_ON.match(behind[1]) and match["stop"] in ("!", "?"):
            return behind[0][:1].isupper() and behind[0] in ("The", "A", "He", "She", "They", "It", "I", "We")
    if match["stop"] != "." or match["close"]:
        return True
    return _full_stop_ends(text, begin, match)


def _full_stop_ends(text: str, begin: int, match: re.Match[str]) -> bool:
    found = _WORD_BEFORE.search(text, max(begin, match.start() - 24), match.start())
    word = found.group().lstrip("'’-&.") if found else ""
    behind = _WORD_BEHIND.match(text, match.start("next"))
    following = behind.group() if behind else ""
    low = word.lower()
    if low in _LEADS:
        return low in ("st", "sec", "al", "v") and following.lower() in _OPENERS and not word[:1].isupper()
    if low in _BEFORE_NUMBERS:
        return not following[:1].isdigit() and not (low != "no" and len(word) == 1)
    if low in _MAYBE and _looks_short(word, low):
        return following.lower() in _OPENERS and following != "I"
    if len(word) == 1 and word.isalpha() and word.isupper():  # an initial, unless "plan B. The"
        return following.lower() in _OPENERS
    if re.fullmatch(r"(?:[A-Za-z]\.){1,5}[A-Za-z]", word):
        return following.lower() in _OPENERS and following != "I"
    numbered = word.isdigit() and len(word) <= 2 and not text[begin : match.start() - len(word)].strip()
    return not numbered  # "1. Verification"


def _looks_short(word: str, low: str) -> bool:
    """Whether a word that is also plain English ("ill", "miss", "am") is meant as an abbreviation."""
    return "." in word or low in ("etc", "jr", "snr", "inc", "ltd", "plc", "llc", "corp") or word[:1].isupper()
