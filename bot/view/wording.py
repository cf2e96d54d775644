"""How we say dates, places and counts: one way everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from bot.chat import Channel, Person, Platform
from bot.view.characters import shorten
from bot.view.markup import ChannelName, Inline, Markup, PersonName, Time, words
from briefs.model import NOBODY, Card, Essay, Kind, Locator, Quote, State

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November")
MONTHS = (*_MONTHS, "December")
KINDS = {Kind.FACT: "Reported", Kind.POSITION: "Position", Kind.ARGUMENT: "Argument", Kind.JUDGEMENT: "Our judgement"}
CHANGES = {
    "drafted": "Drafted",
    "published": "Added",
    "changed": "Changed",
    "retired": "Withdrawn",
    "rejected": "Rejected",
    "agreed": "Agreed to",
    "asked": "Another opinion asked for",
}
GOES_ON = "It goes on by itself as soon as I can post there again."
STATES = {State.DRAFT: "Draft", State.PUBLISHED: "Published", State.RETIRED: "Withdrawn"}


def count(number: int, one: str, many: str = "") -> str:
    """ "1 card", "3 cards"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def day(date: str) -> str:
    """An ISO date or its beginning as people say it: "2024-12~" is "about December 2024"."""
    found = re.fullmatch(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?(~?)", date)
    if not found or not 1 <= int(found[2] or 1) <= 12:
        return shorten(date, 40) or "date not given"
    year, month, number, about = found.groups()
    said = " ".join(filter(None, (str(int(number)) if number else "", MONTHS[int(month) - 1] if month else "", year)))
    return f"about {said}" if about else said


def moment_of(date: str) -> datetime | None:
    """The middle of what an ISO date or its beginning leaves open, to say how long ago it is."""
    found = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", date)
    if not found:
        return None
    try:
        return datetime(int(found[1]), int(found[2] or 7), int(found[3] or 15 if found[2] else 1), tzinfo=UTC)
    except ValueError:
        return None


def age(essay: Essay) -> list[Inline]:
    """When an essay was published, and how long ago that is."""
    moment = moment_of(essay.published)
    ago: list[Inline] = [" (", Time(moment, "ago"), ")"] if moment else []
    return [day(essay.published), *ago]


def breadth(essays: Iterable[Essay]) -> str:
    """By how many publishers essays are; by how many authors, where no publisher is known."""
    essays = list(essays)
    publishers = {essay.publisher for essay in essays if essay.publisher}
    rest = [essay.author for essay in essays if not essay.publisher]
    authors, unnamed = set(rest) - {NOBODY}, rest.count(NOBODY)
    said = [count(len(publishers), "publisher")] if publishers else []
    said += [count(len(authors), "author")] if authors else []
    said += [f"{unnamed} unnamed" if said else count(unnamed, "unnamed author")] if unnamed else []
    return listed(said) or count(0, "author")


def publishers(essays: Iterable[Essay]) -> str:
    """Whose essays they are: "Foreign Affairs and The Example Review", or "A, B and 3 more"."""
    names = list(dict.fromkeys(shorten(essay.publisher or named(essay), 40) for essay in essays))
    return listed(names, 3) or "no source"


def listed(names: Sequence[str], most: int | None = None) -> str:
    """Names in a row: "A, B and C"; "A, B and 2 more" where only so many are named."""
    if most is not None and len(names) > most:
        names = [*names[:most], f"{len(names) - most} more"]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def whose(essay: Essay) -> str:
    """Whose essay it is: "Matthew Bryant, The Example Review"."""
    return ", ".join(filter(None, (essay.author, essay.publisher)))


def named(essay: Essay) -> str:
    """Whose essay it is, or its title where neither author nor publisher is known: something to go by."""
    if essay.author == NOBODY:
        return essay.publisher or f"“{shorten(essay.title, 80)}”"
    return whose(essay)


def source(essay: Essay) -> str:
    """Whose essay it is, and from when: "Matthew Bryant, The Example Review, December 2024"."""
    return f"{whose(essay)}, {day(essay.published)}"


def place(evidence: Quote | Locator) -> str:
    """Where in the essay."""
    match evidence:
        case Locator(_, paragraph, sentence):
            return f"paragraph {paragraph}, sentence {sentence}"
        case Quote(start=start):
            return f"from character {start:,}"


def channel(channel: Channel) -> Inline:
    """A channel as its readers know it."""
    if channel.space.platform is Platform.LOCAL:
        return "the channel of the local page"
    return "direct messages" if channel.direct else ChannelName(channel.id)


def person(person: Person) -> PersonName:
    """Somebody as others know them."""
    return PersonName(person.id, shorten(person.called, 60) or "somebody")


def stopped(since: datetime, because: str) -> list[Inline]:
    """Since when a channel cannot be posted in, what to mend, and that no more has to be done."""
    return ["Stopped ", Time(since), ": ", shorten(because, 300), " ", GOES_ON]


def about(card: Card, party: str = "") -> Markup:
    """What sort of statement a card is: "Position of Russia · red line · as of December 2024"."""
    kind = f"{KINDS[card.kind]} of {shorten(party, 100)}" if card.kind is Kind.POSITION and party else KINDS[card.kind]
    return words(" · ".join(filter(None, (kind, card.stance or "", f"as of {day(card.as_of)}" if card.as_of else ""))))
