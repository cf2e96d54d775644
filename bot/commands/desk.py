"""What every command works with."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.chat import Channel, Request, Space
from bot.checks import Examinations
from bot.outbox import look_soon
from bot.store import lost
from bot.store.database import Database
from bot.view.page import Page
from briefs.derive import Derivation
from briefs.essay import Snapshot
from briefs.model import Dossier

if TYPE_CHECKING:  # a question on the command line does without the libraries that read the web
    from bot.sources.fetch import Fetcher
    from bot.sources.reader import Reader
    from bot.sources.workers import Workers

REMEMBERED = 256  # answers: about 4 MB
GOOD_FOR = timedelta(minutes=1)  # an answer speaks of "lately"


# What an essay gives (None where it could not say), and a note for editors on how the drafts were made.
Deriver = Callable[[Snapshot, Dossier, str], Awaitable[tuple[Derivation | None, str]]]


def utc_now() -> datetime:
    """The time, as the programme reads it outside tests."""
    return datetime.now(UTC)


class Answers:
    """Answers that a whole channel gets alike, until something is written.

    A point read costs two hops to SQLite's thread, more than all else that a command does: 0.2 ms of 0.3.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[int, datetime, Page]] = OrderedDict()

    def get(self, channel: str, text: str, version: int, now: datetime) -> Page | None:
        """The answer that was kept, if it still holds."""
        kept = self._kept.get((channel, text))
        return kept[2] if kept and kept[0] == version and timedelta() <= now - kept[1] < GOOD_FOR else None

    def keep(self, channel: str, text: str, version: int, now: datetime, page: Page) -> None:
        """Keep an answer that was read at this version of the database."""
        self._kept[channel, text] = (version, now, page)
        self._kept.move_to_end((channel, text))
        if len(self._kept) > REMEMBERED:
            self._kept.popitem(last=False)


class Notices:
    """Whom something has to be told with their next answer. Read again when something was written, and not before."""

    def __init__(self) -> None:
        self._as_of = -1
        self._waiting: set[tuple[str, str]] = set()

    async def wait_for(self, database: Database, request: Request) -> bool:
        """Whether one waits for who asks."""
        if self._as_of != database.version:
            self._as_of, self._waiting = database.version, await lost.with_notices(database.reader)
        return (request.space.key, request.person.id) in self._waiting


@dataclass(frozen=True)
class Sources:
    """What reads addresses, files and feeds."""

    fetcher: Fetcher
    workers: Workers

    @property
    def reader(self) -> Reader:
        """Takes essays in through both."""
        from bot.sources.reader import Reader

        return Reader(self.fetcher, self.workers)


@dataclass(frozen=True)
class Desk:
    """The database, the clock, and a way to say that something waits in the outbox."""

    database: Database
    now: Callable[[], datetime] = utc_now
    wake: Callable[[], None] = lambda: None
    answers: Answers = field(default_factory=Answers)
    notices: Notices = field(default_factory=Notices)
    derive: Deriver | None = None  # a second deriver beside the offline one
    sources: Sources | None = None  # None where nothing is read but text: on the command line
    examinations: Examinations = lambda channel: ()  # what `doctor` looks at beside the database

    async def changed(self, where: Space | Channel) -> None:
        """Somebody changed something there: what could not be posted in may be open again."""
        if await look_soon(self.database, where, self.now()):
            self.wake()
