"""The nouns of a briefing: Dossier, Party, Issue, Topic, Essay, Card, Evidence, Position."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """What sort of statement a card makes, and so whose it is."""

    FACT = "fact"  # reported
    POSITION = "position"  # a party's, attributed to it
    ARGUMENT = "argument"  # the author's, attributed to them
    JUDGEMENT = "judgement"  # ours; carries a likelihood word


class Stance(StrEnum):
    """How a party stands towards an issue."""

    RED_LINE = "red line"
    DEMAND = "demand"
    OFFER = "offer"
    CONCESSION = "concession"
    REJECTION = "rejection"
    THREAT = "threat"


class Likelihood(StrEnum):
    """The seven words of ICD 203, the analytic standards of the US intelligence community (2015), section D.6.e.2."""

    ALMOST_NO_CHANCE = "almost no chance"  # 1-5 %
    VERY_UNLIKELY = "very unlikely"  # 5-20 %
    UNLIKELY = "unlikely"  # 20-45 %
    ROUGHLY_EVEN_CHANCE = "roughly even chance"  # 45-55 %
    LIKELY = "likely"  # 55-80 %
    VERY_LIKELY = "very likely"  # 80-95 %
    ALMOST_CERTAIN = "almost certain"  # 95-99 %


TOPICS = ("redlines", "positions", "leverage", "obstacles", "players", "history", "facts", "outlook")
"""The slugs of the eight topics that every dossier has, in the order in which people read them."""


@dataclass(frozen=True)
class Party:
    """Somebody with a position of their own in the negotiation."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()  # capitals, offices and people who speak for it


@dataclass(frozen=True)
class Issue:
    """Something that the parties bargain over."""

    slug: str
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Topic:
    """A subject that people can ask for and follow."""

    slug: str  # one of TOPICS
    title: str
    bottom_line: str  # one sentence; empty when nobody has written one yet
    aliases: tuple[str, ...] = ()  # other words that people ask for it by
    as_of: str = ""  # when the bottom line was true for sure: the latest "as of" of the cards that came with it


NOBODY = "Author not given"  # an essay's author where it names none


@dataclass(frozen=True)
class Essay:
    """A source text, as it is cited. Its words live in a Snapshot (briefs/essay.py)."""

    id: str  # "bryant-peace-terms"
    title: str
    author: str
    publisher: str
    published: str  # an ISO date or its beginning; "~" behind it where it is only about right
    address: str = ""
    snapshot_hash: str = ""  # SHA-256 of the text that we read, hexadecimal; empty when we hold none


@dataclass(frozen=True)
class Quote:
    """Words of an essay that we hold, as a text-quote anchor (W3C Web Annotation 4.2.4)."""

    essay: str  # Essay.id
    exact: str
    prefix: str  # up to 32 characters before
    suffix: str  # up to 32 characters behind
    start: int  # code points into the snapshot's text
    end: int


@dataclass(frozen=True)
class Locator:
    """A place in an essay whose words we may not carry."""

    essay: str  # Essay.id
    paragraph: int  # from 1
    sentence: int  # from 1 within the paragraph
    hash: str  # briefs.evidence.sentence_hash of the sentence there


Evidence = Quote | Locator


@dataclass(frozen=True)
class Position:
    """Where a party stands on an issue, and since when we know."""

    party: str  # Party.slug
    issue: str  # Issue.slug
    stance: Stance
    as_of: str


TOLD = ("headline", "text", "kind", "party")  # of a Card: whoever read it is told when one of these changes


@dataclass(frozen=True)
class Card:
    """One statement, short enough for one chat message, with the evidence that it rests on."""

    id: str  # "redlines/neutrality": stable when the text is edited
    topic: str  # Topic.slug
    headline: str
    text: str
    kind: Kind
    evidence: tuple[Evidence, ...]
    as_of: str  # an ISO date or its beginning
    party: str | None = None  # Party.slug
    issue: str | None = None  # Issue.slug
    stance: Stance | None = None
    likelihood: Likelihood | None = None  # on a judgement, and only there

    @property
    def position(self) -> Position | None:
        """What this card says of a party's stance, when it says so in full."""
        if self.party and self.issue and self.stance:
            return Position(self.party, self.issue, self.stance, self.as_of)
        return None


@dataclass(frozen=True)
class Dossier:
    """One negotiation under watch: its parties, issues and topics, and what is known of them."""

    slug: str
    title: str
    parties: tuple[Party, ...]
    issues: tuple[Issue, ...]
    topics: tuple[Topic, ...]
    essays: tuple[Essay, ...]
    cards: tuple[Card, ...]


class State(StrEnum):
    """Where a card is in its life."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


@dataclass(frozen=True)
class Entry:
    """A card as one space has it: which revision, since when, and whether it is out."""

    dossier: str  # Dossier.slug
    card: Card
    state: State
    revision: int  # from 1
    changed: datetime
    number: int = 0  # short enough for any button: "#17"; never used for another card
    worded: int = 0  # the revision in which what its readers are TOLD last changed; 0: this one


@dataclass(frozen=True)
class Change:
    """One line of a card's history."""

    dossier: str
    card: str  # Card.id
    what: str  # drafted, published, changed, retired
    at: datetime
    by: str  # what they are called; "shipped" for what came with the programme
    headline: str  # from this revision on
    text: str
    note: str
    before: str  # the headline and text that it replaced; empty for the first
    revision: int = 1  # the card's, from this change on
    by_id: str = ""  # who that is on their platform; empty for nobody
    agreed: tuple[tuple[str, str], ...] = ()  # id and name of each editor who agreed before it was published
