"""The actors of an essay: its parties by name, by demonym, as "the company", and the people who speak for them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice

from briefs.capitals import COUNTRIES
from briefs.derive.features import MOST_NAMES, Unit
from briefs.derive.people import Person
from briefs.derive.roles import TITLES
from briefs.model import Dossier

_BODY = (
    r"(?:Association|Union|Council|Guild|Party|Federation|States|Alliance|League|Committee|Workers|Users|Commission"
    r"|Community|Authority|Agency|Board)(?: Local \d{1,4})?\b"
)
_NAME = re.compile(
    r"\b(?:the |The )?(?P<name>"
    rf"[A-Z][\w&’'-]{{1,30}} (?:(?:(?:of|for|of the|and|&) )?[A-Z][\w&’'-]{{1,30}} ){{0,4}}(?:and )?{_BODY}"
    r"|[A-Z][\w&’'-]{1,30}(?:(?: (?:of|for|de|del|al|of the|&))? [A-Z][\w&’'-]{1,30}){0,4}(?:(?<=Local) \d{1,4})?)"
)
_KINDS = {
    "union": "union unions guild federation association brotherhood",
    "company": """company airline operator railway firm airways air lines line rail group energy mining minerals plc ltd
        inc steel oil gas bank studios motors foods shipping""",
    "league": "league",
    "government": "government administration cabinet junta",
    "movement": "movement front rebels army insurgents militia",
    "council": "council commission board community authority committee",
    "agency": "agency ministry department treasury office",
    "club": "club clubs team",
    "university": "university college school",
    "bank": "bank fund",
    "party": "party",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
COLLECTIVES = """
    union unions company league government guild association federation council commission ministry army rebels players
    owners operator employers employer management junta opposition administration board university bank club clubs port
    agency movement islanders teachers nurses pilots farmers fishermen drivers writers actors studios dockers railway
    airline hospital city province region district state creditors bondholders insurers mediators planters growers tribe
    tribes front presidency palace treasury community bloc authority alliance coalition cabinet consortium firm insurers
    doctors miners guards seafarers shipowners publishers
""".split()
_COLLECTIVE = re.compile(
    rf"\b[Tt]he (?P<name>(?:{'|'.join(sorted(set(COLLECTIVES), key=len, reverse=True))}))\b(?![’']|-)"
)
_COLLECTIVE_OWNS = re.compile(
    rf"\b[Tt]he (?P<name>(?:{'|'.join(sorted(set(COLLECTIVES), key=len, reverse=True))}))(?=[’']s?\b)"
)
ACTS = re.compile(
    r"\A(?:['’]s? (?:\w+[ -]){0,4}?)?(?:,[^,;]{2,120},)? ?(?:has|have|had|is|are|was|were|will|would|can|could|does"
    r"|do|did|may|might|must|wants?|wanted|says?|said|tells?|told|offers?|offered|asks?|asked"
    r"|insists?|insisted|refuses?|refused|rejects?|rejected|demands?|demanded|proposes?|proposed|agrees?|agreed"
    r"|needs?|needed|seeks?|sought|calls?|called|accepts?|accepted|holds?|held|denies|denied|deny"
    r"|speaks?|argues?|argued|threatens?|threatened|warns?|warned|counters?|replied|answers?|answered|suspended"
    r"|backs?|regards?|gave|gives?|went|came|began|takes?|took)\b"
)
_APPOSED = re.compile(
    r"(?:,| is| \()\s?(?:an?|the) (?P<said>(?:[\w-]+ ){0,4}?\w+)(?=[,;.)]| (?:that|which|who|of|in|with)\b)"
)
_OF = re.compile(r"\b(?:the|The) (?P<said>government|junta|administration|council|city|province)(?: of|,) (?:the )?\Z")
_OFFICIAL = re.compile(
    r"\b(?:minister|president|premier|chancellor|secretary|senator|ambassador|envoy|negotiator|general|admiral|colonel"
    r"|commissioner|spokes\w+|governor|mayor|chief|leader|leads|heads|head|director|chair\w*|runs|treasurer|delegate"
    r"|representative|commander|councillor|organiser|organizer|executive)\b",
    re.IGNORECASE,
)
_GOVERNS = re.compile(
    r"\b(?:minister|president|premier|chancellor|secretary of|senator|ambassador|governor|mayor|treasurer|general"
    r"|admiral|commissioner|councillor|congress\w+)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?:mediators?|professor|analyst|former|retired|economist|historian|researcher|fellow|author|adviser|lawyer"
    r"|facilitator|conciliator|judge|justice|university|institute|bank|centre|center|think)\b",
    re.IGNORECASE,
)
_LONGEST_SURNAME = 60  # characters
_OWNED = re.compile(r"['’]s? ")
_WORD_BEGINS = re.compile(r"\b(?=\w)")
_OWN = re.compile(r"(?:Its|Their|its|their)\b")
_BODIES = frozenset(
    "union company league government guild association federation council commission board agency bank party".split()
)
_STATES = frozenset(COUNTRIES.values())
_STATE_OF = re.compile(
    r"\A(?:Delegates|Members|Leaders|Officials|Representatives|Republic|Region|Government|City|Province|State|Kingdom"
    r"|Federation) of (?:the )?(?=[A-Z])"
)
_SHORT_FORM = re.compile(r"(?:I|We|You|He|She|They|It|That|There|Who|What|Let)['’]")
_STOP = frozenset(
    """
    The A An It He She They We I But And Yet So If When In On At By For From With To As This That These Those There
    Here What Who Why How
    January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday
    Sunday Mr Mrs Ms Dr God Christmas Easter Not No Nobody Nothing Neither Both Each Every Some Many Most All One Two
    Three Four Five Six Seven Eight Nine Ten You I Since
    After Before While Although Though Because Until Unless Should Would Could Will Or Nor Then Now Once Its Their His
    Her My Our Your Under
    """.split()
)  # fmt: skip


@dataclass(frozen=True)
class Actors:
    """Who acts in one essay: the names that stand for each party, and the people with the party they speak for."""

    names: Mapping[str, str]  # surface form -> display name
    pattern: re.Pattern[str] | None
    people: tuple[Person, ...] = ()


def find_actors(units: Sequence[Unit], dossier: Dossier | None, people: Sequence[Person] = ()) -> Actors:
    """Names that act in the essay, those of the people who speak for them, and those that the dossier knows."""
    counts, acting = _count(units, people)
    names = {
        name: COUNTRIES.get(name, name)
        for name, count in counts.items()
        if name in COUNTRIES
        or (acting[name] and acting[name] * 5 >= count and (count > 1 or " " in name or _kind_of(name)))
    }
    _join_relatives(names, counts)
    _join_shortened(names, counts)
    _join_described(names, units)
    for party in dossier.parties if dossier else ():
        for alias in (party.name, *party.aliases):
            names[alias] = party.name
    for name in [name for name in names if names[name] != name]:  # what one name stands for may itself be short
        names[name] = names.get(names[name], names[name])
    pattern = _any_of(names)
    return Actors(names, pattern, tuple(_with_parties(people, units, names, pattern)))


def _count(units: Sequence[Unit], people: Sequence[Person]) -> tuple[Counter[str], Counter[str]]:
    """How often each name stands in the essay, and how often it is followed by a verb; people's names apart."""
    persons = {part for person in people for part in (person.name, person.name.rsplit(" ", 1)[-1])}
    counts: Counter[str] = Counter()
    acting: Counter[str] = Counter()
    for unit in units:
        text = unit.sentence.text
        for match in (*_NAME.finditer(text), *_COLLECTIVE.finditer(text), *_COLLECTIVE_OWNS.finditer(text)):
            name = _cleaned(match["name"])
            if name and name not in persons and not _is_titled(name) and not _SHORT_FORM.match(name):
                counts[name] += 1
                acting[name] += bool(ACTS.match(text[match.end() : match.end() + 160]))
    return counts, acting


def _is_titled(name: str) -> bool:
    """ "President Stahl": a person, whether we know them or not."""
    words = name.split()
    return words[0].rstrip(".").lower() in TITLES or words[-1].lower() in TITLES


def _cleaned(name: str) -> str:
    words = _STATE_OF.sub("", re.sub(r"[’']s?\Z", "", name)).split()
    while words and (words[0] in _STOP or words[0] in ("of", "for", "the", "and")):
        words.pop(0)
    return " ".join(words)


def _join_relatives(names: dict[str, str], counts: Counter[str]) -> None:
    """ "Sorvian" stands for Sorvia, and "Waitoa" for Mere Waitoa."""
    lands = [name for name in counts if len(name) > 4 and " " not in name and name[-1] in "aeyod"]
    for name in list(counts):
        if name in COUNTRIES or name.removesuffix("s") in COUNTRIES:
            names[name] = COUNTRIES.get(name) or COUNTRIES[name.removesuffix("s")]
        elif re.fullmatch(r"[A-Z]\w{3,}(?:n|ns|ish|ese|i|is)", name):
            for land in lands:
                if land != name and name[: max(4, len(land) - 1)] == land[: max(4, len(land) - 1)]:
                    names[name] = names[land] = land
                    break


def _join_shortened(names: dict[str, str], counts: Counter[str]) -> None:
    """ "The Guild" and "the union" stand for the Hospital Doctors' Guild, when there is only one of its kind."""
    longer = [name for name in counts if " " in name and name not in COUNTRIES]
    for short in [name for name in counts if " " not in name and name not in COUNTRIES]:
        low = short.lower()
        last = {name for name in longer if name.rsplit(" ", 1)[-1].lower() == low}
        first = {name for name in longer if name.split(" ", 1)[0] == short and short[0].isupper() and _kind_of(name)}
        kind = _KIND_OF.get(low)
        alike = {
            name
            for name in (*longer, *names)
            if kind and short.islower() and _kind_of(name) == kind and name[0].isupper() and not _is_state(name, names)
        }
        for found in (last, alike, first):
            if len(found) == 1 and (low in _BODIES or kind or short in names):
                names[short] = next(iter(found))
                names.setdefault(names[short], names[short])
                break


def _is_state(name: str, names: Mapping[str, str]) -> bool:
    """The European Union is no trade union."""
    return name in COUNTRIES or names.get(name, name) in _STATES


def _kind_of(name: str) -> str | None:
    """What sort of body a name speaks of: the first of its words that says so, from the end."""
    return next((_KIND_OF[word] for word in reversed(name.lower().split()) if word in _KIND_OF), None)


def _join_described(names: dict[str, str], units: Sequence[Unit]) -> None:
    """ "Northlink, the operator," and "the government of Khedira" say whom "the operator" and "the government" mean."""
    pattern = _any_of({name: name for name in names if name[0].isupper()})
    if pattern is None:
        return
    common = {name for name in names if name[0].islower()}
    found: dict[str, set[str]] = {}
    for unit in units:
        text = unit.sentence.text
        for match in pattern.finditer(text):
            name = names[match.group()]
            behind = _APPOSED.match(text, match.end())
            before = _OF.search(text[max(0, match.start() - 60) : match.start()])
            for words in (behind["said"] if behind else "", before["said"] if before else ""):
                for word in words.lower().split():
                    if word in common:
                        found.setdefault(word, set()).add(name)
    for word, meant in found.items():
        if len(meant) == 1 and names.get(word) == word:
            names[word] = next(iter(meant))


def _with_parties(
    people: Sequence[Person], units: Sequence[Unit], names: Mapping[str, str], pattern: re.Pattern[str] | None
) -> list[Person]:
    """The people, each with the party that the words beside their name speak of: "Ruvia's chief negotiator"."""
    if pattern is None:
        return list(people)
    places = {unit.sentence: place for place, unit in enumerate(units)}
    surnames = _by_surname(people)

    @cache
    def spoken(place: int) -> Sequence[re.Match[str]]:
        return list(islice(pattern.finditer(units[place].sentence.text), MOST_NAMES))

    known: dict[str, str] = {}
    for person in people:
        party = _beside(person, people, surnames, known, names, pattern)
        if not party and person.named_in in places and (_OWN.match(person.beside) or _speaks(person)):
            party = _spoken_of(places[person.named_in], person, units, names, spoken)
        known[person.name] = party
    return [replace(person, party=known[person.name]) for person in people]


def _speaks(person: Person) -> bool:
    """Whether somebody's role is to act for a party, though the words beside the name do not say for which."""
    return bool(_OFFICIAL.search(person.role)) and not _OUTSIDE.search(person.role)


def _is_private(party: str) -> bool:
    return _kind_of(party) in ("union", "company", "club", "league", "university", "bank")


def _spoken_of(
    place: int,
    person: Person,
    units: Sequence[Unit],
    names: Mapping[str, str],
    spoken: Callable[[int], Sequence[re.Match[str]]],
) -> str:
    """The party that the text speaks of where it names somebody: the nearest before, in that paragraph or the last."""
    governs = _GOVERNS.search(person.role) is not None  # a minister speaks for no union and no company
    for back in range(place, max(-1, place - 3), -1):
        text = units[back].sentence.text
        end = text.find(person.name) if back == place and person.name in text else len(text)
        found = [one for one in spoken(back) if one.end() <= end and not (governs and _is_private(names[one.group()]))]
        if found:
            acts = [match for match in found if ACTS.match(text[match.end() : match.end() + 160])]
            return names[(found[-1] if back == place else (acts or found)[0]).group()]
    return ""


def _beside(
    person: Person,
    people: Sequence[Person],
    surnames: Mapping[str, Sequence[int]],
    known: Mapping[str, str],
    names: Mapping[str, str],
    pattern: re.Pattern[str],
) -> str:
    """The party in the words beside a name; or that of somebody named there: "Mrs Iwu's deputy"."""
    if match := pattern.search(person.beside):
        return names[match.group()]
    owners = {
        person.beside[word.start() : owned.start()]
        for owned in _OWNED.finditer(person.beside)
        for word in _WORD_BEGINS.finditer(person.beside, max(0, owned.start() - _LONGEST_SURNAME), owned.start())
    }
    found = [one for owner in owners for one in surnames.get(owner, ()) if people[one].name != person.name]
    return known.get(people[min(found)].name, "") if found else ""


def _by_surname(people: Sequence[Person]) -> dict[str, list[int]]:
    """The places of the first two people of each surname: with a third, nobody looks further."""
    places: dict[str, list[int]] = {}
    for place, person in enumerate(people):
        places.setdefault(person.name.rsplit(" ", 1)[-1], []).append(place)
    return {surname: own[:2] for surname, own in places.items()}


def _any_of(names: Mapping[str, str]) -> re.Pattern[str] | None:
    if not names:
        return None
    longest_first = sorted(names, key=lambda name: (-len(name), name))[:400]
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest_first)) + r")(?!\w)")
