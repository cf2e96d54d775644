"""When two spellings are one word: without case, accents or possessive, and the names of a land and its people."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i"})
_SHARED = 5  # letters that the forms of one name have in common, at least
_ENDINGS = frozenset(
    ["", *"a e i y o s es is us an ans ean eans ian ians n ns ish ese ite ites er ers ic ist ists".split()]
)


@lru_cache(maxsize=20_000)
def normal(word: str) -> str:
    """Without case, accents, full stops and possessive: "U.S.", "Brasília's" -> "us", "brasilia"."""
    plain = word.casefold().replace("’", "'")
    plain = plain.removesuffix("'s").rstrip("'").replace(".", "")
    apart = unicodedata.normalize("NFKD", plain.translate(_PLAIN))
    return "".join(mark for mark in apart if not unicodedata.combining(mark))


def is_acronym(raw: str) -> bool:
    """Whether a word is written in capitals: "NATO", "U.S.", "MPs", "IMF's"."""
    bare = re.sub(r"['’]s$|(?<=[A-Z]{2})s$", "", raw).replace(".", "")
    return len(bare) > 1 and bare.isupper()


@lru_cache(maxsize=50_000)
def same_name(one: str, other: str) -> bool:
    """Whether two normal words are forms of one name: "russia" and "russians", "kessary" and "kessarian"."""
    if one == other:
        return True
    if one + "s" == other or other + "s" == one:
        return len(one) > 2
    if one[:_SHARED] != other[:_SHARED]:
        return False
    shared = _SHARED
    while one[shared : shared + 1] and one[shared : shared + 1] == other[shared : shared + 1]:
        shared += 1
    return any(one[cut:] in _ENDINGS and other[cut:] in _ENDINGS for cut in range(max(_SHARED, shared - 2), shared + 1))
