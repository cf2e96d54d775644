"""What a space may take over from another: dossiers, essays, cards and feeds. Nothing of it names a place there.

Each class that is not nested is a row of a table, and its fields have the names of the columns.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from bot.store.exports.row import Part, Row
from bot.store.exports.values import (
    CardId,
    EssayId,
    Hash,
    Header,
    Line,
    Moment,
    Number,
    PersonId,
    Slug,
    Title,
    TopicSlug,
    Whole,
    Words,
)
from briefs.model import Kind, Likelihood, Stance, State


class QuoteForm(Part):
    """Words of an essay that the space holds."""

    essay: EssayId
    exact: Words
    prefix: Line
    suffix: Line
    start: Number
    end: Number


class LocatorForm(Part):
    """A place in an essay."""

    essay: EssayId
    paragraph: Number
    sentence: Number
    hash: Line


def _kind_of_evidence(value: Any) -> str:
    return "quote" if isinstance(value, dict) and "exact" in value else "place"


EvidenceForm = Annotated[
    Annotated[QuoteForm, Tag("quote")] | Annotated[LocatorForm, Tag("place")], Discriminator(_kind_of_evidence)
]


class NamedForm(Part):
    """A party or an issue."""

    slug: Line
    name: Line
    aliases: Annotated[tuple[Line, ...], Field(max_length=200)]


class TopicForm(Part):
    """A topic of a dossier."""

    slug: TopicSlug
    title: Title
    bottom_line: Line
    aliases: Annotated[tuple[Line, ...], Field(max_length=200)]
    as_of: Line = ""  # dossiers that were begun before it was kept have none


class OutlineForm(Part):
    """A dossier without its essays and cards."""

    slug: Slug
    title: Title
    parties: Annotated[tuple[NamedForm, ...], Field(max_length=200)]
    issues: Annotated[tuple[NamedForm, ...], Field(max_length=200)]
    topics: Annotated[tuple[TopicForm, ...], Field(min_length=1, max_length=8)]
    essays: tuple[()] = ()
    cards: tuple[()] = ()


class DossierRow(Row):
    """A negotiation that the space began."""

    TABLE = "dossiers"
    ONE = ("slug",)
    JSON = ("outline",)
    slug: Slug
    title: Line
    content_hash: Line
    outline: OutlineForm


class EssayRow(Row):
    """A source text, with its words where the space holds them."""

    TABLE = "essays"
    ONE = ("dossier", "id")
    dossier: Slug
    id: EssayId
    title: Title
    author: Line
    publisher: Line
    published: Line
    address: Line
    snapshot_hash: Hash
    snapshot: Whole | None
    added_at: Moment
    added_by: Line
    added_by_id: PersonId


class CardRow(Row):
    """A card as it is now."""

    TABLE = "cards"
    ONE = ("dossier", "id")
    JSON = ("evidence",)
    number: Number
    dossier: Slug
    id: CardId
    topic: TopicSlug
    position: Number
    headline: Title
    text: Words
    kind: Kind
    party: Line | None
    issue: Line | None
    stance: Stance | None
    as_of: Line
    likelihood: Likelihood | None
    evidence: Annotated[tuple[EvidenceForm, ...], Field(max_length=500)]
    state: State
    revision: Annotated[Number, Field(ge=1)]
    changed_at: Moment
    worded: Number


class CardRevisionRow(Row):
    """A card as it was from a revision on."""

    TABLE = "card_revisions"
    ONE = ("dossier", "card", "revision")
    dossier: Slug
    card: CardId
    revision: Annotated[Number, Field(ge=1)]
    change: Line
    at: Moment
    by: Line
    by_id: PersonId
    headline: Line
    text: Words
    note: Line


class BottomLineRow(Row):
    """An editor's own bottom line for a topic."""

    TABLE = "bottom_lines"
    ONE = ("dossier", "topic")
    dossier: Slug
    topic: TopicSlug
    text: Line
    at: Moment
    by: Line
    by_id: PersonId


class FeedRow(Row):
    """A feed that the space follows."""

    TABLE = "feeds"
    ONE = ("dossier", "address")
    id: Number
    dossier: Slug
    address: Line
    title: Line
    etag: Header
    modified: Header
    checked_at: Moment | None
    next_check: Moment | None
    trouble: Line
    trouble_since: Moment | None
    failures: Number
    added_at: Moment
    added_by: PersonId


class FeedEntryRow(Row):
    """What a feed has shown."""

    TABLE = "feed_entries"
    ONE = ("feed", "entry")
    feed: Number
    entry: Line
    seen_at: Moment


class IntakeRow(Row):
    """What became of an essay that was read."""

    TABLE = "intakes"
    ONE = ("place", "dossier")
    ORDER = "place, dossier"
    dossier: Slug
    place: Line
    essay: EssayId | None
    because: Line
    at: Moment


# In the order in which they are put in.
CONTENT: tuple[type[Row], ...] = (
    DossierRow,
    EssayRow,
    CardRow,
    CardRevisionRow,
    BottomLineRow,
    FeedRow,
    FeedEntryRow,
    IntakeRow,
)
