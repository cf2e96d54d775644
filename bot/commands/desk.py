"""What every command works with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.store.database import Database


def utc_now() -> datetime:
    """The time, as the programme reads it outside tests."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """The database, the clock, and a way to say that something waits in the outbox."""

    database: Database
    now: Callable[[], datetime] = utc_now
    wake: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Choice:
    """One completion of what somebody types: what they see, and what it stands for (each at most 100 characters)."""

    label: str
    value: str
