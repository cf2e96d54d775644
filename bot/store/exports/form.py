"""The form of an export: what stands in the file, field by field. Each class that is not nested is a table's row.

The fields have the names of the columns. What says whose a row is stands once, at the top: a row names no space, and of
a channel its id alone, so that nothing in a file can mean another space.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from bot.store.exports.values import (
    CardId,
    ChannelId,
    Clock,
    Dates,
    Days,
    EditionDate,
    EditorId,
    EssayId,
    Hash,
    Header,
    Id,
    Key,
    Line,
    MessageId,
    Moment,
    Number,
    PersonId,
    PlaceId,
    Quiet,
    Rhythm,
    Rule,
    Slug,
    Title,
    TopicSlug,
    Whole,
    Words,
    Zone,
)
from briefs.model import Kind, Likelihood, Stance, State

VERSION = 1  # of the form; a later one is refused


class Part(BaseModel):
    """What stands in an export is exactly what is said here."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Row(Part):
    """A row of a table."""

    TABLE: ClassVar[str]
    ONE: ClassVar[tuple[str, ...]] = ()  # the columns by which it is one of a kind; none: there may be several alike
    ORDER: ClassVar[str] = "rowid"
    JSON: ClassVar[tuple[str, ...]] = ()  # columns that hold JSON


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


class ApprovalRow(Row):
    """An editor who would let a draft out, or ("?") asked another to decide."""

    TABLE = "approvals"
    ONE = ("dossier", "card", "revision", "by_id")
    dossier: Slug
    card: CardId
    revision: Number
    by_id: EditorId
    by_name: Line
    at: Moment


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


class SpaceRow(Row):
    """What the space chose for itself."""

    TABLE = "spaces"
    review_channel: ChannelId | None
    review_by: PersonId | None
    two_editors: Literal[0, 1]
    warn_after: Annotated[Number, Field(le=365)] | None
    warned_at: Moment | None
    keep: Annotated[Number, Field(le=36_500)] | None


class ManagersRow(Row):
    """The role or user group that manages too."""

    TABLE = "managers"
    ORDER = "space"
    id: Id
    title: Line


class ChannelRow(Row):
    """What a channel chose, and what it has seen."""

    TABLE = "channels"
    ONE = ("channel",)
    ORDER = "channel"
    channel: ChannelId
    dossier: Slug | None
    seen: Line | None  # which of `seen_sets`
    quiet: Quiet | None
    paused_until: Moment | None
    last_edition: Moment | None
    untold: Dates | None
    cap: Annotated[Number, Field(le=1000)] | None
    told: Line | None


class LayoutRow(Row):
    """That a channel has the cards of its editions in a thread."""

    TABLE = "layouts"
    ONE = ("channel",)
    ORDER = "channel"
    channel: ChannelId
    by_id: PersonId
    trouble: Line | None


class SubscriptionRow(Row):
    """What a channel follows."""

    TABLE = "subscriptions"
    ONE = ("channel", "dossier", "filter")
    ORDER = "channel, dossier, filter"
    channel: ChannelId
    dossier: Slug
    filter: Rule
    by_id: PersonId
    at: Moment
    often: Rhythm


class ScheduleRow(Row):
    """When a channel has its digest."""

    TABLE = "schedules"
    ONE = ("channel",)
    ORDER = "channel"
    channel: ChannelId
    time: Clock
    zone: Zone
    days: Days
    next_due: Moment | None
    off_because: Line | None
    by_id: PersonId
    by_name: Line
    skipped: Dates
    catch_up: Annotated[Number, Field(le=1440)] | None
    skip_empty: Literal[0, 1]
    off_since: Moment | None


class EditionRow(Row):
    """What became of an edition."""

    TABLE = "editions"
    ONE = ("channel", "date")
    ORDER = "channel, date"
    channel: ChannelId
    date: EditionDate
    planned: Moment
    made: Moment
    cards: Line  # which of `seen_sets`; '' for none
    state: Literal["made", "empty", "missed"]
    because: Line | None


class DeliveryRow(Row):
    """A page that was posted, waits to be, or never was. What waits may have been posted since: it is looked for."""

    TABLE = "deliveries"
    ONE = ("id",)
    id: Number  # its place among the space's
    key: Line
    channel: ChannelId
    page: Line  # which of `pages`
    replaces: MessageId | None
    state: Literal["waiting", "sent", "failed"]
    due: Moment
    unsure: Literal[0, 1]
    attempts: Number
    queued_at: Moment
    first_tried: Moment | None
    ended_at: Moment | None
    message: MessageId | None
    trouble: Line | None
    corrects: Number | None  # the id of another
    planned: Moment | None
    until: Moment | None
    asked: Literal[0, 1]
    held_until: Moment | None
    earlier: MessageId | None
    mention: Id | None
    pinged: Dates | None
    part_of: Number | None  # the id of another
    whole: Line | None  # which of `pages`


class MentionRow(Row):
    """Whom the posts to a channel may ping."""

    TABLE = "mentions"
    ONE = ("channel",)
    ORDER = "channel"
    channel: ChannelId
    id: Id
    title: Line
    dossier: Slug
    filter: Rule | Literal[""]
    most: Annotated[Number, Field(le=100)]


class LostChannelRow(Row):
    """A channel that cannot be posted in."""

    TABLE = "lost_channels"
    ONE = ("channel",)
    ORDER = "channel"
    channel: ChannelId
    because: Line
    since: Moment
    look_at: Moment


class OutageRow(Row):
    """A time in which a channel could not be posted in."""

    TABLE = "outages"
    ONE = ("channel", "since")
    ORDER = "channel, since"
    channel: ChannelId
    since: Moment
    until: Moment
    because: Line


class NoticeRow(Row):
    """What somebody has yet to be told."""

    TABLE = "notices"
    ONE = ("person", "said")
    ORDER = "person, said"
    person: PersonId
    said: Line
    at: Moment


class AuditRow(Row):
    """Who changed what."""

    TABLE = "audit"
    JSON = ("before", "after")
    channel: PlaceId
    person: PersonId
    name: Line
    asked: Line
    at: Moment
    noun: Line
    what: Line
    before: dict[Line, Any] | None
    after: dict[Line, Any] | None


class ShippedForm(Part):
    """How a shipped card stood that channels here have seen: another database may count its revisions otherwise."""

    revision: Number
    worded: Number
    words: Line  # hash of headline and text


class Export(Part):
    """All that a space owns."""

    communique: Literal[1]
    space: Annotated[str, Field(max_length=80)]
    exported_at: Moment
    shipped: dict[Key, ShippedForm]
    spaces: Annotated[tuple[SpaceRow, ...], Field(max_length=1)]
    managers: Annotated[tuple[ManagersRow, ...], Field(max_length=1)]
    dossiers: Annotated[tuple[DossierRow, ...], Field(max_length=200)]
    essays: tuple[EssayRow, ...]
    cards: tuple[CardRow, ...]
    card_revisions: tuple[CardRevisionRow, ...]
    approvals: tuple[ApprovalRow, ...]
    bottom_lines: tuple[BottomLineRow, ...]
    feeds: Annotated[tuple[FeedRow, ...], Field(max_length=30)]
    feed_entries: tuple[FeedEntryRow, ...]
    intakes: tuple[IntakeRow, ...]
    channels: tuple[ChannelRow, ...]
    layouts: tuple[LayoutRow, ...]
    subscriptions: tuple[SubscriptionRow, ...]
    schedules: tuple[ScheduleRow, ...]
    mentions: tuple[MentionRow, ...]
    seen_sets: dict[Line, dict[Key, Number]]
    editions: tuple[EditionRow, ...]
    pages: dict[Line, dict[str, Any]]
    deliveries: tuple[DeliveryRow, ...]
    lost_channels: tuple[LostChannelRow, ...]
    outages: tuple[OutageRow, ...]
    notices: tuple[NoticeRow, ...]
    audit: tuple[AuditRow, ...]


# In the order in which they are put in. Content is what a space may take over from another: it names no place there.
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
PLACES: tuple[type[Row], ...] = (
    SpaceRow,
    ManagersRow,
    ApprovalRow,
    ChannelRow,
    LayoutRow,
    SubscriptionRow,
    ScheduleRow,
    MentionRow,
    EditionRow,
    DeliveryRow,
    LostChannelRow,
    OutageRow,
    NoticeRow,
    AuditRow,
)
ROWS = CONTENT + PLACES


def json_schema() -> str:
    """The form as JSON Schema: deploy/export.schema.json, and a test compares them."""
    return json.dumps(Export.model_json_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(json_schema())
