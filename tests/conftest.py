"""What most tests stand on: a fixed clock, a real database, the shipped dossier."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat import LOCAL, Channel, Delivery, Person, Request, SendFailed
from bot.commands import Desk
from bot.store.database import Database
from bot.store.dossiers import load_shipped
from briefs.dossier import content_hash, load_dossier, shipped

SHARED = Path(__file__).resolve().parents[2] / "shared"
SUNDAY = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is told to move."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        self.now += timedelta(**by)
        return self.now


class FakeChat:
    """A platform at the edge of our world: it keeps what is sent, and fails as it is told to."""

    def __init__(self) -> None:
        self.sent: list[Delivery] = []
        self.failures: list[SendFailed] = []
        self.objections: dict[str, str] = {}  # by Channel.key

    async def send(self, delivery: Delivery) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(delivery)
        return f"m{len(self.sent)}"

    async def objection(self, channel: Channel) -> str:
        return self.objections.get(channel.key, "")

    @property
    def titles(self) -> list[str]:
        return [delivery.page.title for delivery in self.sent]


async def _may() -> bool:
    return True


PAGE = Channel(LOCAL, "page")


def ask(text: str, channel: Channel = PAGE, *, may: bool = True, **fields: str) -> Request:
    """A request of somebody called Ada."""
    person = Person("u1", "Ada")
    return Request(text, channel, person, _may, fields) if may else Request(text, channel, person, fields=fields)


@pytest.fixture
def now() -> datetime:
    return SUNDAY


@pytest.fixture
def clock() -> Clock:
    return Clock(SUNDAY)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(tmp_path / "communique.db")
    yield database
    await database.close()


@pytest.fixture
async def desk(database: Database, clock: Clock) -> Desk:
    """A desk with the shipped dossier loaded a month ago."""
    for folder in shipped():
        await load_shipped(database, load_dossier(folder), content_hash(folder), SUNDAY - timedelta(days=30))
    return Desk(database, clock)


@pytest.fixture
def chat() -> FakeChat:
    return FakeChat()


@pytest.fixture
def channel() -> Channel:
    return PAGE
