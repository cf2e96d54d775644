"""Copies of the database: taken while the bot runs, kept for some days, and put back in its place."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.store import gaps
from bot.store.database import PATIENCE, Database, DatabaseTrouble, trouble

NAME = re.compile(r"communique-([0-9]{8}T[0-9]{6}Z)\.db")
PART = ".part"  # behind the name of a copy that is not whole yet
ABANDONED = timedelta(hours=6)  # by then whoever wrote such a part is dead
SAVED = "before-restore"  # in the name of what was there before a copy was put in its place


@dataclass(frozen=True)
class Backup:
    """A whole copy, checked."""

    path: Path
    taken: datetime
    size: int  # bytes


def held(folder: Path) -> list[Backup]:
    """The copies in a folder, the oldest first; none where there is no such folder."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            if named := NAME.fullmatch(path.name):
                taken = datetime.strptime(named[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
                found.append(Backup(path, taken, path.stat().st_size))
    return sorted(found, key=lambda backup: backup.taken)


def take(database: Path, folder: Path, now: datetime, stopped: Callable[[], bool] = lambda: False) -> Backup:
    """Copy a database, in use or not, into a folder, which is made where only it is missing. Raises DatabaseTrouble.

    The copy is one moment of the database, readable by us alone. It has its name once it is whole, checked and safe on
    the disk. Takes a second for some hundred megabytes, and ends early when `stopped` says so: call it in a thread.
    """
    now = now.astimezone(UTC).replace(microsecond=0)
    with _sentences(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        while (path := folder / f"communique-{now:%Y%m%dT%H%M%SZ}.db").exists():
            now += timedelta(seconds=1)
        _drop_parts(folder, now)
        _copy(database, path, stopped)
        return Backup(path, now, path.stat().st_size)


def drop_old(folder: Path, now: datetime, keep: timedelta) -> list[Path]:
    """Remove copies that are older than that, but never the newest one; answers with those removed."""
    old = [backup.path for backup in held(folder)[:-1] if now - backup.taken > keep]
    with _sentences(folder):
        for path in old:
            path.unlink()
    return old


async def restore(copy: Path, database: Path, now: datetime) -> Path | None:
    """Put a copy in the place of the database, which nobody may have open. Raises DatabaseTrouble.

    Answers with where that which was there is now; None where nothing was. What the copy cannot know is noted in it
    (see `gaps`): it is looked for before anything is posted again.
    """
    work = database.with_name(f".{database.name}.restoring")
    with _sentences(database):
        try:
            await asyncio.to_thread(_make_work, copy, work)
            await _make_ready(work, copy, now)
            return await asyncio.to_thread(_put_in_place, work, database, now)
        finally:
            _remove(work)


def _make_work(copy: Path, work: Path) -> None:
    if not work.absolute().parent.is_dir():
        raise DatabaseTrouble(f"There is no folder {work.absolute().parent} for the database. Create it first.")
    _remove(work)
    _copy(copy, work)


def _copy(database: Path, path: Path, stopped: Callable[[], bool] = lambda: False) -> None:
    """A whole and checked copy under that name."""
    if not database.is_file():
        raise DatabaseTrouble(f"There is no database {database}. See that this is its name.")
    part = path.with_name(path.name + PART)
    _remove(part)
    try:
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # nobody else reads it, even half written
        with _sentences(database), closing(_connect(database)) as source:
            _need_ours(source, database)
            source.set_progress_handler(stopped, 1000)
            # In steps, the backup API never ends beside a process that writes. This takes 0.5 s for 140 MB, and a
            # writer waits for 4 ms.
            with _sentences(path.parent, but="malformed"):
                source.execute("VACUUM INTO :part", {"part": str(part)})
        with closing(_connect(part)) as written:
            written.set_progress_handler(stopped, 1000)
            _need_whole(written, database)
        _sync(part)
        part.rename(path)
        _sync(path.parent)
    except BaseException:
        _remove(part)
        raise


def _need_ours(source: sqlite3.Connection, path: Path) -> None:
    [[version]] = source.execute("PRAGMA user_version").fetchall()
    if not version or "deliveries" not in _tables(source):
        raise DatabaseTrouble(f"{path} is no database of ours. See that this is its name.")


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def _need_whole(written: sqlite3.Connection, source: Path) -> None:
    [[checked], *_] = written.execute("PRAGMA integrity_check(1)").fetchall()
    if checked != "ok":
        raise DatabaseTrouble(f"The copy of {source} is damaged ({checked}), and was thrown away. Check the disk.")


async def _make_ready(work: Path, copy: Path, now: datetime) -> None:
    """Bring a copy up to date, and note in it what it cannot know."""
    try:
        opened = await Database.open(work)
    except DatabaseTrouble as wrong:
        raise DatabaseTrouble(str(wrong).replace(str(work), str(copy))) from wrong
    try:
        async with opened.transaction() as db:
            await gaps.restored(db, now)
    finally:
        await opened.close()


def _put_in_place(work: Path, database: Path, now: datetime) -> Path | None:
    """Let the database hold what `work` does, in one transaction of SQLite's own."""
    saved = database.with_name(f"{database.name}.{SAVED}-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    was_there = database.exists()
    if was_there and _is_damaged(database):  # it cannot be written over, only be moved away
        for left in (database, *_beside(database)):
            with suppress(FileNotFoundError):
                left.rename(left.with_name(left.name.replace(database.name, saved.name, 1)))
    if not database.exists():
        os.close(os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with closing(_connect(database)) as target, closing(_connect(work)) as source:
        _lock(target, database)
        if was_there and not saved.exists():
            target.execute("VACUUM INTO :saved", {"saved": str(saved)})
            saved.chmod(0o600)
        source.backup(target)
    return saved if was_there else None


def _is_damaged(database: Path) -> bool:
    """Whether SQLite cannot read it. Raises DatabaseTrouble for a database of somebody else's."""
    with closing(_connect(database)) as connection:
        try:
            tables = _tables(connection)
        except sqlite3.OperationalError:  # held by somebody
            return False
        except sqlite3.DatabaseError:
            return True
    if tables and "deliveries" not in tables:
        raise DatabaseTrouble(f"{database} belongs to another program. Set COMMUNIQUE_DATABASE to a file of our own.")
    return False


def _connect(path: Path) -> sqlite3.Connection:
    """A connection of its own to a file that is there."""
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)
    connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    return connection


def _lock(target: sqlite3.Connection, database: Path) -> None:
    """Let nobody else open the database until this connection is closed; raises DatabaseTrouble where somebody has."""
    target.execute("PRAGMA locking_mode = EXCLUSIVE")
    try:
        [[mode]] = target.execute("PRAGMA journal_mode = DELETE").fetchall()  # refused while another has it open
        target.execute("BEGIN EXCLUSIVE")
        target.execute("COMMIT")
    except sqlite3.OperationalError as held_open:
        if "locked" not in str(held_open):
            raise
        mode = "wal"
    if mode != "delete":
        raise DatabaseTrouble(
            f"{database} is in use, and nothing was changed. Stop the bot (and whatever else has it open) first."
        )


def _beside(database: Path) -> list[Path]:
    """The files that SQLite keeps beside a database."""
    return [database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal")]


def _remove(database: Path) -> None:
    for left in (database, *_beside(database)):
        left.unlink(missing_ok=True)


def _drop_parts(folder: Path, now: datetime) -> None:
    """Remove what was left by somebody who was killed while copying."""
    for path in folder.iterdir():
        if NAME.match(path.name) and PART in path.name and path.stat().st_mtime < (now - ABANDONED).timestamp():
            path.unlink()


def _sync(path: Path) -> None:
    """Let a file, or the names in a folder, be safe on the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


@contextmanager
def _sentences(place: Path, but: str = "nothing") -> Iterator[None]:
    """Let what the disk or SQLite complains of be a sentence about this place, `but` for the blame of another's."""
    try:
        yield
    except OSError as wrong:
        where = wrong.filename or place
        raise DatabaseTrouble(
            f"{where} cannot be used: {wrong.strerror}. See that its folder is there, has room, and may be written."
        ) from wrong
    except sqlite3.Error as wrong:
        sentence = trouble(wrong, place) if but not in str(wrong) else None
        raise (DatabaseTrouble(sentence) if sentence else wrong) from wrong
