"""What is wrong with the database, by one look that changes nothing and creates nothing."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path
from urllib.parse import quote

import aiosqlite

from bot.store.database import Connection, DatabaseTrouble, foreign, need_folder, newest_schema, trouble

PATIENCE = 2.0  # seconds for another program to let go
CHECKED_FOR = 3.0  # seconds that the look through all pages may take: in what it did not reach, it found nothing
STEPS = 100_000  # of SQLite, between two looks at the time


def objection(path: Path) -> str:
    """Why the database cannot be used, and what to do; "" where nothing speaks against it. Blocks.

    A file that is not there yet is made at the first start, and is no fault where its folder is.
    """
    try:
        need_folder(path)
        if not path.exists():
            return "" if _may_be_written(path.absolute().parent) else _closed(path.absolute().parent)
        with _opened(path) as db:
            _need_writable(db)
            strange = foreign(_number(db, "user_version"), not _has_tables(db), path)
            if strange:
                return strange
            return _damage(db, path)
    except (DatabaseTrouble, sqlite3.Error) as wrong:
        return trouble(wrong, path) or f"{path} cannot be used: {wrong}. See that it is a file of ours."


@asynccontextmanager
async def reading(path: Path) -> AsyncIterator[Connection | None]:
    """A connection to a file that is there, which only reads; None where its tables are an older version's."""
    async with aiosqlite.connect(_uri(path, "ro"), uri=True, isolation_level=None) as db:
        db.row_factory = sqlite3.Row
        rows = await db.execute_fetchall("PRAGMA user_version")
        yield db if int(next(iter(rows))[0]) == newest_schema() else None


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(_uri(path, "rw"), uri=True, timeout=PATIENCE, isolation_level=None)) as db:
        yield db


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.absolute()))}?mode={mode}"  # which never makes a file


def _need_writable(db: sqlite3.Connection) -> None:
    """Raise what SQLite says where it may not write, or another program holds the file."""
    db.execute("BEGIN IMMEDIATE")
    db.execute(f"PRAGMA user_version = {_number(db, 'user_version')}")
    db.execute("ROLLBACK")


def _number(db: sqlite3.Connection, pragma: str) -> int:
    return int(db.execute(f"PRAGMA {pragma}").fetchone()[0])


def _has_tables(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


def _damage(db: sqlite3.Connection, path: Path) -> str:
    ends = time.monotonic() + CHECKED_FOR
    db.set_progress_handler(lambda: time.monotonic() > ends, STEPS)
    try:
        said = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.OperationalError as stopped:
        if "interrupted" not in str(stopped):
            raise
        return ""
    return "" if said == "ok" else trouble(sqlite3.DatabaseError("malformed"), path) or said


def _may_be_written(folder: Path) -> bool:
    return os.access(folder, os.W_OK | os.X_OK, effective_ids=os.access in os.supports_effective_ids)


def _closed(folder: Path) -> str:
    return f"{folder} cannot be written to, so no database can be made. Give the user that runs Communiqué that right."
