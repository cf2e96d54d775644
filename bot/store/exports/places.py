"""What is of a space alone: its choices, its channels, and what came to them.

Each class is a row of a table, and its fields have the names of the columns.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from bot.store.exports.row import Row
from bot.store.exports.values import (
    CardId,
    ChannelId,
    Clock,
    Dates,
    Days,
    EditionDate,
    EditorId,
    Id,
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
    Zone,
)


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


# In the order in which they are put in, behind the content.
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
