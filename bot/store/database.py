"""The SQLite file: opened once, brought up to date, written by one connection and read by another."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import aiosqlite
from aiosqlite import Connection as Connection

SCHEMA = Path(__file__).parent / "schema"
PATIENCE = 5000  # milliseconds that a writer waits for another process
BATCH = 500  # rows that one transaction writes at most: others wait no longer than that takes


@dataclass(frozen=True)
class Actor:
    """Who changes something: what the audit keeps of a command."""

    space: str  # Space.key
    channel: str  # Channel.key
    person: str  # Person.id
    name: str
    asked: str
    at: str  # utc_text

    @classmethod
    def unasked(cls, space: str, person: str, name: str, what: str, now: datetime) -> Actor:
        """Who does `what` in a space (by Space.key) though no command asks for it: a feed, a terminal, we ourselves."""
        return cls(space, f"{space}/", person, name, what, utc_text(now))


# Set while a command is answered; every transaction of its task is in the audit under it.
acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


@contextmanager
def acting_as(actor: Actor | None) -> Iterator[None]:
    """Whatever is written in here is this one's doing; nobody's, without one."""
    token = acting.set(actor)
    try:
        yield
    finally:
        acting.reset(token)


class DatabaseTrouble(Exception):
    """The database cannot be used. The text says why and what to do."""


class Database:
    """One SQLite file, with a connection that writes and one that reads: a read never waits behind a bulk write."""

    def __init__(self, path: Path, writer: Connection, reader: Connection) -> None:
        """Use `Database.open`."""
        self.path = path
        self.reader = reader
        self._writer = writer
        self._turn = asyncio.Lock()
        self._own_changes = 0
        self._foreign_version = 0

    @classmethod
    async def open(cls, path: Path) -> Database:
        """Open the file, made and brought up to date as needed. Its folder must be there. Raises DatabaseTrouble."""
        need_folder(path)
        opened: list[Connection] = []
        try:
            sqlite3.connect(path).close()  # aiosqlite's thread outlives a failure here, and says so on stderr
            opened.append(await _connect(path))
            opened.append(await _connect(path))
            await _bring_up_to_date(opened[0], path)
            await opened[1].execute("PRAGMA query_only = ON")
        except BaseException as error:
            for connection in opened:
                await connection.close()  # an open connection's thread would keep the process from ending
            sentence = trouble(error, path)
            if sentence:
                raise DatabaseTrouble(sentence) from error
            raise
        return cls(path, opened[0], opened[1])

    @property
    def version(self) -> int:
        """A number that moves on when something was written, by this process or (after `look_outside`) another."""
        return self._own_changes + self._foreign_version

    async def stamp(self, own: int) -> tuple[int, int]:
        """In a transaction: the same numbers as long as nobody writes but the caller.

        `own`: how many transactions the caller has ended since the first stamp that this is compared with.
        """
        rows = await self._writer.execute_fetchall("PRAGMA data_version")
        return self._own_changes - own, int(next(iter(rows))[0])

    async def look_outside(self) -> None:
        """Notice what other processes wrote."""
        rows = await self.reader.execute_fetchall("PRAGMA data_version")
        self._foreign_version = int(next(iter(rows))[0])

    @asynccontextmanager
    async def transaction(self, by: Actor | None = None) -> AsyncIterator[Connection]:
        """Write together or not at all. Short: nobody else writes meanwhile. Raises DatabaseTrouble.

        `by`: who does it, where that is not whoever is `acting`.
        """
        async with self._turn:
            try:
                await self._writer.execute("BEGIN IMMEDIATE")
                actor = by or acting.get()
                if actor:
                    await self._writer.execute(
                        "INSERT INTO acting (space, channel, person, name, asked, at)"
                        " VALUES (:space, :channel, :person, :name, :asked, :at)",
                        asdict(actor),
                    )
                yield self._writer
                if actor:
                    await self._writer.execute("DELETE FROM acting")
                await self._writer.execute("COMMIT")
            except BaseException as error:
                # What was cancelled still runs on its thread, BEGIN too. Without one, this does nothing.
                await asyncio.shield(self._writer.rollback())
                sentence = trouble(error, self.path)
                if sentence and not isinstance(error, DatabaseTrouble):
                    raise DatabaseTrouble(sentence) from error
                raise
            finally:
                self._own_changes += 1  # also when it was cancelled: COMMIT may have run

    @asynccontextmanager
    async def aside(self) -> AsyncIterator[Connection]:
        """A connection of its own for what reads long: nobody waits for it, and it sees one moment of the database."""
        connection = await _connect(self.path)
        try:
            await connection.execute("PRAGMA query_only = ON")
            await connection.execute("BEGIN")
            yield connection
        finally:
            await asyncio.shield(connection.close())

    async def need_writable(self) -> None:
        """Raise DatabaseTrouble where the file can only be read: SQLite opens that, too, and says so at a write."""
        async with self.transaction() as db:
            await db.execute("DELETE FROM searches WHERE id IS NULL")

    async def close(self) -> None:
        """Let both connections go."""
        await self.reader.close()
        await self._writer.close()


def trouble(error: BaseException, path: Path | str = "the database") -> str | None:
    """A sentence with a way out for what SQLite complains of; None when it is a bug of ours."""
    if isinstance(error, DatabaseTrouble):
        return str(error)
    text = str(error)
    if not isinstance(error, sqlite3.Error):
        return None
    if "locked" in text or "busy" in text:
        return f"Another program is holding {path}. Try again in a moment; if it stays so, see what else has it open."
    if "readonly" in text or "read-only" in text:
        return f"{path} cannot be written to. Give the user that runs Communiqué the right to write it and its folder."
    if "full" in text:
        return f"The disk that holds {path} is full. Make room; nothing that was saved is lost."
    if "not a database" in text or "malformed" in text:
        return (
            f"{path} is damaged, or no database of ours. Restore a backup, or set COMMUNIQUE_DATABASE to another file."
        )
    if "unable to open" in text:
        return f"{path} cannot be opened. See that it is a file that the user who runs Communiqué may read and write."
    if "disk I/O" in text:
        return f"The disk that holds {path} does not answer as it should. See that its folder can be written."
    return None


def utc_text(moment: datetime) -> str:
    """A moment as the database has it."""
    return _text(moment.astimezone(UTC))


@lru_cache(maxsize=256)  # thousands of rows share a few moments; in UTC, where no two moments are taken for one
def _text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")[:-6] + "Z"


def utc_moment(text: str) -> datetime:
    """The moment that `utc_text` wrote."""
    return datetime.fromisoformat(text)


def need_folder(path: Path) -> None:
    """Raise DatabaseTrouble where the folder is not there: it is never made."""
    folder = path.absolute().parent
    if not folder.is_dir():
        raise DatabaseTrouble(f"There is no folder {folder} for the database. Create it, or set COMMUNIQUE_DATABASE.")


async def _connect(path: Path) -> Connection:
    connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=256)
    connection.row_factory = sqlite3.Row
    try:
        await connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
        await _write_ahead(connection)
        await connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        await connection.close()
        raise
    return connection


async def _write_ahead(connection: Connection) -> None:
    """Turn SQLite's write-ahead log on; where others do so at the same moment, wait for them.

    SQLite itself does not, whatever its busy timeout: each of two that turn it on could be waiting for the other.
    """
    loop = asyncio.get_running_loop()
    ends = loop.time() + PATIENCE / 1000
    while True:
        try:
            await connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as busy:
            if "locked" not in str(busy) or loop.time() >= ends:
                raise
        await asyncio.sleep(0.01)


def newest_schema() -> int:
    """The schema that this program knows."""
    return int(_schema_files()[-1].name[:4])


def _schema_files() -> list[Path]:
    return sorted(SCHEMA.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def foreign(schema: int, empty: bool, path: Path) -> str:
    """Why a file with this schema, and with nothing in it or something, is none that we can use; "" where it is."""
    if schema > newest_schema():
        return (
            f"{path} was written by a newer Communiqué (schema {schema}, this one knows {newest_schema()}). "
            "Install the newer version, or set COMMUNIQUE_DATABASE to another file."
        )
    if not (schema or empty):
        return f"{path} belongs to another program. Set COMMUNIQUE_DATABASE to a file of our own."
    return ""


async def _bring_up_to_date(connection: Connection, path: Path) -> None:
    if await _schema_of(connection) == newest_schema():  # then nothing is written: who only reads waits for nobody
        return
    await connection.execute("BEGIN IMMEDIATE")  # two processes may start at once
    try:
        have = await _schema_of(connection)
        tables = list(await connection.execute_fetchall("SELECT 1 FROM sqlite_master LIMIT 1"))
        strange = foreign(have, not tables, path)
        if strange:
            raise DatabaseTrouble(strange)
        for file in _schema_files():
            if int(file.name[:4]) > have:
                for statement in statements(file.read_text(encoding="utf-8")):
                    await connection.execute(statement)
                await connection.execute(f"PRAGMA user_version = {int(file.name[:4])}")
        await connection.execute("COMMIT")
    except BaseException:
        await connection.execute("ROLLBACK")
        raise


async def _schema_of(connection: Connection) -> int:
    rows = await connection.execute_fetchall("PRAGMA user_version")
    return int(next(iter(rows))[0])


def statements(script: str) -> list[str]:
    """The script's statements; a trigger's body stays whole."""
    found, rest = [], ""
    for piece in re.split(r"(?<=;)", script):
        rest += piece
        if sqlite3.complete_statement(rest):
            found.append(rest.strip())
            rest = ""
    return found
