"""Words as the cues see them: lower case, contractions written out, endings taken off."""

from __future__ import annotations

import re
from functools import lru_cache

_HYPHENS = str.maketrans("‐‑", "--")
_WORD = re.compile(r"[^\W\d_]{1,40}(?:['’-][^\W\d_]{1,40}){0,5}|\d[\d.,]{0,20}|[%€$£?!;:(),—–\"“”]")
_NUMBER_WORDS = frozenset(
    """
    two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen half
    third quarter fifth twice thrice
    """.split()
)
_WRITTEN_OUT = {
    "won't": "will not",
    "can't": "can not",
    "shan't": "shall not",
    "cannot": "can not",
    "ain't": "is not",
    "let's": "let us",
}
_TAILS = {"'ve": "have", "'re": "are", "'ll": "will", "'d": "would", "'m": "am"}
_IRREGULAR = dict(
    pair.split(":")
    for pair in """
    said:say told:tell gave:give given:give took:take taken:take went:go gone:go came:come left:leave sold:sell
    held:hold
    kept:keep lost:lose won:win broke:break broken:break met:meet made:make paid:pay spoke:speak spoken:speak sent:send
    rose:rise
    risen:rise fell:fall fallen:fall grew:grow grown:grow sought:seek drew:draw drawn:draw wrote:write written:write
    began:begin
    begun:begin stood:stand understood:understand built:build brought:bring bought:buy thought:think knew:know
    known:know
    led:lead ran:run sat:sit spent:spend struck:strike swore:swear sworn:swear tore:tear torn:tear withdrew:withdraw
    withdrawn:withdraw withheld:withhold forbade:forbid forbidden:forbid chose:choose chosen:choose froze:freeze
    frozen:freeze
    got:get gotten:get heard:hear hung:hang laid:lay meant:mean rang:ring saw:see seen:see shook:shake shaken:shake
    shot:shoot
    shut:shut sank:sink sunk:sink spoilt:spoil stuck:stick taught:teach threw:throw thrown:throw lent:lend bent:bend
    backed:back had:had has:have having:have did:did does:do done:do were:was been:been men:man women:woman
    people:people
    parties:party votes:vote voted:vote dying:die lying:lie better:better worse:worse best:best least:least most:most
    """.split()
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """One form for the forms of a word: crude, but the same for cues and for texts."""
    word = _IRREGULAR.get(word, word)
    if len(word) <= 3 or not word[-1].isalpha():
        return word
    for ending, kept in (
        ("ies", "y"),
        ("ied", "y"),
        ("sses", "ss"),
        ("ness", ""),
        ("ing", ""),
        ("edly", ""),
        ("ed", ""),
        ("es", ""),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: -len(ending)] + kept
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    if len(word) > 3 and word[-1] == "e":
        word = word[:-1]
    return word


def words_of(sentence: str) -> list[str]:
    """The words, numbers and marks of a sentence, lower case and written out; not yet stemmed."""
    found: list[str] = []
    for raw in _WORD.findall(sentence.translate(_HYPHENS)):
        word = raw.replace("’", "'").lower()
        if "'" in word:
            found.extend(_apart(word))
        elif word == "cannot":
            found.extend(("can", "not"))
        else:
            found.append(word)
    return found


def _apart(word: str) -> list[str]:
    if word in _WRITTEN_OUT:
        return _WRITTEN_OUT[word].split()
    if word.endswith("n't"):
        return [word[:-3], "not"]
    for tail, full in _TAILS.items():
        if word.endswith(tail):
            return [word[: -len(tail)], full]
    if word.endswith("'s"):
        head = word[:-2]
        return (
            [head, "is"]
            if head in ("it", "he", "she", "that", "there", "what", "who", "here", "where")
            else [head, "'s"]
        )
    return [word]


def is_number(word: str) -> bool:
    return word[:1].isdigit() or word in _NUMBER_WORDS


def stems_of(words: list[str]) -> list[str]:
    return ["#" if is_number(word) else stem(word) for word in words]
