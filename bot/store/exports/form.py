"""The form of an export: what stands in the file, field by field.

What says whose a row is stands once, at the top: a row names no space, and of a channel its id alone, so that nothing
in a file can mean another space.
"""

from __future__ import annotations

import json
import sys
from typing import Annotated, Any, Literal

from pydantic import Field

from bot.store.exports.content import (
    CONTENT,
    BottomLineRow,
    CardRevisionRow,
    CardRow,
    DossierRow,
    EssayRow,
    FeedEntryRow,
    FeedRow,
    IntakeRow,
)
from bot.store.exports.places import (
    PLACES,
    ApprovalRow,
    AuditRow,
    ChannelRow,
    DeliveryRow,
    EditionRow,
    LayoutRow,
    LostChannelRow,
    ManagersRow,
    MentionRow,
    NoticeRow,
    OutageRow,
    ScheduleRow,
    SpaceRow,
    SubscriptionRow,
)
from bot.store.exports.row import Part, Row
from bot.store.exports.values import Key, Line, Moment, Number

VERSION = 1  # of the form; a later one is refused
ROWS: tuple[type[Row], ...] = CONTENT + PLACES


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


def json_schema() -> str:
    """The form as JSON Schema: deploy/export.schema.json, and a test compares them."""
    return json.dumps(Export.model_json_schema(), ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    sys.stdout.write(json_schema())
