"""Where the finite verbs of a clause stand, as far as a list of common verbs and the word before each can tell."""

from __future__ import annotations

import re

from briefs.derive.words import is_number, stem

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*['’]?|[^\w\s]")
_AUXILIARY = frozenset(
    """
    is are was were has have had will would can could may might must shall should does do did cannot isn't aren't
    wasn't weren't hasn't haven't hadn't won't wouldn't can't couldn't mustn't shouldn't doesn't don't didn't
    """.split()
)
_MODALS = frozenset("will would can could may might must shall should".split())
_SHORTENED = re.compile(r"\w+'(?:re|ve|ll|d|m)|(?:it|he|she|that|there|what|who|here|where|this)'s")
_BASES = frozenset(
    """
    absorb accept accuse add address admit agree allow amount announce answer anticipate appear apply approve argue
    arrive ask assume attack attribute back ban bar bargain become begin believe belong blame block boil break bring
    build bury buy call campaign carry cease chair change charge choose cite claim climb close collapse collect
    combine come complain concede concern conclude condemn confer confirm consider contain continue control convince
    cost count cover create cut date deal decide declare decline defend defer define deliver demand deny depend
    describe deserve develop die differ disagree discuss dispute do doubt draft draw drink drop earn eat elect
    emerge employ enable end enjoy enter establish estimate exclude exist expect expire explain export extend face
    fail fall favour fear feel fight file fill finance find fire fit fix float fly follow forbid forget gain gather
    get give go govern grant grow guarantee guess halt hand hang happen hate have head hear help hint hold hope host
    hurt ignore imagine import impose include increase inherit insist intend introduce invite involve join keep kill
    know lack lapse launch lay lead learn leave lend let lie lift list live look lose love maintain make march mark
    matter mean measure meet mention mind miss move need negotiate occupy offer open operate oppose owe own pass pay
    permit pick plan play pledge point predict preach prefer press prevent produce promise propose protect prove
    provide publish pull push put question quit quote raise ratify reach read recall receive reckon recognise
    recognize recur refer refuse regard reject rely remain remember remove render repay repeat replace reply report
    represent require resign resist rest restore resume retain return reveal reverse ring rise rule run sail satisfy
    save say score search secure see seek seem sell send sense separate serve set settle shape share shift ship show
    shrink shut sign sit sketch skip slip solve sound speak spend split squeeze stall stand start state stay steal
    step stop store strike struggle succeed sue suffer suggest summarise support suppose surprise surrender survive
    suspect suspend swap take talk teach tell tend think threaten tie tolerate touch trade train translate travel
    treat try turn understand unlock urge use vary veto visit vote wait walk want warn watch weaken widen win wish
    withdraw withhold work worry write yield
    """.split()
)
_VERBS = frozenset(stem(word) for word in _BASES)
_ALSO_PAST = frozenset("put cut set let read cost shut split quit hurt".split())
_NEVER_NOUNS = frozenset(
    "said told took gave went came began became fell rose grew wrote spoke knew flew undertook overran overcame".split()
)
_NOUN_NEXT = frozenset(  # behind these a word that could be a verb is none
    """
    a an the its his her their our my your this these some any no every each both of in on at to for from by with
    without under over into between among against about through during before after since until than as per more most
    such another other whose own first last next new old former and or a being been be not
    """.split()
)
_OBJECT_NEXT = frozenset("a an the its his her their this that no any every all".split())
_ADJECTIVE = re.compile(r"\w{3,}(?:ed|al|ic|ous|ive|able|ible|ful|less|ary|an|ese)")
_BEHIND_PARTICIPLE = frozenset(
    "by in on at from with without under as during for to between since after over again".split()
)
_PARTICIPLE = re.compile(r"\w+(?:ed|en|wn|ld|de|ught|aid|ut|et)")
_PLAIN_PAST = frozenset(
    """
    said told could would should did had appeared seemed agreed refused promised threatened declined wanted hoped tried
    continued decided
    """.split()
)
_ADVERB = re.compile(r"(?:not|never|also|now|then|still|only|already|even|so|far|just|yet|once|again|long|since|\w+ly)")
_OPENERS = frozenset(  # each has the next verb for itself
    "that which who whom whose because although though if unless when while where whether whoever what why how".split()
)
_WEAK_OPENERS = frozenset("as after before until since once than".split())  # where no verb stands before them
_PLURAL = re.compile(r"(?!(?:this|always|perhaps|across|less|unless|towards|as|us)\Z)[a-z]{3,}[^s'i]s")
_PLURALS = frozenset("i we you they who which that people men women police both all many most some few to".split())
_PRONOUNS = frozenset("i he she they we you".split())
_ARTICLES = ("a", "an", "the")


def words_in(text: str) -> list[str]:
    """Words and marks, with straight apostrophes; in lower case, but for names behind the first word."""
    words = [word.replace("’", "'") for word in _WORD.findall(text)]
    return [word.lower() if not place or word == "I" else word for place, word in enumerate(words)]


def is_whole(text: str) -> bool:
    """Whether the text has a verb beside those of its inner clauses: "the envoy who came" has none."""
    words = words_in(text)
    verbs = set(finite_verbs(words))
    waiting = 0
    for place in range(len(words)):
        waiting += _opens(words, place)
        if place == 0 and not _may_begin(words):
            continue
        if place in verbs:
            if not waiting:
                return True
            waiting -= 1
    return False


def _may_begin(words: list[str]) -> bool:
    """Whether a statement may begin with this verb: "Backs a smaller fund", but not "Shares in the mill" or "Asked"."""
    takes_object = words[0].endswith("s") and " ".join(words[1:2]) in _OBJECT_NEXT
    return takes_object or words[0] in _AUXILIARY | _BASES or _SHORTENED.fullmatch(words[0]) is not None


def has_verb(text: str) -> bool:
    return bool(finite_verbs(words_in(text)))


def ends_in_verb(text: str) -> bool:
    words = words_in(text)
    return bool(words) and stem(words[-1]) in _VERBS and not _is_ing(words[-1])


def begins_with_verb(text: str) -> bool:
    """Whether a piece of a sentence goes on with the verb of a subject before it: "told a committee", "is known"."""
    words = words_in(text)
    start = 0
    while start < min(3, len(words)) and _ADVERB.fullmatch(words[start]):
        start += 1
    rest = words[start:]
    if (
        not rest
        or rest[0] in ("been", "being")
        or _SHORTENED.fullmatch(rest[0])
        or not _is_verb(rest, 0, chained=False)
    ):
        return False
    return not _opens_with_participle(rest)


def finite_verbs(words: list[str]) -> list[int]:
    """The places of finite verbs; a chain such as "has never been signed" counts once, where it begins."""
    found: list[int] = []
    chained = -2
    for place, word in enumerate(words):
        if chained == place - 1 and _ADVERB.fullmatch(word):
            chained = place
        elif _is_verb(words, place, chained=chained == place - 1):
            again = word in _AUXILIARY and words[place - 1] not in _AUXILIARY and place - 1 in found  # "followed was"
            if chained != place - 1 or again:
                found.append(place)
            chained = place
    return found


def _opens(words: list[str], place: int) -> bool:
    """Whether an inner clause begins here: "which", "because", and "I" in "ministers I was able to reach"."""
    word, before = words[place], words[place - 1] if place else ""
    if word == "that" and (place == 0 or (place == 1 and words[2:3] and words[2] in _AUXILIARY)):
        return False  # "that is where we are"
    if (word in _PRONOUNS and place > 4) or (word in ("it", *_PRONOUNS) and place > 1 and words[0] in _ARTICLES):
        return before.isalpha() and _could_be_noun(before) and not (word == "it" and before in _NOUN_NEXT)
    return word.split("'")[0] in _OPENERS or (word in _WEAK_OPENERS and place < 5)


def _could_be_noun(word: str) -> bool:
    return word not in _OPENERS and word not in _NEVER_NOUNS and word not in ("and", "but", "or", "as", "than", "so")


def _is_verb(words: list[str], place: int, *, chained: bool) -> bool:
    word = words[place]
    before = words[place - 1] if place else ""
    if word in _AUXILIARY or _SHORTENED.fullmatch(word):
        return before != "to" and not (
            word in ("have", "be") and _MODALS.intersection(words[max(0, place - 5) : place])
        )
    if chained:  # "has been", "will not sign"
        return word in ("be", "been", "being") or stem(word) in _VERBS or word.endswith(("ed", "en"))
    if word in _NEVER_NOUNS:
        return True
    if not word.islower() or before in _NOUN_NEXT or before.endswith(("'s", "s'")) or _is_ing(word):
        return False
    if _ADJECTIVE.fullmatch(before) and place > 1 and words[place - 2] in _NOUN_NEXT:
        return False
    if is_number(before) and word.endswith("s"):
        return False
    if _opens_with_participle(words) and (place == 0 or word.endswith("ed")):
        return False
    behind = words[place + 1] if place + 1 < len(words) else ""
    if word.endswith("ed") and len(word) > 3:
        return behind != "by" and not (word in ("named", "called") and behind[:1].isupper())
    if word in _BASES and word not in _ALSO_PAST and not _takes_base(words, place):
        return False
    if not behind.isalnum() and _could_be_noun(before) and before not in _PRONOUNS and before.islower():
        return stem(word) in _VERBS and stem(word)[:3] != word[:3]  # "the grain trade" has none, "the rebels fell" has
    return stem(word) in _VERBS and word not in ("been", "being", "given", "taken", "known", "seen", "written")


def _takes_base(words: list[str], place: int) -> bool:
    """Whether a verb's plain form may stand here: behind "they", a plural, or "the king and the queen"."""
    before = words[place - 1] if place else ""
    if not before.isalnum() or before in _PLURALS or _ADVERB.fullmatch(before):
        return True
    near = words[max(0, place - 5) : place]
    return "and" in near or any(_PLURAL.fullmatch(word) for word in near)


def _opens_with_participle(words: list[str]) -> bool:
    """Whether these words speak of something before them: "signed at Prague and prolonged in 2021"."""
    participle = _PARTICIPLE.fullmatch(words[0]) and words[0] not in _PLAIN_PAST
    return bool(participle) and len(words) > 1 and words[1] in _BEHIND_PARTICIPLE


def _is_ing(word: str) -> bool:
    return word.endswith("ing") and stem(word) != word
