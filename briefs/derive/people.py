"""The people of an essay: who they are, what they do, and every place where the text means them.

A name is a person's when its neighbourhood says so: a title before it, a role beside it ("Ruvia's envoy, Zoran Petek"),
a verb of speech, a pronoun for a person behind it. From there on a surname, a pronoun, or the person's role ("the
envoy") leads back to the full name, as long as only one person can be meant.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import islice

from briefs.capitals import COUNTRIES
from briefs.derive.features import MOST_NAMES, Unit
from briefs.derive.quotes import Quoted, find_quotes, speech_outside, spoken_in
from briefs.derive.roles import BEFORE_TITLES, HERS, HIS, OF_BODIES, OPENERS, PARTICLES, ROLES, SPEECH, TITLES
from briefs.essay import ParagraphKind, Sentence, Snapshot

FAR_BACK = 4  # sentences over which a pronoun reaches back
ENOUGH = 2.0  # points that make a name a person's
MOST_WEIGHED = 5000  # mentions: four times those of the longest text, were it as full of names as any we know
_NEAR = 160  # characters before a name that are looked at

_ARABIC = re.compile(r"(?:al|el|an|ar|as|ash|d|l)[-'’][A-Z]")
_TOKEN = re.compile(r"[^\W_](?:[\w’'.-]*[^\W_])?\.?")
_POSSESSIVE = re.compile(r"(?:[’']s|(?<=s)[’'])\Z")
_WHO = re.compile(r",? (?:who|whose|whom)\b")
_SAYS = re.compile(rf"(?:,[^,]{{3,90}},)? (?:has |had |have |also |then |later |himself |herself )?{SPEECH}\b")
_SAID = re.compile(rf"\b(?:{SPEECH}|according to) \Z")
_AGED = re.compile(r", \d\d,")
_PLACED = re.compile(r"\b(?:in|at|near|into|through|across|via|around|outside|inside|towards|off|of|from) \Z", re.I)
_THE = re.compile(r"\b(?:the|this|that) (?:[a-z-]+ )?\Z", re.IGNORECASE)
_ROLE_BEFORE = re.compile(r"\b(?=(?P<role>[a-z]+)(?: is| was| are|,| of [a-z]+(?: [a-z]+)?,?) \Z)", re.I)
_SOMEBODY = re.compile(
    r"(?<!, )\b(?:an?|one|every|another|any|some|no) (?:[a-z-]+ ){0,3}?"
    rf"(?:{'|'.join(sorted(ROLES))}|man|woman|person|diplomat|colleague|friend|visitor|boy|girl|source)\b",
    re.IGNORECASE,
)
_BESIDE_BEFORE = re.compile(r"(?:\A|[,;:(“\"—–] ?|\b(?:and|that|by|but|as|when) )(?P<role>[^,;:()“”\"—–]{3,90}?),? \Z")
_BESIDE_BEHIND = re.compile(
    r"(?:,| \(| is| was) (?P<role>(?:\d\d, )?(?:an?|the|its|their|his|her|our|now|then|once|former|formerly"
    r"|[A-Z][\w-]+[’']s?) [^,;:()“”\".]{2,90})"
)
_LEADS = re.compile(
    r",? who (?P<role>(?:has |had |have |now |also )*(?:heads?|headed|leads?|led|chairs?|chaired|runs?|run|commands?"
    r"|commanded|speaks? for|represents?|directs?|advises?|edits?|owns?|manages?|follows|drafts) [^,;:()“”\".]{4,80})"
)
_ARTICLE = re.compile(r"(?:the|an?|its|their|his|her|our)\b", re.IGNORECASE)
_ARTICLES = ("the", "a", "an", "its", "their", "his", "her", "our", "and", "that", "but", "as", "when")
_LEADING = ("by", "is", "was", "whose", "through", "under", "with", "told", "against")
_SECOND_CLAUSE = re.compile(r"(?<=\w) (?:and (?:has|have|is|was|who|whom|farms|whose)|who|whom|whose|where|that)\b.*")
_OF_BEHIND = re.compile(r",? of (?P<whose>(?:the )?(?:[A-Z][\w’'-]+ ?){1,4})")
_PRONOUN = re.compile(r"\b(?:(?P<he>[Hh]e|[Hh]im|[Hh]is|[Hh]imself)|[Ss]he|[Hh]ers?|[Hh]erself)\b")
_MEANT_BY_ROLE = re.compile(
    r"\b(?:[Tt]he|[Hh]is|[Hh]er|[Ii]ts|[Tt]heir|[Oo]ur) (?:[a-z-]+ ){0,2}?(?P<role>[a-z-]{4,20})\b(?!,? [A-Z]| of |-)"
)
_BYLINE = re.compile(
    r"\W{0,4}(?:by|words by|written by|interview by)[: ]\s*(?P<name>[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*){1,3})\b", re.I
)
_BOX = re.compile(
    r"\W{0,4}(?P<name>[A-Z][\w’'-]*(?: [A-Z][\w.’'-]*){1,3}) (?P<role>(?:is|was|has|teaches|writes)\b.{5,})"
)


@dataclass(frozen=True)
class Mention:
    """A place of the essay that means a person, and by what: name, surname, title, pronoun or role."""

    start: int  # code points into the essay's text
    end: int
    how: str
    place: int  # of the sentence, among the units; -1 in a byline or an author's box


@dataclass(frozen=True)
class Person:
    """Somebody whom the essay names; what it does not say of them is empty."""

    name: str
    role: str
    party: str
    mentions: tuple[Mention, ...]
    named_in: Sentence  # where the name first stands in full
    beside: str = ""  # the words around the name there, which may say for whom the person speaks


@dataclass
class _Known:
    """A person while the essay is being read."""

    name: str
    place: int
    points: float = 0.0
    role: str = ""
    rank: int = -1  # how good the role is
    beside: str = ""
    roles: set[str] = field(default_factory=set)  # single words: "envoy", "minister"
    gender: str = ""  # "he" or "she", once known
    mentions: list[Mention] = field(default_factory=list)


_Spot = tuple[int, _Known]  # where in its sentence a person is meant


def _begins(spot: _Spot) -> int:
    return spot[0]


@dataclass(frozen=True)
class _Run:
    """Words with capitals that stand together: titles or none, and what may be a name."""

    titles: tuple[str, ...]
    words: tuple[str, ...]
    start: int  # of the titles, in its sentence
    end: int

    @property
    def name(self) -> str:
        return " ".join(self.words)


def find_people(units: Sequence[Unit]) -> list[Person]:
    """Everybody whom the prose names, in the order of their first mention."""
    runs = [list(islice(_runs(unit.sentence.text), MOST_NAMES)) for unit in units]
    known = _know(units, runs)
    named = _find_names(known, units, runs)
    _find_pronouns(known, units, named)
    people = [
        Person(one.name, one.role, "", tuple(sorted(one.mentions, key=lambda m: m.start)),
               units[one.place].sentence, beside=one.beside)
        for one in known.values()
        if one.mentions
    ]  # fmt: skip
    return sorted(people, key=lambda person: person.mentions[0].start)


def _runs(text: str) -> Iterator[_Run]:
    """Stretches of words with capitals, cut at possessives and at commas."""
    run: list[re.Match[str]] = []
    end = -2
    for token in _TOKEN.finditer(text):
        word = token.group()
        near = bool(run) and token.start() == end + 1 and text[end] == " "
        capital = word[0].isupper() or _ARABIC.match(word) is not None
        if near and (capital or word in PARTICLES or (word == "of" and _is_title(run[-1].group()))):
            run.append(token)
        else:
            yield from _cut(run)
            run = [token] if capital else []
        end = token.end()
        if run and (_POSSESSIVE.search(word) or (word.endswith(".") and len(word) > 2 and not _is_title(word))):
            yield from _cut(run)
            run = []
    yield from _cut(run)


def _bare(word: str) -> str:
    return word.rstrip(".").lower()


def _is_title(word: str) -> bool:
    """Also "Vice-Admiral"."""
    return _bare(word).rsplit("-", 1)[-1] in TITLES


def _cut(run: list[re.Match[str]]) -> Iterator[_Run]:
    """A run without the word that only opens the sentence, its titles apart from its name."""
    while run and run[-1].group() in (*PARTICLES, "of"):
        run = run[:-1]
    while run and run[0].group().lower() in OPENERS:
        run = run[1:]
    titled = [place for place, token in enumerate(run) if _is_title(token.group())]
    split = titled[-1] + 1 if titled else 0
    if split and len(run) > split + 1 and run[split].group() == "of":
        split += 2
    words = run[split:]
    if not words or len(words) > 5:
        return
    last = words[-1].group()
    tail = _POSSESSIVE.search(last)
    shorter = len(tail.group()) if tail else int(last.endswith(".") and len(last) > 2)
    spelt = [token.group() for token in words]
    spelt[-1] = last[: len(last) - shorter] if shorter else last
    yield _Run(tuple(t.group() for t in run[:split]), tuple(spelt), run[0].start(), words[-1].end() - shorter)


def _know(units: Sequence[Unit], runs: Sequence[Sequence[_Run]]) -> dict[str, _Known]:
    """The names that are people's, by their neighbourhoods."""
    found: dict[str, _Known] = {}
    titled: Counter[str] = Counter(run.words[-1] for own in runs for run in own if run.titles and len(run.words) == 1)
    saying: Counter[str] = Counter()
    weighed = 0
    for place, (unit, own) in enumerate(zip(units, runs, strict=True)):
        text = unit.sentence.text
        for run in own:
            if len(run.words) == 1 and _SAYS.match(text, run.end):
                saying[run.words[0]] += 1
            if weighed == MOST_WEIGHED or not _may_be_a_name(run):
                continue
            weighed += 1
            one = found.setdefault(run.name, _Known(run.name, place))
            before, behind = text[max(0, run.start - _NEAR) : run.start], text[run.end : run.end + 220]
            one.points += _points(run, before, behind)
            _describe(one, run, before, behind, place)
    for one in found.values():
        if " " in one.name:
            surname = one.name.rsplit(" ", 1)[-1]
            one.points += 3 * (titled[surname] > 0) + 2 * (saying[surname] > 0)
    people = {name: one for name, one in found.items() if one.points >= ENOUGH}
    parts = {part for name in people for part in _parts(name)}
    return {name: one for name, one in people.items() if name not in parts}


def _parts(name: str) -> Iterator[str]:
    """By what else a person may be called: "Hamid Ould Tahar" is Ould Tahar, Tahar and Hamid."""
    words = name.split()
    yield from (" ".join(words[first:]) for first in range(1, len(words)))
    if len(words) > 1:
        yield words[0]


def _may_be_a_name(run: _Run) -> bool:
    if len(run.words) == 1 and not run.titles:
        return False
    if run.name in COUNTRIES or run.words[0] in COUNTRIES or len(run.words[-1]) < 2 or run.words[-1].isupper():
        return False
    return not any(word.lower() in OF_BODIES or any(mark.isdigit() for mark in word) for word in run.words)


def _points(run: _Run, before: str, behind: str) -> float:
    """How much the neighbourhood of one mention speaks for a person."""
    if run.titles and not _is_role_alone(run):
        return 3
    points = 0.0
    if _role_word(before[-60:].rstrip(", ").rsplit(",", 1)[-1], last=True) or _is_role_before(before[-60:]):
        points += 3
    end = len(before)
    if _WHO.match(behind) or _AGED.match(behind):
        points += 3
    if _SAYS.match(behind) or _SAID.search(before, max(0, end - 16)):
        points += 2
    beside = _BESIDE_BEHIND.match(behind)
    if beside:
        points += 3 if _role_word(beside["role"], last=False) else 1
    pronoun = _PRONOUN.search(behind)
    points += 1 if pronoun else 0
    if _THE.search(before, max(0, end - 50)):
        points -= 4
    if _PLACED.search(before, max(0, end - 16)):
        points -= 1
    return points


def _is_role_before(before: str) -> bool:
    """ "The envoy is ", "the minister of defence, "."""
    return any(match["role"].lower() in ROLES for match in _ROLE_BEFORE.finditer(before))


def _is_role_alone(run: _Run) -> bool:
    """ "Chief Executive" is no person."""
    return len(run.words) == 1 and run.words[0].lower() in ROLES | BEFORE_TITLES


def _role_word(words: str, *, last: bool) -> str:
    """The role that words name: the last of them, or the first role among them before a clause begins."""
    parts = [part.strip("’'\"“”").lower() for part in words.split()]
    if last:
        return parts[-1] if parts and parts[-1] in ROLES else ""
    for part in parts[:12]:
        if part in ("who", "whose", "that", "which"):
            return ""
        if part in ROLES:
            return part
    return ""


def _describe(one: _Known, run: _Run, before: str, behind: str, place: int) -> None:
    """Keep the best description of a person, of two alike the earlier: a role beside the name before a bare title."""
    one.roles.update(_bare(word).rsplit("-", 1)[-1] for word in run.titles)
    one.gender = one.gender or _gender(run.titles)
    found, of = _BESIDE_BEFORE.search(before), _OF_BEHIND.match(behind)
    lead = re.sub(r"\A(?:and|that|but|as|when) ", "", found["role"]) if found else ""
    for rank, role, noun in _roles(run, lead, before, behind):
        one.roles.update({noun} - {""})
        if rank > one.rank:
            one.rank, one.role, one.place = rank, _trimmed(role), place
            parts = [lead or before[-40:], " ".join(run.titles), role, of["whose"] if of else ""]
            one.beside = " ".join(part for part in parts if part)


def _roles(run: _Run, lead: str, before: str, behind: str) -> Iterator[tuple[int, str, str]]:
    """What the words around a name say of its bearer: how good that is, the words, the role among them."""
    if (noun := _role_word(lead, last=True)) or (
        before.endswith(", ") and _ARTICLE.match(lead) and (noun := _role_word(lead, last=False))
    ):
        yield 4, lead, noun
    if apposed := _BESIDE_BEHIND.match(behind):
        noun = _role_word(apposed["role"], last=False)
        yield 4 if noun else 1, apposed["role"], noun
    if leads := _LEADS.match(behind):
        yield 3, leads["role"], ""
    titles = [word for word in run.titles if _bare(word) not in HIS | HERS | {"h.e", "dr"}]
    if titles:
        yield 2, " ".join(run.titles), ""
    yield 0, "", ""


def _trimmed(role: str) -> str:
    """A role without its article, without what only leads to it, and without a second clause."""
    words = _SECOND_CLAUSE.split(role.strip())[0].split()
    leads = [place for place, word in enumerate(words[:6]) if word.lower() in _LEADING and place < len(words) - 1]
    if leads and not _role_word(" ".join(words[: leads[-1]]), last=False):
        words = words[leads[-1] + 1 :]
    while len(words) > 1 and words[0].lower() in _ARTICLES:
        words = words[1:]
    return " ".join(words)


def _gender(titles: Iterable[str]) -> str:
    bare = {_bare(title) for title in titles}
    return "he" if bare & HIS else "she" if bare & HERS else ""


def _find_names(known: dict[str, _Known], units: Sequence[Unit], runs: Sequence[Sequence[_Run]]) -> list[list[_Spot]]:
    """Every mention by name, surname, or title and surname; returned by sentence, with where it begins there."""
    by_surname: dict[str, list[_Known]] = {}
    for one in known.values():
        for part in _parts(one.name):
            by_surname.setdefault(part, []).append(one)
    found: list[list[_Spot]] = []
    for place, (unit, own) in enumerate(zip(units, runs, strict=True)):
        here = []
        for run in own:
            meant = _meant(run, by_surname, known)
            if meant is None:
                continue
            how = "name" if run.name == meant.name else "title" if run.titles else "surname"
            start = unit.sentence.start
            meant.mentions.append(Mention(start + run.start, start + run.end, how, place))
            meant.gender = meant.gender or _gender(run.titles)
            here.append((run.start, meant))
        found.append(here)
    return found


def _meant(run: _Run, by_surname: dict[str, list[_Known]], known: dict[str, _Known]) -> _Known | None:
    """The one person whom a run names: in full, or by a surname that nobody else has."""
    if run.name in known:
        return known[run.name]
    named = {one.name: one for one in by_surname.get(run.name, ())}
    return next(iter(named.values())) if len(named) == 1 else None


def _find_pronouns(known: dict[str, _Known], units: Sequence[Unit], named: Sequence[list[_Spot]]) -> None:
    """Add the mentions by "she", "his", "the envoy" and by quotation; two looks, so that a gender learnt late helps."""
    quotes = find_quotes(units)
    votes: dict[str, Counter[str]] = {name: Counter() for name in known}
    for one, gender, _ in _meant_again(known, units, named, quotes):
        if gender:
            votes[one.name][gender] += 1
    for name, counted in votes.items():
        if not known[name].gender and counted:
            known[name].gender = counted.most_common(1)[0][0]
    for one, _, said in list(_meant_again(known, units, named, quotes)):
        one.mentions.append(said)


def _meant_again(
    known: dict[str, _Known], units: Sequence[Unit], named: Sequence[list[_Spot]], quotes: Sequence[Quoted]
) -> Iterator[tuple[_Known, str, Mention]]:
    """Whom each pronoun and each role means, and who speaks each bare quotation; a resolved one may carry the next."""
    here = [[spot for spot in spots if not quoted.holds(spot[0])] for spots, quoted in zip(named, quotes, strict=True)]
    for place, unit in enumerate(units):
        text, offset = unit.sentence.text, unit.sentence.start
        spots = [(m.start(), m.end(), "he" if m["he"] else "she", "") for m in _PRONOUN.finditer(text)]
        spots += [(m.start(), m.end(), "", m["role"]) for m in _MEANT_BY_ROLE.finditer(text) if m["role"] in ROLES]
        for start, end, gender, role in sorted(spots)[:MOST_NAMES]:
            if quotes[place].holds(start):
                continue
            one = _antecedent(place, start, gender, role, units, here, known)
            if one is not None:
                insort(here[place], (start, one), key=_begins)
                yield one, gender, Mention(offset + start, offset + end, "pronoun" if gender else "role", place)
    for place, unit in enumerate(units):
        where = spoken_in(place, units, quotes) if quotes[place].whole else None
        if where is not None and (one := _speaker(where, units, quotes, here)):
            yield one, "", Mention(unit.sentence.start, unit.sentence.end, "quotation", place)


def _speaker(where: int, units: Sequence[Unit], quotes: Sequence[Quoted], here: Sequence[list[_Spot]]) -> _Known | None:
    """The person next to the verb of speech."""
    verb = speech_outside(units[where].sentence.text, quotes[where])
    nearest = min(here[where], key=lambda spot: abs(spot[0] - (verb or 0)), default=None)
    return nearest[1] if nearest else None


def _antecedent(
    place: int,
    start: int,
    gender: str,
    role: str,
    units: Sequence[Unit],
    here: Sequence[list[_Spot]],
    known: dict[str, _Known],
) -> _Known | None:
    """The person named first in the nearest sentence that names a fitting one."""

    def fits(one: _Known) -> bool:
        return role in one.roles if role else one.gender in ("", gender)

    unnamed = [begins for begins, ends in _somebody(units[place].sentence.text) if ends <= start] if gender else []
    first = bisect_right(here[place], unnamed[-1], key=_begins) if unnamed else 0
    earlier = here[place][first : bisect_left(here[place], start, key=_begins)]
    if unnamed and not earlier:
        return None
    if fitting := next((one for _, one in earlier if fits(one)), None):
        return fitting
    for back in range(place - 1, max(-1, place - 1 - FAR_BACK), -1):
        apart = units[place].sentence.paragraph - units[back].sentence.paragraph
        if apart > (1 if units[place].sentence.number == 1 or role else 0):
            break
        if fitting := next((one for _, one in here[back] if fits(one)), None):
            return fitting
        if gender and _somebody(units[back].sentence.text):
            return None
    return next((one for one in known.values() if role in one.roles and one.place <= place), None) if role else None


@lru_cache(maxsize=64)
def _somebody(text: str) -> tuple[tuple[int, int], ...]:
    """Where a sentence speaks of "a diplomat", whom it does not name; each of its pronouns asks."""
    return tuple(match.span() for match in _SOMEBODY.finditer(text))


def find_authors(snapshot: Snapshot, people: Sequence[Person]) -> list[Person]:
    """Who wrote the essay, by its byline, with what a box at its end says of them; nobody whom the prose names too."""
    known = {person.name for person in people}
    lines = [p for p in snapshot.paragraphs if p.kind is ParagraphKind.BOILER and p.sentences]
    found: dict[str, Person] = {}
    for paragraph in lines:
        sentence = paragraph.sentences[0]
        text = sentence.text[:400]
        match = _BYLINE.match(text) or _BOX.match(text)
        if match is None or match["name"] in known or not is_somebody(match["name"]):
            continue
        name = match["name"]
        said = Mention(sentence.start + match.start("name"), sentence.start + match.end("name"), "name", -1)
        box = _BOX.match(text)
        role = re.split(r"(?<=[a-z])\. |;", box["role"])[0].rstrip(". ") if box else ""
        earlier = found.get(name)
        if earlier:
            found[name] = replace(earlier, role=earlier.role or role, mentions=(*earlier.mentions, said))
        else:
            found[name] = Person(name, role, "", (said,), sentence)
    return list(found.values())


def is_somebody(name: str) -> bool:
    """Whether a line like "Ana Brody" may be a person's name, and "Our Transport Correspondent" not."""
    words = [_bare(word) for word in name.split()]
    return len(words) > 1 and not any(word in OF_BODIES | ROLES | OPENERS | TITLES for word in words)
