"""Whom the pronoun means that opens a sentence or a headline, where there is hardly a doubt: the name takes its place.

A card is read alone, so "She would resign first" says nothing. A wrong name is worse than none: a pronoun keeps its
place when the sentence that it leads back to names a second person, or does not begin with the party.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from briefs.derive.features import Unit
from briefs.derive.holders import Holder
from briefs.derive.people import Mention, Person
from briefs.derive.quotes import Quoted
from briefs.essay import Sentence

SHORT = 40  # characters; where all but the pronoun is "has never said so", a name would be half of it

_OPENS = re.compile(
    r"(?:(?:In|On|At|By|For|From|With|Under|After|Since) (?:[\w’'-]+ ){1,4}?)?(?P<said>[Hh]e|[Ss]he)\b "
)
_OWNS = re.compile(r"(?P<said>His|Her)\b ")
_PARTY = re.compile(
    r"(?:Its|It(?= (?:also |now |then |later )?(?:has|had|wants?|wanted|says?|said|told|offers?|offered|asks?|asked"
    r"|insists?|insisted|refuses?|refused|rejects?|rejected|demands?|demanded|proposes?|proposed|agrees?|agreed"
    r"|needs?|needed|seeks?|sought|calls?|called|accepts?|accepted|denies|denied|argues?|argued|threatens?|threatened"
    r"|warns?|warned|replied|answered|suspended|recalled|underlined|would|dropped|put) )) "
)
_LEADS_ON = re.compile(r"(?:(?:But |And )?(?:The|Its|Our|Their|A) (?:[\w’'-]+ ){1,4}?,? ?)?")


@dataclass(frozen=True)
class Meant:
    """A pronoun of a sentence, by its offsets there, and whom it means."""

    start: int
    end: int
    name: str
    named_in: Sentence


def find_meant(
    units: Sequence[Unit], people: Sequence[Person], whose: Sequence[Holder | None], quotes: Sequence[Quoted]
) -> list[list[Meant]]:
    """For every unit its pronouns whose bearer is beyond doubt, in their order."""
    found: list[list[Meant]] = [[] for _ in units]
    named = sorted((said.start, person.name) for person in people for said in person.mentions if said.how != "pronoun")
    for person in people:
        known: Mention | None = None  # where the person was last named
        for said in person.mentions:
            if said.how != "pronoun":
                known = said
            elif known and _is_sure(person.name, known, said, named, units):
                start = said.start - units[said.place].sentence.start
                found[said.place].append(Meant(start, start + said.end - said.start, person.name, person.named_in))
    for place in range(1, len(units)):
        found[place].extend(_party(place, units, whose[place], quotes[place]))
        found[place].sort(key=lambda one: one.start)
    return found


def _is_sure(
    name: str, known: Mention, pronoun: Mention, named: Sequence[tuple[int, str]], units: Sequence[Unit]
) -> bool:
    """Whether nobody else is named since the sentence that last names the person, nor in it unless they lead it."""
    sentence = units[known.place].sentence
    leads = _LEADS_ON.fullmatch(sentence.text[: max(0, known.start - sentence.start)])
    since = sentence.end if leads else sentence.start
    return all(
        named[place][1] == name
        for place in range(bisect_left(named, (since, "")), bisect_left(named, (pronoun.start, "")))
    )


def _party(place: int, units: Sequence[Unit], holder: Holder | None, quoted: Quoted) -> Iterator[Meant]:
    """The party that "It" or "Its" means at the head of a sentence, when the sentence before begins with it."""
    text, before = units[place].sentence.text, units[place - 1].sentence
    opens = _PARTY.match(text)
    if not opens or holder is None or holder.how != "pronoun" or quoted.holds(0):
        return
    named = re.match(rf"(?:The )?{re.escape(holder.name)}\b(?!['’])", before.text)
    if named and before in holder.named_in:
        name = named[0] if named[0][:1].isupper() else f"The {named[0]}"
        yield Meant(0, len(opens[0].split(" ", 1)[0]), name, before)


def in_names(text: str, meant: Sequence[Meant], headline: Callable[[str], str]) -> tuple[str, str, tuple[Meant, ...]]:
    """A sentence and its headline with the names of those whom their first word means; and who they are."""
    meant = meant if len(text) >= SHORT else ()
    told = [one for one in meant if one.start == 0 and text[one.end : one.end + 1] == " "]
    spelt = _spelt(text, told)
    line = headline(spelt)
    opens = _opening(line, text, meant)
    if opens and opens not in told:
        again = headline(_spelt(text, [*told, opens]))
        if opens.name in again and ("…" not in again or "…" in line):
            return spelt, again, (*told, opens)
    return spelt, line, tuple(told)


def _opening(line: str, text: str, meant: Sequence[Meant]) -> Meant | None:
    """Whom the pronoun means with which a headline begins."""
    opens = _OPENS.match(line) or _OWNS.match(line)
    if not opens:
        return None
    behind = line[opens.end() :].split(" ", 1)[0]
    place = re.search(rf"(?<!\w){opens['said']} {re.escape(behind)}", text, re.IGNORECASE)
    return next((one for one in meant if place and one.start == place.start()), None)


def _spelt(text: str, meant: Sequence[Meant]) -> str:
    for one in sorted(meant, key=lambda one: -one.start):
        owns = text[one.start : one.end].lower() in ("his", "her", "its")
        name = one.name + (("’" if one.name.endswith("s") else "’s") if owns else "")
        text = text[: one.start] + name + text[one.end :]
    return text
