"""The database file: made, brought up to date, refused with a way out, and never left half written."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import threading

import pytest

from bot.store import database as module
from bot.store.database import SCHEMA, Database, DatabaseTrouble, trouble, utc_moment, utc_text
from tests.conftest import SUNDAY


@pytest.fixture(autouse=True)
def no_thread_is_left():
    """An open connection's thread would keep the process from ending."""
    yield
    for thread in threading.enumerate():
        if "connection_worker" in thread.name:
            thread.join(2)
            assert not thread.is_alive()


async def test_a_new_file_gets_every_schema_file(tmp_path):
    database = await Database.open(tmp_path / "new.db")

    [row] = await database.reader.execute_fetchall("PRAGMA user_version")
    await database.close()

    assert row[0] == max(int(file.name[:4]) for file in SCHEMA.glob("*.sql"))


async def test_schema_files_are_applied_in_order_and_once(tmp_path, monkeypatch):
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "0001_first.sql").write_text("CREATE TABLE steps (name TEXT NOT NULL); INSERT INTO steps VALUES ('one');")
    monkeypatch.setattr(module, "SCHEMA", folder)
    await (await Database.open(tmp_path / "a.db")).close()
    (folder / "0010_tenth.sql").write_text("INSERT INTO steps VALUES ('ten');")
    (folder / "0002_second.sql").write_text("INSERT INTO steps VALUES ('two');")

    await (await Database.open(tmp_path / "a.db")).close()
    database = await Database.open(tmp_path / "a.db")
    rows = await database.reader.execute_fetchall("SELECT name FROM steps ORDER BY rowid")
    await database.close()

    assert [row["name"] for row in rows] == ["one", "two", "ten"]


async def test_a_schema_file_that_breaks_leaves_the_database_as_it_was(tmp_path, monkeypatch):
    folder = tmp_path / "schema"
    folder.mkdir()
    (folder / "0001_first.sql").write_text("CREATE TABLE steps (name TEXT NOT NULL);")
    monkeypatch.setattr(module, "SCHEMA", folder)
    await (await Database.open(tmp_path / "a.db")).close()
    (folder / "0002_second.sql").write_text("INSERT INTO steps VALUES ('two'); INSERT INTO nowhere VALUES (1);")

    with pytest.raises(sqlite3.OperationalError):
        await Database.open(tmp_path / "a.db")

    with sqlite3.connect(tmp_path / "a.db") as raw:
        assert raw.execute("SELECT COUNT(*) FROM steps").fetchone() == (0,)
        assert raw.execute("PRAGMA user_version").fetchone() == (1,)
    raw.close()


def test_a_trigger_stays_whole_when_a_script_is_cut_into_statements():
    script = (
        "CREATE TABLE a (b); -- one; comment\nCREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM a; SELECT 1; END;"
    )

    assert len(module.statements(script)) == 2


async def test_a_newer_file_is_refused_with_a_way_out(tmp_path):
    path = tmp_path / "newer.db"
    await (await Database.open(path)).close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 9999")
    raw.close()

    with pytest.raises(DatabaseTrouble, match=r"newer Communiqué \(schema 9999.*Install the newer version"):
        await Database.open(path)


async def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "bookmarks.db"
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE bookmarks (address TEXT)")
    raw.close()

    with pytest.raises(DatabaseTrouble, match=r"belongs to another program\. Set COMMUNIQUE_DATABASE"):
        await Database.open(path)

    raw = sqlite3.connect(path)
    assert raw.execute("SELECT name FROM sqlite_master").fetchall() == [("bookmarks",)]
    raw.close()


async def test_a_missing_folder_is_named_and_not_made(tmp_path):
    with pytest.raises(DatabaseTrouble, match=r"There is no folder .*nowhere.*Create it, or set COMMUNIQUE_DATABASE"):
        await Database.open(tmp_path / "nowhere" / "communique.db")

    assert list(tmp_path.iterdir()) == []


async def test_a_folder_in_the_place_of_the_file_is_said_to_be_none(tmp_path):
    with pytest.raises(DatabaseTrouble, match=r"cannot be opened\. See that it is a file"):
        await Database.open(tmp_path)


@pytest.mark.parametrize("content", [b"Dear diary, " * 100, b"\x00" * 5000, b"SQLite format 3\x00" + b"\xff" * 4000])
async def test_a_file_that_is_no_database_is_said_to_be_none_and_stays_as_it_is(tmp_path, content):
    path = tmp_path / "diary.txt"
    path.write_bytes(content)

    with pytest.raises(DatabaseTrouble, match=r"is damaged, or no database of ours\. Restore a backup"):
        await Database.open(path)

    assert path.read_bytes() == content


async def test_a_database_that_cannot_be_written_says_so(database):
    await database._writer.execute("PRAGMA query_only = ON")

    with pytest.raises(DatabaseTrouble, match=r"cannot be written to\. Give the user"):
        async with database.transaction() as db:
            await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")


async def test_a_full_disk_says_so_and_nothing_that_was_saved_is_lost(database):
    await database._writer.execute("PRAGMA max_page_count = 1")

    with pytest.raises(DatabaseTrouble, match="is full"):
        async with database.transaction() as db:
            await db.execute("INSERT INTO searches (id, words) VALUES ('a', :words)", {"words": "x" * 100_000})

    await database._writer.execute("PRAGMA max_page_count = 1000000")
    async with database.transaction() as db:
        await db.execute("INSERT INTO searches (id, words) VALUES ('b', 'c')")
    assert [row["id"] for row in await database.reader.execute_fetchall("SELECT id FROM searches")] == ["b"]


async def test_a_database_that_another_program_holds_says_so_and_serves_again_afterwards(database):
    await database._writer.execute("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseTrouble, match=r"Another program is holding .*Try again in a moment"):
        async with database.transaction():
            pass

    other.execute("ROLLBACK")
    other.close()
    async with database.transaction() as db:
        await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")


async def test_opening_a_new_file_that_another_program_holds_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 50)
    other = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    try:
        with pytest.raises(DatabaseTrouble, match="Another program is holding"):
            await Database.open(tmp_path / "new.db")
    finally:
        other.close()


async def test_a_file_that_is_up_to_date_is_opened_and_read_while_another_program_writes(database, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 50)
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")

    try:
        second = await Database.open(database.path)
        assert list(await second.reader.execute_fetchall("SELECT * FROM searches")) == []
        await second.close()
    finally:
        other.close()


OPEN = """
import asyncio, sys
from pathlib import Path
from bot.store.database import Database
async def main():
    database = await Database.open(Path(sys.argv[1]))
    async with database.transaction() as db:
        await db.execute("INSERT INTO searches (id, words) VALUES (:id, 'x')", {"id": sys.argv[2]})
    await database.close()
asyncio.run(main())
"""


async def test_processes_that_make_the_file_at_once_all_get_it(tmp_path):
    path = tmp_path / "shared.db"
    started = [subprocess.Popen([sys.executable, "-c", OPEN, str(path), str(n)]) for n in range(4)]

    assert [process.wait(30) for process in started] == [0] * 4
    raw = sqlite3.connect(path)
    assert raw.execute("SELECT COUNT(*) FROM searches").fetchone() == (4,)
    raw.close()


async def test_many_that_open_a_new_file_in_one_process_all_get_it(tmp_path):
    opened = await asyncio.gather(*(Database.open(tmp_path / "shared.db") for _ in range(8)))

    for database in opened:
        await database.close()


async def test_a_new_file_that_another_is_about_to_write_is_waited_for(tmp_path):
    path = tmp_path / "written.db"
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")  # SQLite says at once that it is locked, whatever its busy timeout

    opening = asyncio.create_task(Database.open(path))
    await asyncio.sleep(0.2)
    other.execute("COMMIT")
    other.close()

    await (await opening).close()


async def test_a_transaction_is_written_together_or_not_at_all(database):
    async def write():
        async with database.transaction() as db:
            await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await write()

    assert list(await database.reader.execute_fetchall("SELECT * FROM searches")) == []


async def test_a_constraint_that_fails_rolls_back_and_stays_a_bug_of_ours(database):
    async def write():
        async with database.transaction() as db:
            await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")
            await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'c')")

    with pytest.raises(sqlite3.IntegrityError):
        await write()

    assert list(await database.reader.execute_fetchall("SELECT * FROM searches")) == []


async def test_a_cancelled_transaction_rolls_back_and_the_next_one_goes_on(database):
    begun = asyncio.Event()

    async def write():
        async with database.transaction() as db:
            await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")
            begun.set()
            await asyncio.sleep(60)

    writing = asyncio.create_task(write())
    await begun.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with database.transaction() as db:
        await db.execute("INSERT INTO searches (id, words) VALUES ('c', 'd')")

    assert [row["id"] for row in await database.reader.execute_fetchall("SELECT id FROM searches")] == ["c"]


@pytest.mark.parametrize("after", range(12))
async def test_a_transaction_may_be_cancelled_at_any_step(database, after):
    async def write():
        async with database.transaction() as db:
            await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")

    writing = asyncio.create_task(write())
    for _ in range(after):
        await asyncio.sleep(0)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)

    async with database.transaction() as db:  # neither stuck nor within another
        await db.execute("INSERT INTO searches (id, words) VALUES ('c', 'd')")
    rows = await database.reader.execute_fetchall("SELECT id FROM searches")
    assert {row["id"] for row in rows} in ({"c"}, {"a", "c"})


async def test_a_transaction_cancelled_while_it_waits_for_another_program_leaves_nothing_open(database):
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write():
        async with database.transaction():
            pass

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.05)
    writing.cancel()
    other.execute("ROLLBACK")
    other.close()
    with pytest.raises(asyncio.CancelledError):
        await writing

    async with database.transaction() as db:
        await db.execute("INSERT INTO searches (id, words) VALUES ('c', 'd')")


async def test_a_reader_sees_nothing_before_it_is_committed(database):
    async with database.transaction() as db:
        await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")
        before = list(await database.reader.execute_fetchall("SELECT * FROM searches"))

    assert before == []
    assert len(list(await database.reader.execute_fetchall("SELECT * FROM searches"))) == 1


async def test_the_reader_cannot_write(database):
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await database.reader.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")


async def test_the_version_moves_with_each_write_of_ours(database):
    before = database.version
    async with database.transaction() as db:
        await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")

    assert database.version > before


async def test_the_version_moves_with_each_write_of_another_process(database):
    await database.look_outside()
    before = database.version
    other = await Database.open(database.path)
    async with other.transaction() as db:
        await db.execute("INSERT INTO searches (id, words) VALUES ('a', 'b')")
    await other.close()

    await database.look_outside()

    assert database.version > before


async def test_the_stamp_tells_own_writes_from_those_of_others(database):
    other = await Database.open(database.path)
    stamps = []
    for own in range(4):
        if own == 3:
            async with other.transaction() as db:
                await db.execute("INSERT INTO searches (id, words) VALUES ('other', 'b')")
        async with database.transaction() as db:
            stamps.append(await database.stamp(own))
            await db.execute("INSERT INTO searches (id, words) VALUES (:own, 'b')", {"own": own})
    await other.close()

    assert stamps[0] == stamps[1] == stamps[2] != stamps[3]


async def test_opening_that_is_cancelled_lets_its_connections_go(tmp_path):
    opening = asyncio.create_task(Database.open(tmp_path / "a.db"))
    await asyncio.sleep(0.002)
    opening.cancel()

    with pytest.raises(asyncio.CancelledError):
        await opening
    await asyncio.sleep(0.1)  # aiosqlite's threads tell the loop that they ended


def test_times_sort_as_text_and_come_back_as_they_went():
    earlier = SUNDAY.replace(year=900)

    assert utc_text(SUNDAY) == "2026-11-22T12:00:00.000000Z"
    assert utc_text(earlier) < utc_text(SUNDAY) < utc_text(SUNDAY.replace(microsecond=1))
    assert utc_moment(utc_text(earlier)) == earlier


@pytest.mark.parametrize("bug", [sqlite3.OperationalError("no such table: x"), ValueError("locked"), KeyError("full")])
def test_a_bug_of_ours_is_no_trouble_of_the_database(bug):
    assert trouble(bug) is None
